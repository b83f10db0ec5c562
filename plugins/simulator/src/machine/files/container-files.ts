import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { chmod, chown, setTimes, truncate } from './changing.js'
import type { Devices } from './devices.js'
import type { Caller, Fifo, Files, Mount, OpenFile, OpenFlags, Stat, Usage } from './files.js'
import { link, makeDirectory, makeFifo, symlink } from './making.js'
import { MountTable, type MountSpec } from './mount-table.js'
import { fifo, open } from './opening.js'
import { may, require } from './permission.js'
import { removeDirectory, rename, unlink } from './removing.js'
import { statOf } from './stat.js'
import { readAll } from './tree-file.js'
import { existing } from './walk.js'

interface Follow {
  readonly follow?: boolean
}

/** The files of a container: one tree at `/`, and what is mounted over it. */
export class ContainerFiles implements Files {
  /** What is mounted, for who mounts more. */
  readonly table: MountTable
  readonly #devices: Devices

  constructor(root: MountSpec, devices: Devices) {
    this.table = new MountTable(root)
    this.#devices = devices
  }

  stat(path: ByteString, caller: Caller, { follow = true }: Follow = {}): Stat {
    const place = existing(this.table, path, caller, follow)
    const node = place.mount.tree.current(place.handle)
    return follow && node.kind === 'symlink' && node.opens !== undefined ? node.opens(caller).stat() : statOf(place)
  }

  list(path: ByteString, caller: Caller): readonly ByteString[] {
    const { mount, handle } = existing(this.table, path, caller)
    const node = mount.tree.current(handle)
    if (node.kind !== 'directory') throw new Errno('ENOTDIR')
    require(node, 4, caller)
    return mount.tree.names(handle, caller)
  }

  readLink(path: ByteString, caller: Caller): ByteString {
    const { mount, handle } = existing(this.table, path, caller, false)
    const node = mount.tree.current(handle)
    if (node.kind !== 'symlink') throw new Errno('EINVAL')
    return node.made?.(caller) ?? node.target
  }

  realPath(path: ByteString, caller: Caller): ByteString {
    const real = existing(this.table, path, caller).path
    if (real.length > 4095) throw new Errno('ENAMETOOLONG')
    return real
  }

  mayAccess(path: ByteString, bits: number, caller: Caller): boolean {
    const { mount, handle } = existing(this.table, path, caller)
    const node = mount.tree.current(handle)
    const isFixed = mount.readOnly && (node.kind === 'file' || node.kind === 'directory')
    const isBarred = (bits & 1) !== 0 && node.kind === 'file' && mount.options.split(',').includes('noexec')
    return !((bits & 2) !== 0 && isFixed) && !isBarred && may(node, bits, caller)
  }

  open(path: ByteString, flags: OpenFlags, mode: number, caller: Caller): OpenFile {
    return open(this.table, this.#devices, path, flags, mode, caller)
  }

  readFile(path: ByteString, caller: Caller): Uint8Array {
    const file = this.open(path, { read: true }, 0, caller)
    try {
      return readAll(file)
    } finally {
      file.release()
    }
  }

  makeDirectory(path: ByteString, mode: number, caller: Caller): void {
    makeDirectory(this.table, path, mode, caller)
  }

  makeFifo(path: ByteString, mode: number, caller: Caller): void {
    makeFifo(this.table, path, mode, caller)
  }

  fifo(path: ByteString, flags: OpenFlags, caller: Caller): Fifo | undefined {
    return fifo(this.table, path, flags, caller)
  }

  symlink(target: ByteString, path: ByteString, caller: Caller): void {
    symlink(this.table, target, path, caller)
  }

  link(from: ByteString, path: ByteString, caller: Caller): void {
    link(this.table, from, path, caller)
  }

  unlink(path: ByteString, caller: Caller): void {
    unlink(this.table, path, caller)
  }

  removeDirectory(path: ByteString, caller: Caller): void {
    removeDirectory(this.table, path, caller)
  }

  rename(from: ByteString, to: ByteString, caller: Caller): void {
    rename(this.table, from, to, caller)
  }

  chmod(path: ByteString, mode: number, caller: Caller): void {
    chmod(this.table, path, mode, caller)
  }

  chown(path: ByteString, uid: number, gid: number, caller: Caller, { follow = true }: Follow = {}): void {
    chown(this.table, path, [uid, gid], caller, follow)
  }

  setTimes(
    path: ByteString,
    times: { readonly accessed: Instant; readonly modified: Instant },
    caller: Caller,
    { follow = true }: Follow = {},
  ): void {
    setTimes(this.table, path, times, caller, follow)
  }

  truncate(path: ByteString, size: number, caller: Caller): void {
    truncate(this.table, path, size, caller)
  }

  mounts(): readonly Mount[] {
    return this.table.all()
  }

  usage(path: ByteString = '/', caller: Caller = root): Usage {
    const { bytes, inodes } = existing(this.table, path, caller).mount.tree
    return { bytes: bytes.limit, usedBytes: bytes.used, inodes: inodes.limit, usedInodes: inodes.used }
  }
}

/** The caller that may all. */
export const root: Caller = { uid: 0, gid: 0, groups: [0], umask: 0o022, cwd: '/' }
