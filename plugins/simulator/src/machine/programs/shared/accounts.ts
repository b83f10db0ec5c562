import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'

/** A line of `/etc/passwd` (passwd(5)). */
export interface Account {
  readonly name: ByteString
  readonly uid: number
  readonly gid: number
  readonly comment: ByteString
  readonly home: ByteString
  readonly shell: ByteString
  readonly line: ByteString
}

/** A line of `/etc/group` (group(5)). */
export interface Group {
  readonly name: ByteString
  readonly gid: number
  readonly members: readonly ByteString[]
  readonly line: ByteString
}

const longest = 2 ** 20

/** The accounts and groups of a container, read when they are first asked for. */
export class Accounts {
  readonly #proc: Proc
  #users: readonly Account[] | undefined
  #groups: readonly Group[] | undefined
  #byUid: ReadonlyMap<number, Account> | undefined
  #byGid: ReadonlyMap<number, Group> | undefined

  constructor(proc: Proc) {
    this.#proc = proc
  }

  get users(): readonly Account[] {
    return (this.#users ??= this.#lines('/etc/passwd').flatMap(accountOf))
  }

  get groups(): readonly Group[] {
    return (this.#groups ??= this.#lines('/etc/group').flatMap(groupOf))
  }

  /** The first one with a number. */
  user(uid: number): Account | undefined {
    this.#byUid ??= new Map([...this.users].reverse().map((user) => [user.uid, user]))
    return this.#byUid.get(uid)
  }

  group(gid: number): Group | undefined {
    this.#byGid ??= new Map([...this.groups].reverse().map((group) => [group.gid, group]))
    return this.#byGid.get(gid)
  }

  /** The name, or the number where there is none. */
  userName(uid: number): ByteString {
    return this.user(uid)?.name ?? String(uid)
  }

  groupName(gid: number): ByteString {
    return this.group(gid)?.name ?? String(gid)
  }

  /** By its name, else by its number. */
  findUser(text: ByteString): Account | undefined {
    return this.users.find(({ name }) => name === text)
  }

  findGroup(text: ByteString): Group | undefined {
    return this.groups.find(({ name }) => name === text)
  }

  /** All groups of a user, its own first. */
  groupsOf({ name, gid }: Pick<Account, 'name' | 'gid'>): readonly number[] {
    const more = this.groups.filter(({ members }) => members.includes(name)).map(({ gid }) => gid)
    return [...new Set([gid, ...more])]
  }

  #lines(path: ByteString): string[] {
    const { host, caller } = this.#proc
    try {
      if (host.files.stat(path, caller).size > longest) return []
      return fromBytes(host.files.readFile(path, caller)).split('\n')
    } catch (thrown) {
      if (thrown instanceof Errno) return []
      throw thrown
    }
  }
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,10}$/.test(text)

function accountOf(line: ByteString): Account[] {
  const [name = '', , uid, gid, comment = '', home = '/', shell = ''] = line.split(':')
  if (name === '' || !isNumber(uid) || !isNumber(gid)) return []
  return [{ name, uid: Number(uid), gid: Number(gid), comment, home, shell, line }]
}

function groupOf(line: ByteString): Group[] {
  const [name = '', , gid, members = ''] = line.split(':')
  if (name === '' || !isNumber(gid)) return []
  return [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== ''), line }]
}
