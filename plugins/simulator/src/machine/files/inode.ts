import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import type { Attributes, Body, Handle, Node } from './node.js'

/** What whoever makes an inode gives it. */
export type Owned = Pick<Attributes, 'mode' | 'uid' | 'gid'>

export function newNode(body: Body, { mode, uid, gid }: Owned, number: number, now: Instant, owner: object): Node {
  const links = body.kind === 'directory' ? 2 : 1
  // The body comes last: V8 gives each object that begins as a copy a shape of its own.
  return { mode, uid, gid, accessed: now, modified: now, changed: now, links, number, owner, ...body }
}

/** The root of a tree that has nothing in it. */
export const emptyRoot = (now: Instant, owner: object): Node =>
  newNode({ kind: 'directory', entries: new Map<ByteString, Handle>() }, { mode: 0o755, uid: 0, gid: 0 }, 1, now, owner)

/** The longest target of a symlink that takes no bytes of the quota, as on ext4. */
const shortTarget = 59

/** The bytes that an inode takes besides its content. */
export const priceOf = (body: Body): number =>
  body.kind === 'symlink' && body.target.length > shortTarget ? body.target.length : 0

/** What a copy on write does not share with what it is a copy of. */
export function copyOf(node: Handle): Partial<Body> {
  if (node.kind === 'file') return { content: node.content.copy() }
  if (node.kind === 'directory') return { entries: new Map(node.entries) }
  return node.kind === 'fifo' ? { fifo: {} } : {}
}
