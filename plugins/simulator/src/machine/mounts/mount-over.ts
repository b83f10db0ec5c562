import { toText, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { Content } from '../files/content.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import type { MountSpec } from '../files/mount-table.js'
import type { Body } from '../files/node.js'
import { walk, type Found, type Place } from '../files/walk.js'

/** That a directory cannot be mounted on a file, the other way round, or below a file; `message` is dockerd's. */
export class Unmountable extends Error {
  constructor(path: ByteString) {
    super(`source ${toText(path)} is not directory`)
  }
}

/**
 * Mounts something, and makes what it is mounted on where that is not there: directories, and of a file an empty one, as
 * runc does, in a root that is for reading alone, too. Symlinks on the way stay inside of the container. Throws `Unmountable`.
 */
export function mountOver(files: ContainerFiles, spec: MountSpec): void {
  const target = spec.tree.current(spec.root ?? spec.tree.root)
  const isDirectory = target.kind === 'directory'
  const place = mountpoint(files, spec.path, isDirectory)
  if ((place.mount.tree.current(place.handle).kind === 'directory') !== isDirectory) throw new Unmountable(spec.path)
  files.table.add({ ...spec, path: place.path })
}

function mountpoint(files: ContainerFiles, path: ByteString, isDirectory: boolean): Place {
  return placeAt(files, path) ?? madePlace(files, path, isDirectory)
}

function placeAt(files: ContainerFiles, path: ByteString): Place | undefined {
  try {
    return walk(files.table, path, root, 'follow').place
  } catch (thrown) {
    if (thrown instanceof Errno && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) return undefined
    throw thrown
  }
}

function madePlace(files: ContainerFiles, path: ByteString, isDirectory: boolean): Place {
  const names = path.split('/').filter((name) => name !== '')
  let here = '/'
  let place = walk(files.table, here, root, 'follow').place
  names.forEach((name, at) => {
    const isLast = at === names.length - 1
    const found = step(files, here === '/' ? `/${name}` : `${here}/${name}`, path)
    place = found.place ?? make(found.parent, found.name, isLast && !isDirectory)
    here = place.path
  })
  if (place === undefined) throw new Errno('ENOENT')
  return place
}

function step({ table }: ContainerFiles, here: ByteString, path: ByteString): Found {
  try {
    return walk(table, here, root, 'follow')
  } catch (thrown) {
    if (thrown instanceof Errno && thrown.code === 'ENOTDIR') throw new Unmountable(path)
    throw thrown
  }
}

function make({ mount, handle, path }: Place, name: ByteString, isFile: boolean): Place {
  const body: Body = isFile ? { kind: 'file', content: new Content() } : { kind: 'directory', entries: new Map() }
  const made = mount.tree.create(handle, name, body, { mode: 0o755, uid: 0, gid: 0 })
  return { mount, handle: made, path: path === '/' ? `/${name}` : `${path}/${name}` }
}
