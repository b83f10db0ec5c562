import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Accounts } from '../shared/accounts.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const idUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'ugGnrZ', usage: '[-ugGnr] [USER]' },
  gnu: { short: 'agnruzGZ', long: { group: 'g', groups: 'G', name: 'n', real: 'r', user: 'u', zero: 'z' }, usage: '[OPTION]... [USER]...' },
} // prettier-ignore

/** Who somebody is. */
interface Identity {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

/** Shows users and groups. */
export const id: Program = async (proc) => {
  const own = idUsage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const gnu = proc.flavor === 'gnu'
  const kinds = ['u', 'g', 'G'].filter((name) => words.has(name))
  const [kind] = kinds
  if (kinds.length > 1 || (kind === undefined && (words.has('n') || words.has('r')))) {
    if (!gnu) return refuse(proc, own, '')
    await complain(
      proc,
      kinds.length > 1
        ? 'cannot print "only" of more than one choice'
        : 'cannot print only names or real IDs in default format',
    )
    return 1
  }
  const accounts = new Accounts(proc)
  let code = 0
  for (const name of words.operands.length === 0 ? [undefined] : words.operands) {
    const who = name === undefined ? proc : identityOf(accounts, name, gnu)
    if (who === undefined) {
      await complain(proc, gnu ? `${quoted(name!)}: no such user` : `unknown user ${name}`)
      code = 1
      continue
    }
    const end = words.has('z') ? '\0' : '\n'
    await proc.write(
      1,
      (kind === undefined
        ? described(accounts, who, gnu || name !== undefined)
        : only(accounts, who, kind, words.has('n'))) + end,
    )
  }
  return code
}

function identityOf(accounts: Accounts, name: ByteString, gnu: boolean): Identity | undefined {
  const account = accounts.findUser(name) ?? (gnu && /^\d{1,10}$/.test(name) ? accounts.user(Number(name)) : undefined)
  return account && { uid: account.uid, gid: account.gid, groups: accounts.groupsOf(account) }
}

function only(accounts: Accounts, who: Identity, kind: string, names: boolean): string {
  const group = (gid: number): string => (names ? accounts.groupName(gid) : String(gid))
  if (kind === 'u') return names ? accounts.userName(who.uid) : String(who.uid)
  return kind === 'g' ? group(who.gid) : allGroups(who).map(group).join(' ')
}

const allGroups = ({ gid, groups }: Identity): number[] => [...new Set([gid, ...groups])]

function described(accounts: Accounts, who: Identity, always: boolean): string {
  const named = (id: number, name: ByteString | undefined): string =>
    name === undefined ? String(id) : `${id}(${name})`
  const group = (gid: number): string => named(gid, accounts.group(gid)?.name)
  const all = always ? allGroups(who) : who.groups.length > 0 ? allGroups(who) : []
  const groups = all.length > 0 ? ` groups=${all.map(group).join(',')}` : ''
  return `uid=${named(who.uid, accounts.user(who.uid)?.name)} gid=${group(who.gid)}${groups}`
}

const noOptions: Usage = { short: '', usage: '' }

/** Shows the name of the user. */
export const whoami: Program = async (proc) => {
  if (proc.flavor === 'busybox' && proc.argv.length > 1) return refuse(proc, noOptions, '')
  const words = wordsOf(proc, noOptions)
  if (typeof words === 'number') return words
  const [extra] = words.operands
  if (extra !== undefined) return refuse(proc, noOptions, `extra operand ${quoted(extra)}`)
  const name = new Accounts(proc).user(proc.uid)?.name
  if (name !== undefined) {
    await proc.write(1, `${name}\n`)
    return 0
  }
  await complain(proc, proc.flavor === 'gnu' ? `cannot find name for user ID ${proc.uid}` : `unknown uid ${proc.uid}`)
  return 1
}

/** Shows the names of the groups of users. */
export const groups: Program = async (proc) => {
  const words = wordsOf(proc, { short: '', usage: '[USER]' })
  if (typeof words === 'number') return words
  const accounts = new Accounts(proc)
  const gnu = proc.flavor === 'gnu'
  let code = 0
  for (const name of words.operands.length === 0 ? [undefined] : words.operands) {
    const who = name === undefined ? proc : identityOf(accounts, name, gnu)
    if (who === undefined) {
      await complain(proc, gnu ? `${quoted(name!)}: no such user` : `unknown user ${name}`)
      code = 1
      continue
    }
    const names = allGroups(who).map((gid) => accounts.groupName(gid))
    await proc.write(1, `${gnu && name !== undefined ? `${name} : ` : ''}${names.join(' ')}\n`)
  }
  return code
}

/** Nobody has logged in. */
export const logname: Program = async (proc) => {
  await complain(proc, proc.flavor === 'gnu' ? 'no login name' : 'getlogin: No such device or address')
  return 1
}
