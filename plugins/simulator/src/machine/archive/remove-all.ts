import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root, type ContainerFiles } from '../files/container-files.js'
import type { Handle } from '../files/node.js'
import { walk } from '../files/walk.js'

interface Visit {
  readonly parent: Handle
  readonly name: ByteString
  readonly handle: Handle
  /** Whether what is in it was taken away before. */
  readonly isEmpty: boolean
}

/** Takes away what is at a path with all that is in it, however deep, as root. Throws `EBUSY` where something is mounted. */
export function removeAll(files: ContainerFiles, path: ByteString): void {
  const { place, parent, name } = walk(files.table, path, root, 'name')
  if (place === undefined) return
  if (files.table.isUsed(place.path)) throw new Errno('EBUSY')
  if (parent.mount.readOnly) throw new Errno('EROFS')
  const { tree } = parent.mount
  const left: Visit[] = [{ parent: parent.handle, name, handle: place.handle, isEmpty: false }]
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    const { handle, isEmpty } = visit
    const inside = tree.current(handle).kind === 'directory' && !isEmpty ? tree.names(handle, root) : []
    if (inside.length === 0) {
      tree.remove(visit.parent, visit.name, handle)
      continue
    }
    left.push({ ...visit, isEmpty: true })
    for (const child of inside) {
      const entry = tree.child(handle, child, root)
      if (entry !== undefined) left.push({ parent: handle, name: child, handle: entry, isEmpty: false })
    }
  }
}
