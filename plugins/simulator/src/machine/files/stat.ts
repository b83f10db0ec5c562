import type { Stat } from './files.js'
import { sizeOf } from './node.js'
import type { Place } from './walk.js'

/** What stat(2) says of what is at a place. */
export function statOf({ mount, handle }: Place): Stat {
  const { tree, device } = mount
  const node = tree.current(handle)
  // overlayfs says so of a directory that is both in the image and in the container.
  const isMerged = node.kind === 'directory' && node !== handle
  return {
    kind: node.kind,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    size: sizeOf(node),
    links: isMerged ? 1 : node.links,
    inode: node.number,
    device,
    ...(node.kind === 'character' && { numbers: node.numbers }),
    accessed: node.accessed,
    modified: node.modified,
    changed: node.changed,
  }
}
