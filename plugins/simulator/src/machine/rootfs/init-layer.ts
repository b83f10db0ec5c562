import type { FrozenTree } from '../files/node.js'
import { ImageBuilder } from './builder.js'

const layered = new WeakMap<FrozenTree, FrozenTree>()

/**
 * An image with what dockerd puts between it and its containers (moby's `initlayer.Setup`): the directories and files that
 * something is mounted on, `/.dockerenv` and `/etc/mtab`. No change of a container is one of these. All containers of an
 * image share it.
 */
export function withInitLayer(image: FrozenTree): FrozenTree {
  const there = layered.get(image)
  if (there !== undefined) return there
  const builder = new ImageBuilder(image.root.modified, image)
  for (const path of ['/dev/pts', '/dev/shm', '/proc', '/sys']) builder.missing(path, 'directory')
  for (const path of ['/.dockerenv', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/dev/console']) {
    builder.missing(path, 'file')
  }
  builder.missing('/etc/mtab', 'symlink', '/proc/mounts')
  const made = builder.freeze()
  layered.set(image, made)
  return made
}
