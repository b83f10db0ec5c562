import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { Content } from '../files/content.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import type { MountSpec } from '../files/mount-table.js'
import type { Body } from '../files/node.js'
import { walk, type Place } from '../files/walk.js'

/**
 * Mounts something, and makes what it is mounted on where that is not there: directories, and of a file an empty one, as
 * runc does, in a root that is for reading alone, too. Symlinks on the way stay inside of the container. Throws `ENOTDIR` for a directory on a file or the other way round.
 */
export function mountOver(files: ContainerFiles, spec: MountSpec): void {
  const target = spec.tree.current(spec.root ?? spec.tree.root)
  const isDirectory = target.kind === 'directory'
  const place = mountpoint(files, spec.path, isDirectory)
  if ((place.mount.tree.current(place.handle).kind === 'directory') !== isDirectory) throw new Errno('ENOTDIR')
  files.table.add({ ...spec, path: place.path })
}

/** The place of a path, which is made where it is not there. */
export function mountpoint(files: ContainerFiles, path: ByteString, isDirectory: boolean): Place {
  const names = path.split('/').filter((name) => name !== '')
  let here = '/'
  let place = walk(files.table, here, root, 'follow').place
  names.forEach((name, at) => {
    const isLast = at === names.length - 1
    const found = walk(files.table, here === '/' ? `/${name}` : `${here}/${name}`, root, 'follow')
    place = found.place ?? make(found.parent, found.name, isLast && !isDirectory)
    here = place.path
  })
  if (place === undefined) throw new Errno('ENOENT')
  return place
}

function make({ mount, handle, path }: Place, name: ByteString, isFile: boolean): Place {
  const body: Body = isFile ? { kind: 'file', content: new Content() } : { kind: 'directory', entries: new Map() }
  const made = mount.tree.create(handle, name, body, { mode: 0o755, uid: 0, gid: 0 })
  return { mount, handle: made, path: path === '/' ? `/${name}` : `${path}/${name}` }
}
