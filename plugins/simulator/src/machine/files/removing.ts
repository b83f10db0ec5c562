import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Caller } from './files.js'
import { isPlainName, requireWritable } from './making.js'
import type { MountTable } from './mount-table.js'
import { isHeld, require } from './permission.js'
import { kindOf, walk, type Found, type Place } from './walk.js'

/** Throws where a caller may not take an entry out of its directory: `EACCES`, of a sticky one `EPERM`. */
function requireTaking({ mount, handle }: Place, entry: Place, caller: Caller): void {
  const directory = mount.tree.current(handle)
  require(directory, 3, caller)
  if (isHeld(directory, entry.mount.tree.current(entry.handle), caller)) throw new Errno('EPERM')
}

const isEmpty = ({ mount, handle }: Place, caller: Caller): boolean => mount.tree.names(handle, caller).length === 0

export function unlink(mounts: MountTable, path: ByteString, caller: Caller): void {
  const { parent, name, place, mustBeDirectory } = walk(mounts, path, caller, 'name')
  if (!isPlainName(name)) throw new Errno('EISDIR')
  requireWritable(parent)
  if (place === undefined) throw new Errno('ENOENT')
  if (mustBeDirectory) throw new Errno(kindOf(place) === 'directory' ? 'EISDIR' : 'ENOTDIR')
  requireTaking(parent, place, caller)
  if (kindOf(place) === 'directory') throw new Errno('EISDIR')
  if (mounts.at(place.path) !== undefined) throw new Errno('EBUSY')
  parent.mount.tree.remove(parent.handle, name, place.handle)
}

export function removeDirectory(mounts: MountTable, path: ByteString, caller: Caller): void {
  const { parent, name, place } = walk(mounts, path, caller, 'name')
  if (name === '.') throw new Errno('EINVAL')
  if (name === '..') throw new Errno('ENOTEMPTY')
  if (name === '') throw new Errno('EBUSY')
  requireWritable(parent)
  if (place === undefined) throw new Errno('ENOENT')
  requireTaking(parent, place, caller)
  if (kindOf(place) !== 'directory') throw new Errno('ENOTDIR')
  if (mounts.at(place.path) !== undefined) throw new Errno('EBUSY')
  if (!isEmpty(place, caller)) throw new Errno('ENOTEMPTY')
  parent.mount.tree.remove(parent.handle, name, place.handle)
}

export function rename(mounts: MountTable, from: ByteString, to: ByteString, caller: Caller): void {
  const source = walk(mounts, from, caller, 'name')
  const target = walk(mounts, to, caller, 'name')
  if (source.parent.mount !== target.parent.mount) throw new Errno('EXDEV')
  if (!isPlainName(source.name) || !isPlainName(target.name)) throw new Errno('EBUSY')
  requireWritable(source.parent)
  if (source.place === undefined) throw new Errno('ENOENT')
  requireMovable(source.place, source, target)
  if (source.trail.slice(0, -1).some(({ handle }) => handle === target.place?.handle)) throw new Errno('ENOTEMPTY')
  if (source.place.handle === target.place?.handle) return
  requireTaking(source.parent, source.place, caller)
  if (target.place === undefined) require(target.parent.mount.tree.current(target.parent.handle), 3, caller)
  else requireTaking(target.parent, target.place, caller)
  if (target.place !== undefined) requireSameKind(source.place, target.place)
  requireOwnParent(source, target, caller)
  for (const { place } of [source, target]) {
    if (place !== undefined && mounts.isUsed(place.path)) throw new Errno('EBUSY')
  }
  if (target.place !== undefined) requireEmpty(target.place, caller)
  move(source.parent, source.name, source.place, target)
}

function move(parent: Place, name: ByteString, place: Place, target: Found): void {
  const { tree } = parent.mount
  // First what may fail for want of room.
  for (const { handle } of [parent, place, target.parent]) tree.own(handle)
  if (target.place !== undefined) tree.remove(target.parent.handle, target.name, target.place.handle)
  tree.move(parent.handle, name, target.parent.handle, target.name, place.handle)
}

/** A directory can go neither below itself nor to a name that has to be a directory's. */
function requireMovable(place: Place, source: Found, target: Found): void {
  const isDirectory = kindOf(place) === 'directory'
  if (!isDirectory && (source.mustBeDirectory || target.mustBeDirectory)) throw new Errno('ENOTDIR')
  const above = target.place === undefined ? target.trail : target.trail.slice(0, -1)
  if (isDirectory && above.some(({ handle }) => handle === place.handle)) throw new Errno('EINVAL')
}

/** To give a directory another parent is to write to it: its `..`. */
function requireOwnParent({ parent, place }: Found, target: Found, caller: Caller): void {
  if (place === undefined || kindOf(place) !== 'directory' || parent.handle === target.parent.handle) return
  require(place.mount.tree.current(place.handle), 2, caller)
}

function requireSameKind(source: Place, target: Place): void {
  const isDirectory = kindOf(source) === 'directory'
  if (isDirectory !== (kindOf(target) === 'directory')) throw new Errno(isDirectory ? 'ENOTDIR' : 'EISDIR')
}

function requireEmpty(place: Place, caller: Caller): void {
  if (kindOf(place) === 'directory' && !isEmpty(place, caller)) throw new Errno('ENOTEMPTY')
}
