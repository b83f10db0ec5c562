import { posix } from 'node:path'
import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions, type Words } from '../../options.js'
import { Output } from '../../output.js'
import { readWhole } from '../inputs.js'
import { formatTime } from '../awk/time.js'
import { changesBetween } from './edits.js'
import { normal, unified, type Side } from './render.js'

const long = {
  unified: 'u',
  brief: 'q',
  recursive: 'r',
  'new-file': 'N',
  'ignore-case': 'i',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-blank-lines': 'B',
  'report-identical-files': 's',
  text: 'a',
  'label:': 'L',
  'color::': '+color',
}

export const diff: Program = async (proc) => {
  const words = readOptions(proc, { short: 'abBdiL:NqrsS:tTU:uw', long, namesItself: true })
  if (words === undefined) return proc.flavor === 'gnu' ? 2 : 1
  const [first, second, extra] = words.operands
  if (first === undefined || second === undefined || extra !== undefined) {
    if (proc.flavor === 'busybox') return 1
    const last = words.operands.at(-1) ?? proc.argv[0]
    await complain(proc, extra === undefined ? `missing operand after '${last}'` : `extra operand '${extra}'`)
    await complain(proc, `Try '${proc.argv[0]} --help' for more information.`)
    return 2
  }
  const comparing = new Comparing(proc, words)
  const code = await comparing.compare(first, second)
  await comparing.output.flush()
  return code
}

class Comparing {
  readonly output: Output
  readonly #proc: Proc
  readonly #words: Words

  constructor(proc: Proc, words: Words) {
    this.output = new Output(proc)
    this.#proc = proc
    this.#words = words
  }

  /** 0 for the same, 1 for others, 2 where something went wrong. */
  async compare(first: ByteString, second: ByteString): Promise<number> {
    const [one, other] = [this.#kindOf(first), this.#kindOf(second)]
    let failed = false
    for (const [name, kind] of [
      [first, one],
      [second, other],
    ] as const) {
      if (typeof kind !== 'object') continue
      failed = true
      await this.output.flush()
      await complain(this.#proc, `${this.#proc.flavor === 'gnu' ? name : `can't stat '${name}'`}: ${kind.message}`)
      if (this.#proc.flavor === 'busybox') return 2
    }
    if (failed) return 2
    if (
      this.#isSame(first, second) &&
      (one === 'directory' || !this.#words.has('s') || this.#proc.flavor === 'busybox')
    )
      return 0
    if (one === 'directory' && other === 'directory') return this.#folders(first, second)
    if (one === 'directory') return this.#files(posix.join(first, posix.basename(second)), second)
    if (other === 'directory') return this.#files(first, posix.join(second, posix.basename(first)))
    return this.#files(first, second)
  }

  /** Whether it is the very same file. */
  #isSame(first: ByteString, second: ByteString): boolean {
    if (first === '-' || second === '-') return false
    const { files } = this.#proc.host
    const [one, other] = [files.stat(first, this.#proc.caller), files.stat(second, this.#proc.caller)]
    return one.inode === other.inode && one.device === other.device
  }

  #kindOf(name: ByteString): string | Errno {
    if (name === '-') return 'file'
    try {
      return this.#proc.host.files.stat(name, this.#proc.caller).kind
    } catch (thrown) {
      if (thrown instanceof Errno) return thrown
      throw thrown
    }
  }

  async #folders(first: ByteString, second: ByteString): Promise<number> {
    const { files } = this.#proc.host
    const [ours, theirs] = [first, second].map((name) => new Set(files.list(name, this.#proc.caller))) as [
      Set<string>,
      Set<string>,
    ]
    let code = 0
    for (const name of [...new Set([...ours, ...theirs])].sort()) {
      if (ours.has(name) && theirs.has(name))
        code = Math.max(code, await this.#both(`${first}/${name}`, `${second}/${name}`))
      else {
        await this.output.print(`Only in ${ours.has(name) ? first : second}: ${name}\n`)
        code = Math.max(code, 1)
      }
    }
    return code
  }

  async #both(one: ByteString, other: ByteString): Promise<number> {
    const [kind, otherKind] = [this.#kindOf(one), this.#kindOf(other)]
    if (kind === 'directory' && otherKind === 'directory') {
      if (this.#words.has('r')) return this.#folders(one, other)
      await this.output.print(`Common subdirectories: ${one} and ${other}\n`)
      return 0
    }
    return this.#files(one, other, true)
  }

  async #files(first: ByteString, second: ByteString, announced = false): Promise<number> {
    const sides: Side[] = []
    for (const name of [first, second]) {
      try {
        sides.push(await this.#read(name))
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        await complain(this.#proc, `${name}: ${thrown.message}`)
        return 2
      }
    }
    const [old, now] = sides as [Side, Side]
    const keys = [old, now].map((side) => side.lines.map((line, index) => this.#keyOf(line, side, index))) as [
      string[],
      string[],
    ]
    const changes = await changesBetween(keys[0], keys[1], this.#proc)
    if (changes.length === 0) {
      if (this.#words.has('s')) await this.output.print(`Files ${first} and ${second} are identical\n`)
      return 0
    }
    if (this.#words.has('q') || [old, now].some(isBinary)) {
      const binary = this.#words.has('q') ? 'Files' : this.#proc.flavor === 'gnu' ? 'Binary files' : 'Files'
      await this.output.print(`${binary} ${first} and ${second} differ\n`)
      return 1
    }
    if (announced) await this.output.print(`diff ${this.#flags()}${first} ${second}\n`)
    const context = this.#context()
    if (context === undefined) for (const change of changes) await this.output.print(normal(old, now, change))
    else {
      await this.output.print(this.#heading('---', first, 0) + this.#heading('+++', second, 1))
      for (const text of unified(old, now, changes, context)) await this.output.print(text)
    }
    return 1
  }

  #flags(): string {
    const given = this.#words.options.map(([name, value]) => (value === '' ? `-${name}` : `-${name} ${value}`))
    return given.length === 0 ? '' : `${given.join(' ')} `
  }

  /** Undefined for the form without context; busybox has no other than the one with it. */
  #context(): number | undefined {
    const given = this.#words.last('U')
    if (given !== undefined) return Number(given) || 0
    return this.#words.has('u') || this.#proc.flavor === 'busybox' ? 3 : undefined
  }

  #heading(mark: string, name: ByteString, side: 0 | 1): ByteString {
    const label = this.#words.options.filter(([option]) => option === 'L')[side]?.[1]
    if (label !== undefined) return `${mark} ${label}\n`
    if (this.#proc.flavor === 'busybox') return `${mark} ${name}\n`
    const stat = name === '-' ? undefined : this.#proc.host.files.stat(name, this.#proc.caller)
    const moment = stat?.modified ?? this.#proc.host.now()
    const fraction = String(Math.floor(moment % 1_000_000) * 1000).padStart(9, '0')
    return `${mark} ${name}\t${formatTime('%Y-%m-%d %H:%M:%S', moment / 1_000_000)}.${fraction} +0000\n`
  }

  async #read(name: ByteString): Promise<Side> {
    const fd = name === '-' ? 0 : await this.#proc.open(name, { read: true })
    const text = fromBytes(await readWhole(this.#proc, fd))
    if (fd !== 0) this.#proc.close(fd)
    const lines = text.split('\n')
    const unended = lines.at(-1) !== ''
    return { lines: unended ? lines : lines.slice(0, -1), unended: unended && text !== '' }
  }

  #keyOf(line: ByteString, { unended, lines }: Side, index: number): string {
    let key = line
    if (this.#words.has('w')) key = key.replace(/[ \t\r\f\v]+/g, '')
    else if (this.#words.has('b')) key = key.replace(/[ \t]+/g, ' ').replace(/ $/, '')
    if (this.#words.has('i')) key = key.toLowerCase()
    return unended && index === lines.length - 1 ? `${key}\n` : key
  }
}

const isBinary = ({ lines }: Side): boolean => lines.some((line) => line.includes('\0'))
