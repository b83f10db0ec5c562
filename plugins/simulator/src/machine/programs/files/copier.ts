import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { ask } from '../shared/ask.js'
import { turn } from '../shared/turn.js'
import { copyContent } from '../shared/copy-file.js'
import { lookAt } from '../shared/look.js'
import { joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'

/** How files are copied. */
export interface CopyOptions {
  readonly recursive: boolean
  /** Which symlinks are followed. */
  readonly follow: 'all' | 'operands' | 'none'
  readonly keepMode: boolean
  readonly keepOwner: boolean
  readonly keepTimes: boolean
  readonly keepLinks: boolean
  readonly force: boolean
  readonly interactive: boolean
  readonly noClobber: boolean
  readonly update: boolean
  readonly verbose: boolean
  readonly linkInstead: 'hard' | 'symbolic' | undefined
}

const keyOf = ({ device, inode }: Stat): string => `${device}:${inode}`

/** Copies trees of files, and complains of what it cannot copy, in the words of its flavor. */
export class Copier {
  readonly #proc: Proc
  readonly #options: CopyOptions
  /** Where files with several names have been copied to, by inode. */
  readonly #copied = new Map<string, ByteString>()

  /** The directories that were made, by inode: they are not copied into themselves. */
  readonly #made = new Set<string>()
  #operands: readonly [ByteString, ByteString] = ['', '']
  #wasRefused = true

  constructor(proc: Proc, options: CopyOptions) {
    this.#proc = proc
    this.#options = options
  }

  /** Says whether all went well. */
  async copy(source: ByteString, destination: ByteString, isOperand = true): Promise<boolean> {
    await turn(this.#proc)
    if (isOperand) this.#operands = [source, destination]
    const { follow } = this.#options
    const follows = follow === 'all' || (follow === 'operands' && isOperand)
    let stat: Stat
    try {
      stat = this.#proc.host.files.stat(source, this.#proc.caller, { follow: follows })
    } catch (thrown) {
      return this.#say(
        thrown,
        (reason) => this.#words(`can't stat '${source}'`, `cannot stat ${quoted(source)}`) + reason,
      )
    }
    if (stat.kind === 'directory') return this.#copyDirectory(source, destination, stat)
    if (!(await this.#mayReplace(source, destination, stat))) return this.#wasRefused
    return this.#copyOther(source, destination, stat)
  }

  async #copyDirectory(source: ByteString, destination: ByteString, stat: Stat): Promise<boolean> {
    const { recursive, verbose } = this.#options
    if (!recursive) {
      return this.#complain(
        this.#words(`omitting directory '${source}'`, `-r not specified; omitting directory ${quoted(source)}`),
      )
    }
    const { files } = this.#proc.host
    const there = lookAt(this.#proc, destination)
    if (there !== undefined && there.kind !== 'directory') {
      return this.#complain(
        this.#words(
          `target '${destination}' is not a directory`,
          `cannot overwrite non-directory ${quoted(destination)} with directory ${quoted(source)}`,
        ),
      )
    }
    if (this.#made.has(keyOf(stat))) {
      const [from, to] = this.#operands
      return this.#complain(
        this.#words(
          `recursion detected, omitting directory '${source}'`,
          `cannot copy a directory, ${quoted(from)}, into itself, ${quoted(to)}`,
        ),
      )
    }
    try {
      if (there === undefined) {
        files.makeDirectory(destination, (stat.mode & 0o777) | 0o700, this.#proc.caller)
        if (verbose && this.#proc.flavor === 'gnu') await this.#tell(source, destination)
        this.#made.add(keyOf(files.stat(destination, this.#proc.caller)))
      }
    } catch (thrown) {
      return this.#say(
        thrown,
        (reason) =>
          this.#words(`can't create directory '${destination}'`, `cannot create directory ${quoted(destination)}`) +
          reason,
      )
    }
    let names: readonly ByteString[]
    try {
      names = files.list(source, this.#proc.caller)
    } catch (thrown) {
      return this.#say(
        thrown,
        (reason) => this.#words(`can't open '${source}'`, `cannot access ${quoted(source)}`) + reason,
      )
    }
    let all = true
    for (const name of [...names].sort())
      all = (await this.copy(joined(source, name), joined(destination, name), false)) && all
    const plain = stat.mode & ~this.#proc.umask
    if (there === undefined && !this.#options.keepMode) files.chmod(destination, plain, this.#proc.caller)
    this.#keep(destination, stat)
    if (verbose && there === undefined && this.#proc.flavor === 'busybox') await this.#tell(source, destination)
    return all
  }

  async #mayReplace(source: ByteString, destination: ByteString, stat: Stat): Promise<boolean> {
    const { noClobber, interactive, update, linkInstead } = this.#options
    this.#wasRefused = true
    const own = this.#lookAtDestination(destination)
    if (own instanceof Errno) {
      this.#wasRefused = await this.#complain(`can't stat '${destination}': ${own.message}`)
      return false
    }
    const there = this.#options.follow === 'none' || stat.kind === 'symlink' ? own : lookAt(this.#proc, destination)
    if (own === undefined) return true
    if (there !== undefined && there.inode === stat.inode && there.device === stat.device && linkInstead !== 'hard') {
      this.#wasRefused = await this.#complain(`${quoted(source)} and ${quoted(destination)} are the same file`)
      return false
    }
    if (noClobber || (update && (there ?? own).modified >= stat.modified)) return false
    if (there?.kind === 'directory') {
      this.#wasRefused = await this.#complain(
        this.#words(
          `'${destination}' is a directory`,
          `cannot overwrite directory ${quoted(destination)} with non-directory`,
        ),
      )
      return false
    }
    return !interactive || ask(this.#proc, `overwrite ${quoted(destination)}`)
  }

  /** busybox says at once where something on the way is no directory. */
  #lookAtDestination(destination: ByteString): Stat | Errno | undefined {
    try {
      return this.#proc.host.files.stat(destination, this.#proc.caller, { follow: false })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return thrown.code === 'ENOTDIR' && this.#proc.flavor === 'busybox' ? thrown : undefined
    }
  }

  async #copyOther(source: ByteString, destination: ByteString, stat: Stat): Promise<boolean> {
    const { files } = this.#proc.host
    const { keepLinks, linkInstead, verbose } = this.#options
    const key = keyOf(stat)
    const first = keepLinks && stat.links > 1 ? this.#copied.get(key) : undefined
    if (verbose) await this.#tell(source, destination)
    try {
      if (first !== undefined || linkInstead === 'hard') {
        this.#replace(destination)
        files.link(first ?? source, destination, this.#proc.caller)
        return true
      }
      this.#copied.set(key, destination)
      if (linkInstead === 'symbolic') {
        files.symlink(source, destination, this.#proc.caller)
        return true
      }
      if (stat.kind === 'symlink') {
        this.#replace(destination)
        files.symlink(files.readLink(source, this.#proc.caller), destination, this.#proc.caller)
      } else if (stat.kind === 'fifo' && this.#options.recursive) {
        this.#replace(destination)
        files.makeFifo(destination, stat.mode & 0o777, this.#proc.caller)
      } else if (!(await this.#copyContent(source, destination, stat))) return false
    } catch (thrown) {
      const what = stat.kind === 'symlink' ? 'symbolic link' : linkInstead === 'hard' ? 'hard link' : 'regular file'
      return this.#say(
        thrown,
        (reason) =>
          this.#words(`can't create '${destination}'`, `cannot create ${what} ${quoted(destination)}`) + reason,
      )
    }
    this.#keep(destination, stat)
    return true
  }

  async #copyContent(source: ByteString, destination: ByteString, stat: Stat): Promise<boolean> {
    let from: number
    try {
      from = await this.#proc.open(source, { read: true })
    } catch (thrown) {
      return this.#say(
        thrown,
        (reason) => this.#words(`can't open '${source}'`, `cannot open ${quoted(source)} for reading`) + reason,
      )
    }
    try {
      await copyContent(this.#proc, from, destination, stat.mode & 0o777)
    } catch (thrown) {
      if (!this.#options.force || !(thrown instanceof Errno) || thrown.code !== 'EACCES') throw thrown
      this.#replace(destination)
      await copyContent(this.#proc, from, destination, stat.mode & 0o777)
    } finally {
      this.#proc.close(from)
    }
    return true
  }

  #replace(destination: ByteString): void {
    if (lookAt(this.#proc, destination, { follow: false }) !== undefined) {
      this.#proc.host.files.unlink(destination, this.#proc.caller)
    }
  }

  #keep(destination: ByteString, { kind, mode, uid, gid, accessed, modified }: Stat): void {
    const { files } = this.#proc.host
    const { keepOwner, keepMode, keepTimes } = this.#options
    const { caller } = this.#proc
    const own = { follow: false }
    try {
      if (keepOwner) files.chown(destination, uid, gid, caller, own)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
    if (keepMode && kind !== 'symlink') files.chmod(destination, mode, caller)
    if (keepTimes) files.setTimes(destination, { accessed, modified }, caller, own)
  }

  async #tell(source: ByteString, destination: ByteString): Promise<void> {
    await this.#proc.write(1, `${quoted(source)} -> ${quoted(destination)}\n`)
  }

  #words(busybox: string, gnu: string): string {
    return this.#proc.flavor === 'busybox' ? busybox : gnu
  }

  async #say(thrown: unknown, sentence: (reason: string) => string): Promise<false> {
    if (!(thrown instanceof Errno)) throw thrown
    return this.#complain(sentence(`: ${thrown.message}`))
  }

  async #complain(sentence: string): Promise<false> {
    await complain(this.#proc, sentence)
    return false
  }
}
