import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { largestFile } from './content.js'
import type { Caller } from './files.js'
import { requireWritable } from './making.js'
import type { MountTable } from './mount-table.js'
import type { Handle, Node } from './node.js'
import { isOfGroup, isOwner, may, require } from './permission.js'
import { existing, type Place } from './walk.js'
import { withoutSetId } from './tree-file.js'

const look = ({ mount, handle }: Place): Handle => mount.tree.current(handle)

/**
 * Whether a path led to what a process has open (`/dev/stdout`), which is hardly ever a file: all is well then, and nothing
 * changes, as a pipe has nobody who would look. Throws `ENOENT` for what is closed.
 */
function isOpened(place: Place, caller: Caller, follow = true): boolean {
  const node = look(place)
  return follow && node.kind === 'symlink' && node.opens?.(caller) !== undefined
}

function change(place: Place, apply: (node: Node) => void): void {
  const { tree } = place.mount
  const node = tree.own(place.handle)
  apply(node)
  node.changed = tree.now()
}

export function chmod(mounts: MountTable, path: ByteString, mode: number, caller: Caller): void {
  const place = existing(mounts, path, caller)
  if (isOpened(place, caller)) return
  requireWritable(place)
  const node = look(place)
  if (!isOwner(node, caller)) throw new Errno('EPERM')
  const isForeign = caller.uid !== 0 && node.kind !== 'directory' && !isOfGroup(node.gid, caller)
  change(place, (own) => (own.mode = mode & (isForeign ? 0o5777 : 0o7777)))
}

/** As chown(2): root may all, an owner may give a file to a group that they are in. */
export function chown(
  mounts: MountTable,
  path: ByteString,
  [uid, gid]: readonly [number, number],
  caller: Caller,
  follow: boolean,
): void {
  const place = existing(mounts, path, caller, follow)
  if (isOpened(place, caller, follow)) return
  requireWritable(place)
  const node = look(place)
  const isOwn = caller.uid === node.uid
  const mayUser = uid === -1 || (isOwn && uid === node.uid)
  const mayGroup = gid === -1 || (isOwn && (gid === node.gid || isOfGroup(gid, caller)))
  const mode = node.kind === 'directory' ? node.mode : withoutSetId(node.mode)
  const mayMode = mode === node.mode || isOwn
  if (caller.uid !== 0 && !(mayUser && mayGroup && mayMode)) throw new Errno('EPERM')
  change(place, (own) => {
    if (uid !== -1) own.uid = uid
    if (gid !== -1) own.gid = gid
    own.mode = mode
  })
}

/** Who may write to a file may set its times, too: the difference between "now" and a time is not known here. */
export function setTimes(
  mounts: MountTable,
  path: ByteString,
  { accessed, modified }: { readonly accessed: Instant; readonly modified: Instant },
  caller: Caller,
  follow: boolean,
): void {
  const place = existing(mounts, path, caller, follow)
  if (isOpened(place, caller, follow)) return
  requireWritable(place)
  const node = look(place)
  if (!isOwner(node, caller) && !may(node, 2, caller)) throw new Errno('EACCES')
  change(place, (own) => Object.assign(own, { accessed, modified }))
}

export function truncate(mounts: MountTable, path: ByteString, size: number, caller: Caller): void {
  const place = existing(mounts, path, caller)
  const { kind } = look(place)
  if (kind === 'directory') throw new Errno('EISDIR')
  if (kind !== 'file' || size < 0) throw new Errno('EINVAL')
  requireWritable(place)
  require(look(place), 2, caller)
  if (size > largestFile) throw new Errno('EFBIG')
  const { tree } = place.mount
  change(place, (own) => {
    if (own.kind === 'file') own.content.truncate(size, tree.bytes)
    if (caller.uid !== 0) own.mode = withoutSetId(own.mode)
    own.modified = tree.now()
  })
}
