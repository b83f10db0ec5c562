import { posix } from 'node:path'
import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Caller } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain, reasonOf } from '../../complain.js'
import { fitsGlob } from '../../text/glob.js'
import type { Entries } from './entries.js'
import type { Entry } from './header.js'
import type { TarOptions } from './options.js'
import { Owners } from './owners.js'
import { longLine } from './shown.js'

/** Lists what is in an archive, or makes it; resolves to an exit code. */
export class ArchiveReader {
  readonly #proc: Proc
  readonly #options: TarOptions
  readonly #entries: Entries
  readonly #folder: ByteString
  readonly #wanted: Map<ByteString, boolean>
  readonly #users: Owners
  readonly #groups: Owners
  /** Modes and times of directories are set when all that is in them is there. */
  readonly #directories: { readonly path: ByteString; readonly entry: Entry }[] = []
  readonly #said = new Set<string>()
  #failed = false

  constructor(proc: Proc, options: TarOptions, entries: Entries, folder: ByteString) {
    this.#proc = proc
    this.#options = options
    this.#entries = entries
    this.#folder = folder
    this.#wanted = new Map(options.members.map((name) => [name.replace(/\/+$/, ''), false]))
    this.#users = new Owners(proc, '/etc/passwd')
    this.#groups = new Owners(proc, '/etc/group')
  }

  get #isGnu(): boolean {
    return this.#proc.flavor === 'gnu'
  }

  async run(): Promise<boolean> {
    for (let entry = await this.#entries.next(); entry !== undefined; entry = await this.#entries.next()) {
      const turn = this.#proc.tick()
      if (turn !== undefined) await turn
      if (this.#isWanted(entry.name)) await this.#use(entry)
      else await this.#skip(entry)
    }
    for (const { path, entry } of this.#directories.toReversed()) this.#finish(path, entry)
    await this.#sayMissing()
    return !this.#failed
  }

  #isWanted(name: ByteString): boolean {
    const bare = name.replace(/\/+$/, '')
    const parts = bare.split('/')
    const excluded = this.#options.excluded.some(
      (pattern) =>
        fitsGlob(pattern, bare) ||
        parts.some((part, index) => fitsGlob(pattern, part) || fitsGlob(pattern, parts.slice(0, index + 1).join('/'))),
    )
    if (excluded) return false
    if (this.#wanted.size === 0) return true
    for (const wanted of this.#wanted.keys()) {
      if (bare !== wanted && !bare.startsWith(`${wanted}/`)) continue
      this.#wanted.set(wanted, true)
      return true
    }
    return false
  }

  async #sayMissing(): Promise<void> {
    for (const [name, found] of this.#wanted) {
      if (found) continue
      this.#failed = true
      await complain(this.#proc, this.#isGnu ? `${name}: Not found in archive` : `${name}: not found in archive`)
    }
  }

  async #skip({ kind, size }: Entry): Promise<void> {
    if (kind !== 'file' && kind !== 'other') return
    for await (const piece of this.#entries.content(size)) void piece
  }

  async #use(entry: Entry): Promise<void> {
    const { mode, verbose, numeric, toOutput } = this.#options
    if (mode === 't') {
      await this.#proc.write(1, `${verbose > 0 ? longLine(entry, this.#proc.flavor, numeric) : entry.name}\n`)
      return this.#skip(entry)
    }
    if (toOutput) {
      if (entry.kind === 'file')
        for await (const piece of this.#entries.content(entry.size)) await this.#proc.write(1, piece)
      return
    }
    const name = await this.#safeName(entry.name)
    if (name === undefined || name === '') return this.#skip(entry)
    if (verbose > 0)
      await this.#proc.write(1, `${verbose > 1 ? longLine(entry, this.#proc.flavor, numeric) : entry.name}\n`)
    try {
      await this.#make(posix.resolve(this.#folder, name), entry)
    } catch (thrown) {
      await this.#sayFailure(entry, reasonOf(thrown))
      await this.#skip(entry)
    }
  }

  async #sayFailure(entry: Entry, reason: string): Promise<void> {
    this.#failed = true
    const what = entry.kind === 'directory' ? 'mkdir' : 'open'
    await complain(
      this.#proc,
      this.#isGnu ? `${entry.name}: Cannot ${what}: ${reason}` : `can't open '${entry.name}': ${reason}`,
    )
  }

  /** Where it goes below the folder; undefined for what would be elsewhere. */
  async #safeName(name: ByteString): Promise<ByteString | undefined> {
    const climbs = name.split('/').includes('..')
    if (climbs && !this.#options.absolute) {
      if (this.#isGnu) {
        this.#failed = true
        await complain(this.#proc, `${name}: Member name contains '..'`)
        return undefined
      }
      await this.#sayOnce(`removing leading '${/^(?:.*\/)?\.\.\/?/.exec(name)![0]}' from member names`)
    } else if (name.startsWith('/') && !this.#options.absolute) {
      await this.#sayOnce(
        this.#isGnu ? "Removing leading `/' from member names" : "removing leading '/' from member names",
      )
    }
    const inside = this.#options.absolute ? name : name.replace(/^(?:.*\/)?\.\.(?:\/|$)/, '').replace(/^\/+/, '')
    if (this.#options.strip === 0) return inside
    return inside
      .split('/')
      .filter((part) => part !== '')
      .slice(this.#options.strip)
      .join('/')
  }

  async #sayOnce(sentence: string): Promise<void> {
    if (this.#said.has(sentence)) return
    this.#said.add(sentence)
    await complain(this.#proc, sentence)
  }

  async #make(path: ByteString, entry: Entry): Promise<void> {
    const { files } = this.#proc.host
    const { caller } = this.#proc
    this.#makeParents(path, caller)
    if (entry.kind === 'directory') {
      if (this.#kindAt(path) !== 'directory') files.makeDirectory(path, 0o755, caller)
      this.#directories.push({ path, entry })
      return
    }
    if (this.#options.keepOld && this.#kindAt(path) !== undefined) throw new Errno('EEXIST')
    if (this.#kindAt(path) !== undefined) files.unlink(path, caller)
    switch (entry.kind) {
      case 'symlink':
        files.symlink(entry.target, path, caller)
        return
      case 'hardlink':
        files.link(posix.resolve(this.#folder, (await this.#safeName(entry.target)) ?? ''), path, caller)
        return
      case 'fifo':
        files.makeFifo(path, entry.mode, caller)
        return this.#finish(path, entry)
      case 'character':
        return this.#sayFailure(entry, 'Operation not permitted')
      case 'file':
      case 'other':
        await this.#makeFile(path, entry)
    }
  }

  async #makeFile(path: ByteString, entry: Entry): Promise<void> {
    const fd = await this.#proc.open(path, { write: true, create: true, truncate: true }, entry.mode & 0o777)
    for await (const piece of this.#entries.content(entry.size)) await this.#proc.write(fd, piece)
    this.#proc.close(fd)
    this.#finish(path, entry)
  }

  #kindAt(path: ByteString): string | undefined {
    try {
      return this.#proc.host.files.stat(path, this.#proc.caller, { follow: false }).kind
    } catch (thrown) {
      if (thrown instanceof Errno) return undefined
      throw thrown
    }
  }

  /** Directories above, never through a symlink out of the folder. */
  #makeParents(path: ByteString, caller: Caller): void {
    const { files } = this.#proc.host
    const parent = posix.dirname(path)
    if (this.#kindAt(parent) === undefined) {
      this.#makeParents(parent, caller)
      files.makeDirectory(parent, 0o755, caller)
    }
    const real = files.realPath(parent, caller)
    const base = files.realPath(this.#folder, caller)
    if (real !== base && !real.startsWith(base === '/' ? '/' : `${base}/`) && !this.#options.absolute)
      throw new Errno('ENOTDIR')
  }

  #finish(path: ByteString, entry: Entry): void {
    const { files } = this.#proc.host
    const { caller } = this.#proc
    const { keepOwner, keepMode, numeric, touch } = this.#options
    if (keepOwner) {
      const uid = (numeric ? undefined : this.#users.idOf(entry.owner)) ?? entry.uid
      const gid = (numeric ? undefined : this.#groups.idOf(entry.group)) ?? entry.gid
      files.chown(path, uid, gid, caller)
    }
    files.chmod(path, keepMode ? entry.mode : entry.mode & 0o777 & ~this.#proc.umask, caller)
    if (touch) return
    const moment = entry.modified * 1_000_000
    files.setTimes(path, { accessed: this.#proc.host.now(), modified: moment }, caller)
  }
}
