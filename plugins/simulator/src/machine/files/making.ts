import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { Content } from './content.js'
import type { Caller } from './files.js'
import type { MountTable } from './mount-table.js'
import type { Body, Handle } from './node.js'
import { isOwner, may, require } from './permission.js'
import { existing, walk, type Found, type Place } from './walk.js'

/** Throws `EROFS` where nothing may be changed. */
export function requireWritable({ mount }: Place): void {
  if (mount.readOnly) throw new Errno('EROFS')
}

/** Whether the last name of a path is one, not `.`, `..` or `/`. */
export const isPlainName = (name: ByteString): boolean => name !== '' && name !== '.' && name !== '..'

/** Makes what is not there, in a directory that the caller may write to. */
export function make({ parent, name }: Found, body: Body, mode: number, caller: Caller): Place {
  requireWritable(parent)
  const { tree } = parent.mount
  const directory = tree.current(parent.handle)
  require(directory, 3, caller)
  const owned = { mode: mode & 0o7777, uid: caller.uid, gid: caller.gid }
  // In a directory with set-gid all is of its group, and so is what is made in a directory that is made there.
  if ((directory.mode & 0o2000) !== 0) {
    owned.gid = directory.gid
    if (body.kind === 'directory') owned.mode |= 0o2000
  }
  const handle = tree.create(parent.handle, name, body, owned)
  const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
  return { mount: parent.mount, handle, path }
}

/** Where a path leads that must not be there. Throws `EEXIST`. */
function free(mounts: MountTable, path: ByteString, caller: Caller): Found {
  const found = walk(mounts, path, caller, 'name')
  if (found.place !== undefined) throw new Errno('EEXIST')
  return found
}

export function makeDirectory(mounts: MountTable, path: ByteString, mode: number, caller: Caller): void {
  const body = { kind: 'directory', entries: new Map<ByteString, Handle>() } as const
  make(free(mounts, path, caller), body, mode & 0o1777 & ~caller.umask, caller)
}

export function makeFifo(mounts: MountTable, path: ByteString, mode: number, caller: Caller): void {
  const found = free(mounts, path, caller)
  if (found.mustBeDirectory) throw new Errno('ENOENT')
  make(found, { kind: 'fifo', fifo: {} }, mode & 0o777 & ~caller.umask, caller)
}

export function symlink(mounts: MountTable, target: ByteString, path: ByteString, caller: Caller): void {
  if (target === '') throw new Errno('ENOENT')
  if (target.length > 4095) throw new Errno('ENAMETOOLONG')
  const found = free(mounts, path, caller)
  if (found.mustBeDirectory) throw new Errno('ENOENT')
  make(found, { kind: 'symlink', target }, 0o777, caller)
}

/** A new, empty file; `mode` is the one that it is to have. */
export const makeFile = (found: Found, mode: number, caller: Caller): Place =>
  make(found, { kind: 'file', content: new Content() }, mode, caller)

/** Gives a file another name. A symlink is given one itself, as Linux does. */
export function link(mounts: MountTable, path: ByteString, newPath: ByteString, caller: Caller): void {
  const place = existing(mounts, path, caller, false)
  const { parent, name, mustBeDirectory } = free(mounts, newPath, caller)
  if (mustBeDirectory) throw new Errno('ENOENT')
  requireWritable(parent)
  if (place.mount !== parent.mount) throw new Errno('EXDEV')
  const { tree } = parent.mount
  const node = tree.current(place.handle)
  if (!isOwner(node, caller) && !isSafeToLink(node, caller)) throw new Errno('EPERM')
  require(tree.current(parent.handle), 3, caller)
  if (node.kind === 'directory') throw new Errno('EPERM')
  tree.link(parent.handle, name, place.handle)
}

/** What others than its owner may link to (the sysctl `fs.protected_hardlinks`, which is on). */
function isSafeToLink(node: Handle, caller: Caller): boolean {
  const hasSetId = (node.mode & 0o4000) !== 0 || (node.mode & 0o2010) === 0o2010
  return node.kind === 'file' && !hasSetId && may(node, 6, caller)
}
