import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { turn } from '../shared/turn.js'
import { modeText, readMode, type ModeChange } from '../shared/file-mode.js'
import { lookAt } from '../shared/look.js'
import { joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const long = {
  recursive: 'R',
  changes: 'c',
  verbose: 'v',
  silent: 'f',
  quiet: 'f',
  'reference:': 'reference',
  'preserve-root': 'preserve-root',
  'no-preserve-root': 'no-preserve-root',
}

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'Rcvf', usage: '[-Rcvf] MODE[,MODE]... FILE...' },
  gnu: { short: 'Rcvf', long, usage: '[OPTION]... MODE[,MODE]... FILE...' },
}

/** Changes the modes of files. */
export const chmod: Program = async (proc) => {
  const own = usage[proc.flavor]
  const [argv, dashed] = withoutDashedMode(proc.argv)
  const words = wordsOf(proc, own, argv)
  if (typeof words === 'number') return words
  const reference = words.last('reference')
  const operands = [...words.operands]
  const text = dashed ?? (reference === undefined ? operands.shift() : undefined)
  if (text === undefined && reference === undefined) return refuseMissing(proc, own)
  if (operands.length === 0) {
    return reference === undefined
      ? refuse(proc, own, `missing operand after ${quoted(text!)}`)
      : refuseMissing(proc, own)
  }
  const change = reference === undefined ? readMode(text!, proc.umask, proc.flavor) : await modeOf(proc, reference)
  if (change === undefined) {
    if (proc.flavor === 'busybox') {
      await complain(proc, `invalid mode '${text}'`)
      return 1
    }
    return refuse(proc, own, `invalid mode: ${quoted(text!)}`)
  }
  const changing = new Changing(proc, words, change)
  let code = 0
  for (const operand of operands) if (!(await changing.change(operand, true))) code = 1
  return code
}

/** A mode such as `-x` is no option. */
function withoutDashedMode(argv: readonly ByteString[]): readonly [readonly ByteString[], ByteString | undefined] {
  const at = argv.findIndex((word, index) => index > 0 && /^-[rwxXstugo]/.test(word))
  const end = argv.indexOf('--')
  if (at < 0 || (end >= 0 && end < at)) return [argv, undefined]
  return [argv.filter((_, index) => index !== at), argv[at]]
}

async function modeOf(proc: Proc, path: ByteString): Promise<ModeChange | undefined> {
  const stat = lookAt(proc, path)
  return stat === undefined ? undefined : () => stat.mode
}

class Changing {
  readonly #proc: Proc
  readonly #words: Words
  readonly #change: ModeChange

  constructor(proc: Proc, words: Words, change: ModeChange) {
    this.#proc = proc
    this.#words = words
    this.#change = change
  }

  async change(path: ByteString, isOperand: boolean): Promise<boolean> {
    await turn(this.#proc)
    const { files } = this.#proc.host
    const gnu = this.#proc.flavor === 'gnu'
    let stat: Stat
    try {
      const own = files.stat(path, this.#proc.caller, { follow: false })
      if (own.kind === 'symlink' && !isOperand) return true
      stat = own.kind === 'symlink' ? files.stat(path, this.#proc.caller) : own
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const broken = gnu && lookAt(this.#proc, path, { follow: false }) !== undefined
      if (broken) return this.#say(`cannot operate on dangling symlink ${quoted(path)}`)
      return this.#say(gnu ? `cannot access ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`)
    }
    const mode = this.#change(stat.mode, stat.kind === 'directory')
    try {
      files.chmod(path, mode, this.#proc.caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return this.#say(
        gnu ? `changing permissions of ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`,
      )
    }
    await this.#tell(path, stat.mode, mode)
    if (!this.#words.has('R') || stat.kind !== 'directory') return true
    let all = true
    for (const name of [...files.list(path, this.#proc.caller)].sort())
      all = (await this.change(joined(path, name), false)) && all
    return all
  }

  async #tell(path: ByteString, from: number, to: number): Promise<void> {
    const shown = (mode: number): string =>
      `${mode.toString(8).padStart(4, '0')} (${modeText({ kind: 'file', mode }).slice(1)})`
    const verbose = this.#words.has('v')
    if (!verbose && !this.#words.has('c')) return
    if (this.#proc.flavor === 'busybox') {
      if (verbose || from !== to) await this.#proc.write(1, `mode of '${path}' changed to ${shown(to)}\n`)
    } else if (from !== to) {
      await this.#proc.write(1, `mode of ${quoted(path)} changed from ${shown(from)} to ${shown(to)}\n`)
    } else if (verbose) await this.#proc.write(1, `mode of ${quoted(path)} retained as ${shown(to)}\n`)
  }

  async #say(sentence: string): Promise<false> {
    if (!(this.#words.has('f') && this.#proc.flavor === 'gnu')) await complain(this.#proc, sentence)
    return false
  }
}
