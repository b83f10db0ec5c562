import { toBytes, fromBytes } from '../dist/machine/byte-string.js'
import { ContainerFiles, root } from '../dist/machine/files/container-files.js'
import { memoryDevices } from '../dist/machine/files/devices.js'
import type { Caller, OpenFlags } from '../dist/machine/files/files.js'
import type { FrozenTree } from '../dist/machine/files/node.js'
import { Tree } from '../dist/machine/files/tree.js'
import { Quota } from '../dist/machine/quota.js'
import { ManualClock } from './manual-clock.js'

export { root }

/** Somebody who is not root. */
export const alice: Caller = { uid: 1000, gid: 1000, groups: [1000], umask: 0o022, cwd: '/' }
export const bob: Caller = { uid: 1001, gid: 1001, groups: [1001, 50], umask: 0o022, cwd: '/' }

const random = (length: number): Uint8Array => new Uint8Array(length).fill(7)

export interface TreeSetting {
  readonly bytes?: number
  readonly inodes?: number
  readonly image?: FrozenTree
}

export function newTree({ bytes = 2 ** 26, inodes = 1000, image }: TreeSetting = {}): Tree {
  const clock = new ManualClock()
  const options = { bytes: new Quota(bytes), inodes: new Quota(inodes), now: () => clock.now() }
  return new Tree(image === undefined ? options : { ...options, image })
}

export const newFiles = (tree: Tree = newTree(), readOnly = false): ContainerFiles =>
  new ContainerFiles(
    { path: '/', source: 'overlay', type: 'overlay', options: 'relatime', readOnly, tree },
    memoryDevices(random),
  )

/** Mounts a tree on a path. */
export function mount(files: ContainerFiles, path: string, tree: Tree = newTree(), readOnly = false): void {
  files.table.add({ path, source: 'tmpfs', type: 'tmpfs', options: 'relatime', readOnly, tree })
}

export function write(files: ContainerFiles, path: string, text: string, caller = root, flags: OpenFlags = {}): void {
  const file = files.open(path, { write: true, create: true, truncate: true, ...flags }, 0o666, caller)
  try {
    void file.write(toBytes(text))
  } finally {
    file.release()
  }
}

export const read = (files: ContainerFiles, path: string, caller = root): string =>
  fromBytes(files.readFile(path, caller))

/** The code of what it throws; `undefined` where it does not. */
export function errno(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return String(error.code)
  }
}
