import type { ByteString } from '../byte-string.js'

/** Who the first process of a container, or a command in it, is. */
export interface ContainerUser {
  readonly uid: number
  readonly gid: number
  /** All groups as the kernel sorts them: its own, too, and twice where `/etc/group` says that it is a member. */
  readonly groups: readonly number[]
  readonly home: ByteString
}

/** What `userOf` looks into. */
export interface Accounts {
  /** The text of `/etc/passwd`; empty where there is none. */
  readonly passwd: ByteString
  /** The text of `/etc/group`. */
  readonly group: ByteString
}

/** That a user or group is not there; `message` is dockerd's. */
export class UnknownUser extends Error {}

const greatestId = 2 ** 31 - 1

/**
 * What Docker's `User` (`name`, `uid`, each with `:group` or `:gid`) means in a container, and with it the groups of
 * `GroupAdd`: as moby's `user.GetExecUser` and `GetAdditionalGroups`. Throws `UnknownUser`.
 */
export function userOf(
  spec: ByteString,
  { passwd, group }: Accounts,
  added: readonly ByteString[] = [],
): ContainerUser {
  const [userName = '', groupName = ''] = spec.split(':')
  const user = findUser(userName, passwd)
  const groups = groupLines(group)
  const own = groupName === '' ? user.gid : findGroup(groupName, groups)
  const others = groupName === '' && user.name !== '' ? groups.filter(({ members }) => members.includes(user.name)) : []
  const more = new Set(added.map((name) => findAdded(name, groups)))
  const all = [own, ...others.map(({ gid }) => gid), ...more].sort((one, other) => one - other)
  return { uid: user.uid, gid: own, groups: all, home: user.home }
}

interface User {
  readonly name: ByteString
  readonly uid: number
  readonly gid: number
  readonly home: ByteString
}

function findUser(wanted: ByteString, passwd: ByteString): User {
  const id = wanted === '' ? 0 : numberOf(wanted)
  const fits = (user: User): boolean => (id === undefined ? user.name === wanted : user.uid === id)
  for (const line of linesOf(passwd)) {
    const [name = '', , uid = '', gid = '', , home = ''] = line.trim().split(':')
    const user = { name, uid: numberOf(uid) ?? 0, gid: numberOf(gid) ?? 0, home }
    if (line.trim() !== '' && fits(user)) return user
  }
  if (id === undefined) throw new UnknownUser(`unable to find user ${wanted}: no matching entries in passwd file`)
  return { name: '', uid: inRange(id), gid: 0, home: '/' }
}

interface Group {
  readonly name: ByteString
  readonly gid: number
  readonly members: readonly ByteString[]
}

const groupLines = (text: ByteString): Group[] =>
  linesOf(text)
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', , gid = '', members = ''] = line.split(':')
      return { name, gid: numberOf(gid) ?? 0, members: members === '' ? [] : members.split(',') }
    })

function findGroup(wanted: ByteString, groups: readonly Group[]): number {
  const id = numberOf(wanted)
  const found = groups.find(({ name, gid }) => (id === undefined ? name === wanted : gid === id))
  if (found !== undefined) return found.gid
  if (id === undefined) throw new UnknownUser(`unable to find group ${wanted}: no matching entries in group file`)
  return inRange(id)
}

/** One of `GroupAdd`, which may be a name that is a number. */
function findAdded(wanted: ByteString, groups: readonly Group[]): number {
  const found = groups.find(({ name, gid }) => name === wanted || String(gid) === wanted)
  if (found !== undefined) return found.gid
  const id = numberOf(wanted)
  if (id === undefined) throw new UnknownUser(`Unable to find group ${wanted}: no matching entries in group file`)
  return inRange(id)
}

const linesOf = (text: ByteString): ByteString[] => text.split('\n').map((line) => line.replace(/\r$/, ''))

/** As Go's `strconv.Atoi`; undefined where it is no number. */
const numberOf = (text: ByteString): number | undefined => (/^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined)

function inRange(id: number): number {
  if (id < 0 || id > greatestId) throw new UnknownUser(`uids and gids must be in range 0-${greatestId}`)
  return id
}
