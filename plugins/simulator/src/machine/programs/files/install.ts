import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, nameOf } from '../complain.js'
import type { Words } from '../options.js'
import { Accounts } from '../shared/accounts.js'
import { copyContent } from '../shared/copy-file.js'
import { pairsOf } from '../shared/destinations.js'
import { readMode, type ModeChange } from '../shared/file-mode.js'
import { isDirectory, lookAt } from '../shared/look.js'
import { directoryOf } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Usage = {
  short: 'bcCsDdg:m:o:pS:t:TvZ',
  long: { directory: 'd', 'mode:': 'm', 'owner:': 'o', 'group:': 'g', verbose: 'v', 'target-directory:': 't', 'no-target-directory': 'T', 'preserve-timestamps': 'p', strip: 's' },
  usage: '[OPTION]... SOURCE... DEST',
} // prettier-ignore

/** Copies files and sets their owners and modes, or makes directories. */
export const install: Program = async (proc) => {
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const given = words.last('m') ?? '755'
  const change = readMode(given, 0)
  if (change === undefined) {
    await complain(proc, `invalid mode ${quoted(given)}`)
    return 1
  }
  const owner = ownerOf(proc, words)
  if (typeof owner === 'string') {
    await complain(proc, owner)
    return 1
  }
  const installing = new Installing(proc, words, change, owner)
  if (words.has('d')) {
    return words.operands.length === 0
      ? refuse(proc, usage, 'missing file operand')
      : installing.makeDirectories(words.operands)
  }
  const target = words.has('D') ? words.last('t') : undefined
  if (target !== undefined && !(await installing.withParents(target))) return 1
  const pairs = await pairsOf(proc, usage, words)
  return typeof pairs === 'number' ? pairs : installing.copyAll(pairs)
}

function ownerOf(proc: Proc, words: Words): { readonly uid: number; readonly gid: number } | string {
  const accounts = new Accounts(proc)
  const [user, group] = [words.last('o'), words.last('g')]
  const numberOf = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined)
  const uid = user === undefined ? -1 : (accounts.findUser(user)?.uid ?? numberOf(user))
  const gid = group === undefined ? -1 : (accounts.findGroup(group)?.gid ?? numberOf(group))
  if (uid === undefined) return `invalid user ${quoted(user!)}`
  return gid === undefined ? `invalid group ${quoted(group!)}` : { uid, gid }
}

class Installing {
  readonly #proc: Proc
  readonly #words: Words
  readonly #change: ModeChange
  readonly #owner: { readonly uid: number; readonly gid: number }

  constructor(proc: Proc, words: Words, change: ModeChange, owner: { readonly uid: number; readonly gid: number }) {
    this.#proc = proc
    this.#words = words
    this.#change = change
    this.#owner = owner
  }

  async makeDirectories(paths: readonly ByteString[]): Promise<number> {
    let code = 0
    for (const path of paths) {
      if (await this.withParents(path)) this.#own(path, true)
      else code = 1
    }
    return code
  }

  async copyAll(pairs: readonly (readonly [ByteString, ByteString])[]): Promise<number> {
    let code = 0
    for (const [source, destination] of pairs) if (!(await this.#copy(source, destination))) code = 1
    return code
  }

  /** Makes a directory and those on the way to it. */
  async withParents(path: ByteString): Promise<boolean> {
    if (isDirectory(this.#proc, path)) return true
    const parent = directoryOf(path)
    if (parent !== path && !(await this.withParents(parent))) return false
    try {
      this.#proc.host.files.makeDirectory(path, 0o755, this.#proc.caller)
      if (this.#words.has('v')) await this.#proc.write(1, `${nameOf(this.#proc)}: creating directory ${quoted(path)}\n`)
      return true
    } catch (thrown) {
      return this.#say(thrown, `cannot create directory ${quoted(path)}`)
    }
  }

  async #copy(source: ByteString, destination: ByteString): Promise<boolean> {
    if (this.#words.has('D') && !(await this.withParents(directoryOf(destination)))) return false
    const stat = lookAt(this.#proc, source)
    if (stat?.kind === 'directory') {
      await complain(this.#proc, `omitting directory ${quoted(source)}`)
      return false
    }
    let from: number
    try {
      from = await this.#proc.open(source, { read: true })
    } catch (thrown) {
      return this.#say(
        thrown,
        stat === undefined ? `cannot stat ${quoted(source)}` : `cannot open ${quoted(source)} for reading`,
      )
    }
    try {
      if (lookAt(this.#proc, destination, { follow: false }) !== undefined)
        this.#proc.host.files.unlink(destination, this.#proc.caller)
      await copyContent(this.#proc, from, destination, 0o600)
      this.#own(destination, false)
      if (this.#words.has('p') && stat !== undefined)
        this.#proc.host.files.setTimes(destination, stat, this.#proc.caller)
    } catch (thrown) {
      return this.#say(thrown, `cannot create regular file ${quoted(destination)}`)
    } finally {
      this.#proc.close(from)
    }
    if (this.#words.has('v')) await this.#proc.write(1, `${quoted(source)} -> ${quoted(destination)}\n`)
    return true
  }

  #own(path: ByteString, isDirectory: boolean): void {
    const { files } = this.#proc.host
    const { uid, gid } = this.#owner
    if (uid >= 0 || gid >= 0) files.chown(path, uid, gid, this.#proc.caller)
    files.chmod(path, this.#change(0, isDirectory), this.#proc.caller)
  }

  async #say(thrown: unknown, sentence: string): Promise<false> {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(this.#proc, `${sentence}: ${thrown.message}`)
    return false
  }
}
