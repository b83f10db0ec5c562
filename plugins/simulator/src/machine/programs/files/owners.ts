import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { Accounts } from '../shared/accounts.js'
import { turn } from '../shared/turn.js'
import { lookAt } from '../shared/look.js'
import { joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'RhLHPcvf', long: { recursive: 'R', 'no-dereference': 'h' }, usage: '[-Rhcvf] OWNER[:GROUP] FILE...' },
  gnu: {
    short: 'HLPRcfhv',
    long: {
      recursive: 'R', changes: 'c', verbose: 'v', silent: 'f', quiet: 'f', 'no-dereference': 'h', dereference: 'deref',
      'reference:': 'reference', 'from:': 'from', 'preserve-root': 'preserve-root', 'no-preserve-root': 'no-preserve-root',
    },
    usage: '[OPTION]... [OWNER][:[GROUP]] FILE...',
  },
} // prettier-ignore

/** A user and a group; -1 for what stays. */
interface Owner {
  readonly uid: number
  readonly gid: number
  /** As it is shown. */
  readonly text: ByteString
}

type ReadOwner = (proc: Proc, text: ByteString) => Owner | string

/** What is said of a dot between user and group. */
const dotted = (proc: Proc, text: ByteString): void => {
  if (proc.flavor === 'gnu') void complain(proc, `warning: '.' should be ':': ${quoted(text)}`)
}

const changeOwners =
  (read: ReadOwner): Program =>
  async (proc) => {
    const own = usage[proc.flavor]
    const words = wordsOf(proc, own)
    if (typeof words === 'number') return words
    const operands = [...words.operands]
    const reference = words.last('reference')
    const text = reference === undefined ? operands.shift() : ''
    if (text === undefined) return refuseMissing(proc, own)
    if (operands.length === 0) return refuse(proc, own, `missing operand after ${quoted(text)}`)
    const owner = reference === undefined ? read(proc, text) : ownerLike(proc, reference)
    if (typeof owner === 'string') {
      await complain(proc, owner)
      return 1
    }
    const changing = new OwnerChange(proc, words, owner)
    let code = 0
    for (const operand of operands) if (!(await changing.change(operand, true))) code = 1
    return code
  }

/** Changes users and groups of files. */
export const chown: Program = changeOwners((proc, text) => {
  const accounts = new Accounts(proc)
  const gnu = proc.flavor === 'gnu'
  const separator = text.includes(':')
    ? ':'
    : text.includes('.') && accounts.findUser(text) === undefined
      ? '.'
      : undefined
  const at = separator === undefined ? -1 : text.indexOf(separator)
  const [user, group] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
  const unknown = at < 0 ? `unknown user ${text}` : `unknown user/group ${text}`
  const account = user === '' ? undefined : accounts.findUser(user)
  const uid = user === '' ? -1 : (account?.uid ?? numberOf(user))
  if (uid === undefined) return gnu ? `invalid user: ${quoted(text)}` : unknown
  if (group === undefined) return { uid, gid: -1, text }
  if (group === '') return user === '' ? { uid, gid: -1, text } : { uid, gid: account?.gid ?? -1, text }
  const gid = accounts.findGroup(group)?.gid ?? numberOf(group)
  if (gid === undefined) return gnu ? `invalid group: ${quoted(text)}` : unknown
  if (separator === '.') dotted(proc, text)
  return { uid, gid, text }
})

/** Changes groups of files. */
export const chgrp: Program = changeOwners((proc, text) => {
  const gid = new Accounts(proc).findGroup(text)?.gid ?? numberOf(text)
  if (gid !== undefined) return { uid: -1, gid, text }
  return proc.flavor === 'gnu' ? `invalid group: ${quoted(text)}` : `unknown group ${text}`
})

const numberOf = (text: string): number | undefined => (/^\+?\d{1,10}$/.test(text) ? Number(text) : undefined)

function ownerLike(proc: Proc, path: ByteString): Owner | string {
  const stat = lookAt(proc, path)
  if (stat === undefined) return `failed to get attributes of ${quoted(path)}: No such file or directory`
  return { uid: stat.uid, gid: stat.gid, text: `${stat.uid}:${stat.gid}` }
}

class OwnerChange {
  readonly #proc: Proc
  readonly #words: Words
  readonly #owner: Owner
  readonly #accounts: Accounts

  constructor(proc: Proc, words: Words, owner: Owner) {
    this.#proc = proc
    this.#words = words
    this.#owner = owner
    this.#accounts = new Accounts(proc)
  }

  async change(path: ByteString, isOperand: boolean): Promise<boolean> {
    await turn(this.#proc)
    const { files } = this.#proc.host
    const gnu = this.#proc.flavor === 'gnu'
    const { uid, gid } = this.#owner
    const follow = !this.#words.has('h') && (isOperand ? !this.#words.has('R') : false)
    let stat: Stat
    try {
      stat = files.stat(path, this.#proc.caller, { follow })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return this.#say(gnu ? `cannot access ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`)
    }
    let all = true
    if (this.#words.has('R') && stat.kind === 'directory') {
      for (const name of [...files.list(path, this.#proc.caller)].sort())
        all = (await this.change(joined(path, name), false)) && all
    }
    try {
      files.chown(path, uid, gid, this.#proc.caller, { follow })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return this.#say(
        gnu
          ? `changing ${uid < 0 ? 'group' : 'ownership'} of ${quoted(path)}: ${thrown.message}`
          : `${path}: ${thrown.message}`,
      )
    }
    await this.#tell(path, stat)
    return all
  }

  async #tell(path: ByteString, stat: Stat): Promise<void> {
    const { uid, gid, text } = this.#owner
    const verbose = this.#words.has('v')
    const isChanged = (uid >= 0 && uid !== stat.uid) || (gid >= 0 && gid !== stat.gid)
    if (!verbose && !(this.#words.has('c') && isChanged)) return
    if (this.#proc.flavor === 'busybox') {
      await this.#proc.write(
        1,
        `changed ownership of '${path}' to ${uid < 0 ? stat.uid : uid}:${gid < 0 ? stat.gid : gid}\n`,
      )
      return
    }
    const shown =
      uid < 0
        ? this.#accounts.groupName(stat.gid)
        : gid < 0
          ? this.#accounts.userName(stat.uid)
          : `${this.#accounts.userName(stat.uid)}:${this.#accounts.groupName(stat.gid)}`
    const what = uid < 0 ? 'group' : 'ownership'
    const sentence = isChanged
      ? `changed ${what} of ${quoted(path)} from ${shown} to ${text.replace(/^:/, '')}`
      : `${what} of ${quoted(path)} retained as ${shown}`
    await this.#proc.write(1, `${sentence}\n`)
  }

  async #say(sentence: string): Promise<false> {
    if (!(this.#words.has('f') && this.#proc.flavor === 'gnu')) await complain(this.#proc, sentence)
    return false
  }
}
