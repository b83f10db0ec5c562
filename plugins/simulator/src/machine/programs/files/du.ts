import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { Output } from '../output.js'
import { turn } from '../shared/turn.js'
import { joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { blocksOf, humanBusybox, humanGnu } from '../shared/sizes.js'
import { wordsOf, type Usage } from '../shared/words.js'

const duUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'aHLd:sxlchmkb', usage: '[-aHLdclsxhmkb] [FILE]...' },
  gnu: {
    short: 'abcd:B:hHklLmPsSx0DtX:',
    long: { all: 'a', bytes: 'b', total: 'c', 'max-depth:': 'd', 'block-size:': 'B', 'human-readable': 'h', 'count-links': 'l', dereference: 'L', summarize: 's', 'apparent-size': 'apparent', 'one-file-system': 'x', null: '0', 'separate-dirs': 'S', 'exclude:': 'exclude', si: 'si' },
    usage: '[OPTION]... [FILE]...',
  },
} // prettier-ignore

/** Shows how much room files take. */
export const du: Program = async (proc) => {
  const words = wordsOf(proc, duUsage[proc.flavor])
  if (typeof words === 'number') return words
  const depth = words.last('d')
  if (depth !== undefined && !/^\d{1,9}$/.test(depth)) {
    await complain(proc, proc.flavor === 'gnu' ? `invalid maximum depth ${quoted(depth)}` : `invalid number '${depth}'`)
    if (proc.flavor === 'gnu') await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const counting = new DiskUsage(proc, words)
  for (const path of words.operands.length === 0 ? ['.'] : words.operands) await counting.countOperand(path)
  return counting.finish()
}

class DiskUsage {
  readonly #proc: Proc
  readonly #words: Words
  readonly #output: Output
  readonly #deepest: number
  readonly #counted = new Set<string>()
  #total = 0
  #code = 0

  constructor(proc: Proc, words: Words) {
    this.#proc = proc
    this.#words = words
    this.#output = new Output(proc)
    this.#deepest = words.has('s') ? 0 : Number(words.last('d') ?? Infinity)
  }

  async countOperand(path: ByteString): Promise<void> {
    const follow = this.#words.has('H') || this.#words.has('D') || this.#words.has('L')
    this.#total += await this.#count(path, 0, follow, undefined)
  }

  async finish(): Promise<number> {
    if (this.#words.has('c')) await this.#print(this.#total, 'total')
    await this.#output.flush()
    return this.#code
  }

  async #count(path: ByteString, depth: number, follow: boolean, device: number | undefined): Promise<number> {
    await turn(this.#proc)
    const { files } = this.#proc.host
    let stat: Stat
    let names: readonly ByteString[] = []
    try {
      stat = files.stat(path, this.#proc.caller, { follow })
      if (stat.kind === 'directory') names = [...files.list(path, this.#proc.caller)].sort()
    } catch (thrown) {
      await this.#cannot(path, thrown)
      return 0
    }
    if (this.#words.has('x') && device !== undefined && stat.device !== device) return 0
    const key = `${stat.device}:${stat.inode}`
    if (!this.#words.has('l') && (stat.links > 1 || depth === 0) && stat.kind !== 'directory') {
      if (this.#counted.has(key)) return 0
      this.#counted.add(key)
    }
    let size = this.#sizeOf(stat)
    for (const name of names)
      size += await this.#count(joined(path, name), depth + 1, this.#words.has('L'), stat.device)
    const isShown = stat.kind === 'directory' || depth === 0 || this.#words.has('a')
    if (isShown && depth <= this.#deepest) await this.#print(size, path)
    return size
  }

  #sizeOf(stat: Stat): number {
    return this.#words.has('b') || this.#words.has('apparent') ? stat.size : blocksOf(stat) * 512
  }

  async #print(bytes: number, path: ByteString): Promise<void> {
    await this.#output.print(`${this.#shown(bytes)}\t${path}${this.#words.has('0') ? '\0' : '\n'}`)
  }

  #shown(bytes: number): string {
    const gnu = this.#proc.flavor === 'gnu'
    if (this.#words.has('h')) return gnu ? humanGnu(bytes) : humanBusybox(bytes)
    if (this.#words.has('si')) return humanGnu(bytes, 1000)
    if (this.#words.has('b') || this.#words.last('B') === '1') return String(bytes)
    const unit = this.#words.has('m') || /^M/.test(this.#words.last('B') ?? '') ? 2 ** 20 : 1024
    return String(Math.ceil(bytes / unit))
  }

  async #cannot(path: ByteString, thrown: unknown): Promise<void> {
    if (!(thrown instanceof Errno)) throw thrown
    await this.#output.flush()
    const verb = thrown.code === 'EACCES' ? 'read directory' : 'access'
    await complain(
      this.#proc,
      this.#proc.flavor === 'gnu' ? `cannot ${verb} ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`,
    )
    this.#code = 1
  }
}
