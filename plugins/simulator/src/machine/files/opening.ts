import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Devices } from './devices.js'
import type { Caller, Fifo, OpenFile, OpenFlags } from './files.js'
import { makeFile } from './making.js'
import type { MountTable } from './mount-table.js'
import type { Handle } from './node.js'
import { require } from './permission.js'
import { statOf } from './stat.js'
import { TreeFile } from './tree-file.js'
import { requireThere, walk, type Place } from './walk.js'

/** As open(2), but for what a fifo does. */
export function open(
  mounts: MountTable,
  devices: Devices,
  path: ByteString,
  flags: OpenFlags,
  mode: number,
  caller: Caller,
): OpenFile {
  const creates = flags.create === true
  const isNew = creates && flags.exclusive === true
  const found = walk(mounts, path, caller, isNew ? 'new' : creates ? 'create' : 'follow')
  const { place } = found
  if (place === undefined && creates) {
    return new TreeFile(makeFile(found, mode & 0o7777 & ~caller.umask, caller), flags, caller)
  }
  if (isNew) throw new Errno('EEXIST')
  return openPlace(devices, requireThere(found), flags, caller)
}

function openPlace(devices: Devices, place: Place, flags: OpenFlags, caller: Caller): OpenFile {
  const node = place.mount.tree.current(place.handle)
  requireOpenable(place, node, flags, caller)
  switch (node.kind) {
    case 'file':
    case 'directory':
      return new TreeFile(place, flags, caller)
    case 'symlink':
      return reopen(node.opens?.(caller), flags)
    case 'character': {
      const stat = () => statOf(place)
      return must(devices({ numbers: node.numbers, flags, shown: place.path, stat, caller }))
    }
    case 'fifo':
    case 'socket':
      throw new Errno('ENXIO')
  }
}

const must = (file: OpenFile | undefined): OpenFile => {
  if (file === undefined) throw new Errno('ENXIO')
  return file
}

const reopen = (file: OpenFile | undefined, flags: OpenFlags): OpenFile => must(file?.reopen?.(flags))

/** The checks of open(2), in Linux' order. */
function requireOpenable(place: Place, node: Handle, flags: OpenFlags, caller: Caller): void {
  const writes = flags.write === true || flags.truncate === true
  if (node.kind === 'directory') {
    if (writes || flags.create === true) throw new Errno('EISDIR')
  } else if (flags.directory === true) throw new Errno('ENOTDIR')
  if (node.kind === 'symlink' && node.opens === undefined) throw new Errno('ELOOP')
  if (node.kind === 'symlink') return
  // A device or fifo can be written to wherever its node is.
  if (writes && place.mount.readOnly && node.kind === 'file') throw new Errno('EROFS')
  const bits = (flags.read === true ? 4 : 0) | (writes ? 2 : 0)
  if (bits !== 0) require(node, bits, caller)
}

/** What a fifo keeps, for the kernel to open it; undefined where there is something else, or nothing. */
export function fifo(mounts: MountTable, path: ByteString, flags: OpenFlags, caller: Caller): Fifo | undefined {
  if (flags.create === true && flags.exclusive === true) return undefined
  const { place, mustBeDirectory } = walk(mounts, path, caller, flags.create === true ? 'create' : 'follow')
  if (place === undefined || mustBeDirectory) return undefined
  const node = place.mount.tree.current(place.handle)
  if (node.kind !== 'fifo') return undefined
  requireOpenable(place, node, flags, caller)
  return node.fifo
}
