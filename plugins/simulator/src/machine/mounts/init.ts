import type { Instant } from '../../world.js'
import { toBytes } from '../byte-string.js'
import { Content } from '../files/content.js'
import { root } from '../files/container-files.js'
import type { MountSpec } from '../files/mount-table.js'
import type { Handle } from '../files/node.js'
import { Tree } from '../files/tree.js'
import { Quota } from '../quota.js'
import { binaryContent } from '../rootfs/binary.js'

/** Where dockerd mounts the first process of a container with `Init` (moby's `inContainerInitPath`). */
const path = '/sbin/docker-init'

/** How a command is run by it. */
export const underInit = (argv: readonly string[]): readonly string[] => [path, '--', ...argv]

/** The program, as a file of the host's. */
export function initMount(now: () => Instant): MountSpec {
  const tree = new Tree({ bytes: new Quota(2 ** 20), inodes: new Quota(2), now })
  const content = Content.of(toBytes(binaryContent({ flavor: 'busybox', program: 'docker-init' })))
  tree.create(tree.root, 'docker-init', { kind: 'file', content }, { mode: 0o755, uid: 0, gid: 0 })
  const file = tree.child(tree.root, 'docker-init', root) as Handle
  return { path, source: '/dev/vda1', type: 'ext4', options: 'relatime', readOnly: true, tree, root: file }
}
