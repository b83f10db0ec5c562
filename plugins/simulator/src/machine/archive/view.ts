import { ContainerFiles } from '../files/container-files.js'
import type { Tree } from '../files/tree.js'

/** File systems of the kernel and in memory: there is nothing of them in an archive, as dockerd does not mount them for one. */
const unseen = new Set(['cgroup2', 'devpts', 'mqueue', 'proc', 'sysfs', 'tmpfs'])

const noDevices = (): undefined => undefined

/** The files of a container as `docker cp` sees them: with its volumes, without `/proc`, `/dev` and `tmpfs`. */
export function archiveView(files: ContainerFiles): ContainerFiles {
  const view = new ContainerFiles(files.table.root, noDevices)
  for (const mount of files.table.all()) {
    if (mount.path !== '/' && !unseen.has(mount.type)) view.table.add(mount)
  }
  return view
}

/** A tree as `docker export` and `docker commit` see it: without anything mounted over it. */
export const bareView = (tree: Tree): ContainerFiles =>
  new ContainerFiles({ path: '/', source: 'overlay', type: 'overlay', options: '', readOnly: false, tree }, noDevices)
