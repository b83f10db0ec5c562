import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { readOptions } from '../options.js'

const long = { silent: 's', quiet: 's', verbose: 'l', 'print-bytes': 'b', 'bytes:': 'n' }

export const cmp: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'sln:bi:' : 'sln:', long, namesItself: true })
  if (words === undefined) return proc.flavor === 'gnu' ? 2 : 1
  const [first, second = '-'] = words.operands
  if (first === undefined) {
    if (proc.flavor === 'busybox') return 2
    await complain(proc, `missing operand after '${proc.argv[0]}'`)
    await complain(proc, `Try '${proc.argv[0]} --help' for more information.`)
    return 2
  }
  const inputs: Bytes[] = []
  for (const name of [first, second]) {
    try {
      inputs.push(new Bytes(proc, name === '-' ? 0 : await proc.open(name, { read: true })))
    } catch (thrown) {
      const reason = reasonOf(thrown)
      await complain(proc, `${name}: ${reason}`)
      return 2
    }
  }
  const [one, other] = inputs as [Bytes, Bytes]
  const most = Number(words.last('n') ?? Infinity)
  const how = { silent: words.has('s'), all: words.has('l'), most, names: [first, second] as const }
  return compare(proc, one, other, how)
}

/** The bytes of an input one by one. */
class Bytes {
  readonly #proc: Proc
  readonly #fd: number
  #chunk: Uint8Array | null = new Uint8Array()
  #at = 0

  constructor(proc: Proc, fd: number) {
    this.#proc = proc
    this.#fd = fd
  }

  /** What is there now; undefined at the end. */
  async available(): Promise<Uint8Array | undefined> {
    while (this.#chunk !== null && this.#at >= this.#chunk.length) {
      this.#chunk = await this.#proc.read(this.#fd)
      this.#at = 0
    }
    return this.#chunk === null ? undefined : this.#chunk.subarray(this.#at)
  }
  take(count: number): void {
    this.#at += count
  }
}

interface How {
  readonly silent: boolean
  readonly all: boolean
  readonly most: number
  readonly names: readonly [ByteString, ByteString]
}

async function compare(proc: Proc, one: Bytes, other: Bytes, { silent, all, most, names }: How): Promise<number> {
  let at = 0
  let line = 1
  let lastIsNewline = true
  let differs = false
  while (at < most) {
    const [a, b] = [await one.available(), await other.available()]
    if (a === undefined && b === undefined) return differs ? 1 : 0
    if (a === undefined || b === undefined) {
      const shown = {
        name: a === undefined ? names[0] : names[1],
        at,
        line: lastIsNewline ? line - 1 : line,
        inLine: !lastIsNewline,
      }
      if (!silent) await complain(proc, endSentence(proc, shown, all))
      return 1
    }
    const length = Math.min(a.length, b.length, most - at)
    for (let index = 0; index < length; index++) {
      if (a[index] !== b[index]) {
        differs = true
        if (silent) return 1
        if (!all) {
          await proc.write(1, `${names[0]} ${names[1]} differ: char ${at + index + 1}, line ${line}\n`)
          return 1
        }
        await proc.write(1, `${shownAt(proc, at + index + 1)} ${octal(a[index]!)} ${octal(b[index]!)}\n`)
      }
      lastIsNewline = a[index] === 10
      if (lastIsNewline) line++
    }
    at += length
    one.take(length)
    other.take(length)
  }
  return differs ? 1 : 0
}

const shownAt = ({ flavor }: Proc, place: number): string =>
  flavor === 'gnu' ? String(place).padStart(2) : String(place)
const octal = (byte: number): string => byte.toString(8).padStart(3)

interface EndOf {
  readonly name: ByteString
  readonly at: number
  readonly line: number
  readonly inLine: boolean
}

function endSentence({ flavor }: Proc, { name, at, line, inLine }: EndOf, all: boolean): string {
  if (flavor === 'busybox') return `EOF on ${name}`
  if (at === 0) return `EOF on ${name} which is empty`
  if (all) return `EOF on ${name} after byte ${at}`
  return `EOF on ${name} after byte ${at}, ${inLine ? 'in ' : ''}line ${line}`
}
