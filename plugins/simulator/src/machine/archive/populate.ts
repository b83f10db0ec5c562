import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { ContainerFiles } from '../files/container-files.js'
import type { Body, Handle } from '../files/node.js'
import type { Tree } from '../files/tree.js'
import { root } from '../files/container-files.js'
import { walk, type Place } from '../files/walk.js'

interface Visit {
  readonly from: Handle
  readonly to: Handle
}

/**
 * Copies what an image has in a directory to an empty volume that is mounted there for the first time, as dockerd does,
 * with the owner and mode of the directory itself. The bytes are shared with the image until somebody writes to them.
 */
export function populate(volume: Tree, image: ContainerFiles, path: ByteString): void {
  const place = placeAt(image, path)
  if (place === undefined || place.mount.tree.current(place.handle).kind !== 'directory') return
  if (volume.names(volume.root, root).length > 0) return
  const { tree } = place.mount
  const copies = new Map<Handle, Handle>()
  const left: Visit[] = [{ from: place.handle, to: volume.root }]
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    for (const name of tree.names(visit.from, root)) {
      const from = tree.child(visit.from, name, root)
      if (from === undefined) continue
      const node = tree.current(from)
      const there = copies.get(from)
      if (there !== undefined) {
        volume.link(visit.to, name, there)
        continue
      }
      const to = volume.create(visit.to, name, bodyOf(node), node)
      copies.set(from, to)
      if (node.kind === 'directory') left.push({ from, to })
    }
    copyAttributes(volume, visit.to, tree.current(visit.from))
  }
  for (const [from, to] of copies) copyAttributes(volume, to, tree.current(from))
}

function placeAt({ table }: ContainerFiles, path: ByteString): Place | undefined {
  try {
    return walk(table, path, root, 'follow').place
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}

function copyAttributes(volume: Tree, to: Handle, { mode, uid, gid, accessed, modified }: Handle): void {
  Object.assign(volume.own(to), { mode, uid, gid, accessed, modified })
}

function bodyOf(node: Handle): Body {
  switch (node.kind) {
    case 'file':
      return { kind: 'file', content: node.content.copy() }
    case 'directory':
      return { kind: 'directory', entries: new Map() }
    case 'symlink':
      return { kind: 'symlink', target: node.target }
    case 'fifo':
      return { kind: 'fifo', fifo: {} }
    case 'character':
      return { kind: 'character', numbers: node.numbers }
    case 'socket':
      return { kind: 'socket' }
  }
}
