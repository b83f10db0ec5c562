import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import type { FileKind } from '../files/files.js'
import { sizeOf, type Handle } from '../files/node.js'
import { childOf, walk, type Place } from '../files/walk.js'

/** A file of a container, as an archive has it. */
export interface ArchiveEntry {
  /** From where the walk began, without a slash at either end; empty for that itself. */
  readonly path: ByteString
  readonly kind: FileKind
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of content. */
  readonly size: number
  readonly modified: Instant
  /** Of a symlink. */
  readonly target?: ByteString
  /** Of a device. */
  readonly numbers?: readonly [number, number]
  /** The `path` of an entry that came before and is the same file: a hard link has no content of its own. */
  readonly linkTo?: ByteString
  /** The content from there on, at most that many bytes (and at most 1 MiB): empty behind its end. */
  read(position: number, atMost: number): Uint8Array
}

/**
 * All that is at a path and below it, in the order of Go's `filepath.Walk`: a directory before what is in it, names by their
 * bytes. A symlink at the end of the path is not followed. Each entry is as it is when it is asked for. Throws `ENOENT`.
 */
export function* archiveEntries(files: ContainerFiles, path: ByteString): Generator<ArchiveEntry, void, void> {
  const { place } = walk(files.table, path, root, 'name')
  if (place === undefined) throw new Errno('ENOENT')
  const seen = new Map<Handle, ByteString>()
  const left: Visit[] = [{ place, path: '' }]
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    const node = visit.place.mount.tree.current(visit.place.handle)
    const linkTo = seen.get(visit.place.handle)
    if (node.kind !== 'directory' && node.links > 1 && linkTo === undefined) seen.set(visit.place.handle, visit.path)
    yield entryOf(visit, node, linkTo)
    if (node.kind === 'directory') for (const inside of within(files, visit)) left.push(inside)
  }
}

interface Visit {
  readonly place: Place
  readonly path: ByteString
}

/** What is in a directory, the last one first. */
function within(files: ContainerFiles, { place, path }: Visit): Visit[] {
  const { mount, handle } = place
  // It may have gone since it was told.
  if (mount.tree.current(handle).kind !== 'directory') return []
  const names = mount.tree.names(handle, root).sort().reverse()
  return names.flatMap((name) => {
    const child = childOf(files.table, place, name, root)
    return child === undefined ? [] : [{ place: child, path: path === '' ? name : `${path}/${name}` }]
  })
}

function entryOf({ place, path }: Visit, node: Handle, linkTo: ByteString | undefined): ArchiveEntry {
  const { tree } = place.mount
  return {
    path,
    kind: node.kind,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    size: node.kind === 'file' ? sizeOf(node) : 0,
    modified: node.modified,
    ...(node.kind === 'symlink' && { target: node.target }),
    ...(node.kind === 'character' && { numbers: node.numbers }),
    ...(linkTo !== undefined && { linkTo }),
    read(position, atMost) {
      const now = tree.current(place.handle)
      return now.kind === 'file' ? now.content.read(position, atMost) : new Uint8Array()
    },
  }
}
