import { posix } from 'node:path'
import { blockSize, padding } from '../../../archive/tar-block.js'
import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { fitsGlob } from '../../text/glob.js'
import { Compression } from '../compression.js'
import { encodeHeader, type Entry } from './header.js'
import type { TarOptions } from './options.js'
import { Owners } from './owners.js'
import { longLine } from './shown.js'

/** Writes an archive of files; resolves to whether all of them could be read. */
export class ArchiveWriter {
  readonly #proc: Proc
  readonly #options: TarOptions
  readonly #fd: number
  readonly #compression: Compression | undefined
  readonly #users: Owners
  readonly #groups: Owners
  /** The names of what has other links, by device and inode. */
  readonly #linked = new Map<string, ByteString>()
  readonly #stripped = new Set<ByteString>()
  #written = 0
  #failed = false

  constructor(proc: Proc, options: TarOptions, fd: number) {
    this.#proc = proc
    this.#options = options
    this.#fd = fd
    this.#compression = options.compressed ? new Compression('compress') : undefined
    this.#users = new Owners(proc, '/etc/passwd')
    this.#groups = new Owners(proc, '/etc/group')
  }

  async write(names: readonly ByteString[], folder: ByteString): Promise<boolean> {
    for (const name of names) await this.#add(name, folder)
    const end = 2 * blockSize
    await this.#put(
      new Uint8Array(end + ((20 * blockSize - ((this.#written + end) % (20 * blockSize))) % (20 * blockSize))),
    )
    if (this.#compression !== undefined)
      for await (const piece of this.#compression.end()) await this.#proc.write(this.#fd, piece)
    return !this.#failed
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#written += bytes.length
    if (this.#compression === undefined) return void (await this.#proc.write(this.#fd, bytes))
    for await (const piece of this.#compression.push(bytes)) await this.#proc.write(this.#fd, piece)
  }

  async #add(name: ByteString, folder: ByteString): Promise<void> {
    const turn = this.#proc.tick()
    if (turn !== undefined) await turn
    if (this.#isExcluded(name)) return
    const { files } = this.#proc.host
    const path = posix.resolve(folder, name)
    try {
      const stat = files.stat(path, this.#proc.caller, { follow: this.#options.follow })
      const archive = this.#proc.file(this.#fd)?.stat()
      if (archive !== undefined && archive.inode === stat.inode && archive.device === stat.device) return
      await this.#addOne(name, path, stat)
      if (stat.kind !== 'directory') return
      for (const within of [...files.list(path, this.#proc.caller)].sort()) {
        await this.#add(name.endsWith('/') ? name + within : `${name}/${within}`, folder)
      }
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      this.#failed = true
      const gnu = `${name}: Cannot ${thrown.code === 'ENOENT' ? 'stat' : 'open'}: ${thrown.message}`
      await complain(this.#proc, this.#proc.flavor === 'gnu' ? gnu : `${name}: ${thrown.message}`)
    }
  }

  #isExcluded(name: ByteString): boolean {
    const parts = name.split('/')
    return this.#options.excluded.some(
      (pattern) => fitsGlob(pattern, name) || parts.some((_, index) => fitsGlob(pattern, parts.slice(index).join('/'))),
    )
  }

  async #addOne(name: ByteString, path: ByteString, stat: Stat): Promise<void> {
    const entry = await this.#entryOf(name, path, stat)
    if (entry === undefined) return
    await this.#show(entry)
    await this.#put(encodeHeader(entry))
    if (entry.kind === 'file') await this.#content(path, stat.size)
  }

  async #entryOf(name: ByteString, path: ByteString, stat: Stat): Promise<Entry | undefined> {
    const { kind, mode, uid, gid, modified } = stat
    if (kind === 'socket') return undefined
    const shown = await this.#withoutRoot(name)
    const key = `${stat.device} ${stat.inode}`
    const linked = kind !== 'directory' && stat.links > 1 ? this.#linked.get(key) : undefined
    if (kind !== 'directory' && stat.links > 1 && linked === undefined) this.#linked.set(key, shown)
    const target = linked ?? (kind === 'symlink' ? this.#proc.host.files.readLink(path, this.#proc.caller) : '')
    return {
      name: kind === 'directory' && !shown.endsWith('/') ? `${shown}/` : shown,
      kind: linked === undefined ? kind : 'hardlink',
      mode,
      uid,
      gid,
      owner: this.#users.nameOf(uid),
      group: this.#groups.nameOf(gid),
      size: kind === 'file' && linked === undefined ? stat.size : 0,
      modified: Math.floor(modified / 1_000_000),
      target,
    }
  }

  /** Names in an archive do not begin at the root, nor climb. */
  async #withoutRoot(name: ByteString): Promise<ByteString> {
    if (this.#options.absolute) return name
    const prefix = /^(?:.*\/)?\.\.(?:\/|$)|^\/+/.exec(name)?.[0] ?? ''
    if (prefix === '') return name
    if (!this.#stripped.has(prefix)) {
      this.#stripped.add(prefix)
      const gnu = `Removing leading \`${prefix}' from member names`
      await complain(this.#proc, this.#proc.flavor === 'gnu' ? gnu : `removing leading '${prefix}' from member names`)
    }
    return name.slice(prefix.length) || './'
  }

  async #show(entry: Entry): Promise<void> {
    const { verbose, archive, numeric } = this.#options
    if (verbose === 0) return
    const line = verbose > 1 ? longLine(entry, this.#proc.flavor, numeric) : entry.name
    await this.#proc.write(archive === '-' ? 2 : 1, `${line}\n`)
  }

  async #content(path: ByteString, size: number): Promise<void> {
    const fd = await this.#proc.open(path, { read: true })
    let left = size
    for (let chunk = await this.#proc.read(fd); chunk !== null && left > 0; chunk = await this.#proc.read(fd)) {
      const piece = chunk.subarray(0, left)
      left -= piece.length
      await this.#put(piece)
    }
    this.#proc.close(fd)
    // As long as its header says, whatever has become of it.
    const missing = left + padding(size).length
    for (let rest = missing; rest > 0; rest -= 65536) await this.#put(new Uint8Array(Math.min(rest, 65536)))
  }
}
