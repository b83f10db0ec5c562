import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { openInput } from './inputs.js'

/** join(1) of POSIX: lines of two sorted files with the same field. */
export const join: Program = async (proc) => {
  const words = readOptions(proc, { short: 'a:e:i1:2:j:o:t:v:' })
  if (words === undefined) return 1
  const [first, second] = words.operands
  if (first === undefined || second === undefined) {
    await complain(proc, first === undefined ? 'missing operand' : `missing operand after '${first}'`)
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const sides: Side[] = []
  for (const [index, name] of [first, second].entries()) {
    const fd = await openInput(proc, name)
    if (fd === undefined) return 1
    const field = Number(words.last(String(index + 1)) ?? words.last('j') ?? 1) - 1
    sides.push(new Side(new Lines(proc, fd), field, words))
  }
  const output = new Output(proc)
  await new Joining(proc, words, output).run(sides[0]!, sides[1]!)
  await output.flush()
  return 0
}

interface Row {
  readonly key: ByteString
  readonly fields: readonly ByteString[]
}

/** The rows of one file, those with the same key together. */
class Side {
  readonly field: number
  readonly #lines: Lines
  readonly #words: Words
  #next: Row | undefined
  #begun = false

  constructor(lines: Lines, field: number, words: Words) {
    this.#lines = lines
    this.field = field
    this.#words = words
  }

  async #row(): Promise<Row | undefined> {
    const line = await this.#lines.next()
    if (line === undefined) return undefined
    const separator = this.#words.last('t')
    const fields = separator === undefined ? line.text.trim().split(/[ \t]+/) : line.text.split(separator)
    const key = fields[this.field] ?? ''
    return { key: this.#words.has('i') ? key.toLowerCase() : key, fields }
  }

  /** All rows with the next key; empty at the end. */
  async group(): Promise<readonly Row[]> {
    if (!this.#begun) this.#next = await this.#row()
    this.#begun = true
    const rows: Row[] = []
    while (this.#next !== undefined && (rows.length === 0 || rows[0]!.key === this.#next.key)) {
      rows.push(this.#next)
      this.#next = await this.#row()
    }
    return rows
  }
}

class Joining {
  readonly #proc: Proc
  readonly #words: Words
  readonly #output: Output
  readonly #separator: string
  readonly #empty: ByteString
  readonly #alone: ReadonlySet<string>

  constructor(proc: Proc, words: Words, output: Output) {
    this.#proc = proc
    this.#words = words
    this.#output = output
    this.#separator = words.last('t') ?? ' '
    this.#empty = words.last('e') ?? ''
    this.#alone = new Set(words.options.flatMap(([name, value]) => (name === 'a' || name === 'v' ? value : [])))
  }

  async run(one: Side, other: Side): Promise<void> {
    let [ours, theirs] = [await one.group(), await other.group()]
    while (ours.length > 0 || theirs.length > 0) {
      const [a, b] = [ours[0]?.key, theirs[0]?.key]
      if (b === undefined || (a !== undefined && a < b)) {
        if (this.#alone.has('1')) for (const row of ours) await this.#print(row, undefined, one, other)
        ours = await one.group()
      } else if (a === undefined || b < a) {
        if (this.#alone.has('2')) for (const row of theirs) await this.#print(undefined, row, one, other)
        theirs = await other.group()
      } else {
        if (!this.#words.has('v')) await this.#pairs(ours, theirs, one, other)
        ours = await one.group()
        theirs = await other.group()
      }
    }
  }

  async #pairs(ours: readonly Row[], theirs: readonly Row[], one: Side, other: Side): Promise<void> {
    for (const a of ours) {
      for (const b of theirs) {
        const turn = this.#proc.tick()
        if (turn !== undefined) await turn
        await this.#print(a, b, one, other)
      }
    }
  }

  #print(a: Row | undefined, b: Row | undefined, one: Side, other: Side): void | Promise<void> {
    const format = this.#words.options.flatMap(([name, value]) => (name === 'o' ? value.split(/[, ]/) : []))
    const key = a === undefined ? b!.fields[other.field] : a.fields[one.field]
    const rest = (row: Row | undefined, field: number): readonly ByteString[] =>
      row?.fields.filter((_, index) => index !== field) ?? []
    const fields =
      format.length > 0
        ? format.map(
            (place) =>
              (place === '0' ? key : (place.startsWith('1') ? a : b)?.fields[Number(place.slice(2)) - 1]) ||
              this.#empty,
          )
        : [key, ...rest(a, one.field), ...rest(b, other.field)]
    return this.#output.print(`${fields.join(this.#separator)}\n`)
  }
}
