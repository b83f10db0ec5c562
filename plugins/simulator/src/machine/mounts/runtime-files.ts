import type { Instant } from '../../world.js'
import { fromBytes, toBytes, type ByteString } from '../byte-string.js'
import { Content } from '../files/content.js'
import { root } from '../files/container-files.js'
import type { MountSpec } from '../files/mount-table.js'
import type { Handle } from '../files/node.js'
import { Tree } from '../files/tree.js'
import { Quota } from '../quota.js'

const names = ['resolv.conf', 'hostname', 'hosts'] as const

export type RuntimeFile = (typeof names)[number]

/** The most that a container may write to these, in bytes. */
const room = 2 ** 20

/** The files that dockerd keeps of a container and mounts to its `/etc`: it writes to them, and so may the container. */
export class RuntimeFiles {
  readonly #tree: Tree
  readonly #written = new Map<RuntimeFile, ByteString>()

  constructor(texts: Readonly<Record<RuntimeFile, ByteString>>, now: () => Instant, quota?: Quota) {
    this.#tree = new Tree({ bytes: new Quota(room, quota), inodes: new Quota(names.length), now })
    for (const name of names) {
      this.#written.set(name, texts[name])
      const content = Content.of(toBytes(texts[name]))
      this.#tree.create(this.#tree.root, name, { kind: 'file', content }, { mode: 0o644, uid: 0, gid: 0 })
    }
  }

  get(name: RuntimeFile): ByteString {
    const node = this.#handle(name)
    let text = ''
    while (node.kind === 'file' && text.length < node.content.size) {
      text += fromBytes(node.content.read(text.length, node.content.size))
    }
    return text
  }

  /** Whether one of them is as it was written last: the container has written nothing else to it. */
  isAsSet(name: RuntimeFile): boolean {
    return this.get(name) === this.#written.get(name)
  }

  /** Writes one of them anew, such as `hosts` when a network is joined. Throws `ENOSPC`. */
  set(name: RuntimeFile, text: ByteString): void {
    const node = this.#tree.own(this.#handle(name))
    if (node.kind !== 'file') return
    this.#written.set(name, text)
    node.content.truncate(0, this.#tree.bytes)
    node.content.write(0, toBytes(text), this.#tree.bytes)
    node.modified = node.changed = this.#tree.now()
  }

  mounts(): MountSpec[] {
    const common = { source: '/dev/vda1', type: 'ext4', options: 'relatime', readOnly: false, tree: this.#tree }
    return names.map((name) => ({ ...common, path: `/etc/${name}`, root: this.#handle(name) }))
  }

  #handle(name: RuntimeFile): Handle {
    return this.#tree.child(this.#tree.root, name, root) as Handle
  }
}
