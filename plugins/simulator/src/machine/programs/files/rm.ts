import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { ask } from '../shared/ask.js'
import { turn } from '../shared/turn.js'
import { kindName } from '../shared/look.js'
import { baseOf, joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'fiRrv', usage: '[-irf] FILE...' },
  gnu: {
    short: 'dfirvIR',
    long: { force: 'f', recursive: 'r', verbose: 'v', dir: 'd', 'interactive::': 'i', 'one-file-system': 'x', 'preserve-root::': 'p', 'no-preserve-root': 'P' },
    usage: '[OPTION]... [FILE]...',
  },
} // prettier-ignore

/** Removes files. */
export const rm: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return words.has('f') ? 0 : refuseMissing(proc, usage[proc.flavor])
  const removal = new Removal(proc, words)
  let code = 0
  for (const operand of words.operands) if (!(await removal.removeOperand(operand))) code = 1
  return code
}

class Removal {
  readonly #proc: Proc
  readonly #words: Words
  readonly #gnu: boolean
  readonly #recursive: boolean
  readonly #asks: boolean

  constructor(proc: Proc, words: Words) {
    this.#proc = proc
    this.#words = words
    this.#gnu = proc.flavor === 'gnu'
    this.#recursive = words.has('r') || words.has('R')
    this.#asks = words.options.findLast(([name]) => 'fi'.includes(name))?.[0] === 'i'
  }

  async removeOperand(path: ByteString): Promise<boolean> {
    const base = baseOf(path)
    if (base === '.' || base === '..') {
      if (!this.#gnu) return this.#say(`can't remove '.' or '..'`)
      if (this.#recursive) return this.#say(`refusing to remove '.' or '..' directory: skipping ${quoted(path)}`)
    }
    if (this.#gnu && this.#recursive && base === '/' && !this.#words.has('P')) {
      await complain(this.#proc, `it is dangerous to operate recursively on '/'`)
      return this.#say('use --no-preserve-root to override this failsafe')
    }
    return this.#remove(path)
  }

  async #remove(path: ByteString): Promise<boolean> {
    await turn(this.#proc)
    const { files } = this.#proc.host
    let stat: Stat
    try {
      stat = files.stat(path, this.#proc.caller, { follow: false })
    } catch (thrown) {
      return this.#failed(path, thrown, `can't stat '${path}'`)
    }
    try {
      if (stat.kind === 'directory') return await this.#removeDirectory(path)
      if (this.#asks && !(await this.#agreed(path, stat))) return true
      files.unlink(path, this.#proc.caller)
      if (this.#words.has('v'))
        await this.#proc.write(1, this.#gnu ? `removed ${quoted(path)}\n` : `removed '${path}'\n`)
      return true
    } catch (thrown) {
      return this.#failed(path, thrown)
    }
  }

  async #removeDirectory(path: ByteString): Promise<boolean> {
    const { files } = this.#proc.host
    if (!this.#recursive && !(this.#gnu && this.#words.has('d'))) {
      return this.#say(this.#gnu ? `cannot remove ${quoted(path)}: Is a directory` : `'${path}' is a directory`)
    }
    const names = this.#recursive ? [...files.list(path, this.#proc.caller)] : []
    const question = this.#gnu ? `descend into directory ${quoted(path)}` : `descend into directory '${path}'`
    if (this.#asks && names.length > 0 && !(await ask(this.#proc, question))) return true
    let all = true
    for (const name of names.sort()) all = (await this.#remove(joined(path, name))) && all
    if (!all) return false
    if (this.#asks && !(await this.#agreed(path, files.stat(path, this.#proc.caller)))) return true
    files.removeDirectory(path, this.#proc.caller)
    if (this.#words.has('v'))
      await this.#proc.write(1, this.#gnu ? `removed directory ${quoted(path)}\n` : `removed directory: '${path}'\n`)
    return true
  }

  #agreed(path: ByteString, stat: Stat): Promise<boolean> {
    return ask(this.#proc, this.#gnu ? `remove ${kindName(stat)} ${quoted(path)}` : `remove '${path}'`)
  }

  async #failed(path: ByteString, thrown: unknown, words = `can't remove '${path}'`): Promise<boolean> {
    if (!(thrown instanceof Errno)) throw thrown
    if (this.#words.has('f') && (thrown.code === 'ENOENT' || (this.#gnu && thrown.code === 'ENOTDIR'))) return true
    const busybox = thrown.code === 'ENOENT' ? `can't remove '${path}'` : words
    return this.#say(`${this.#gnu ? `cannot remove ${quoted(path)}` : busybox}: ${thrown.message}`)
  }

  async #say(sentence: string): Promise<false> {
    await complain(this.#proc, sentence)
    return false
  }
}

/** Removes one name. */
export const unlink: Program = async (proc) => {
  const usage = { short: '', usage: 'FILE' }
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const [path, more] = words.operands
  if (path === undefined) return refuseMissing(proc, usage)
  if (more !== undefined) return refuseMissing(proc, usage)
  try {
    proc.host.files.unlink(path, proc.caller)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const words = proc.flavor === 'gnu' ? `cannot unlink ${quoted(path)}` : `can't remove file '${path}'`
    await complain(proc, `${words}: ${thrown.message}`)
    return 1
  }
}
