import type { Instant } from '../../../world.js'
import type { ByteString } from '../../byte-string.js'
import { Content } from '../content.js'
import type { Caller, OpenFile } from '../files.js'
import type { Handle, MadeEntries } from '../node.js'

/** What a made inode is called, whose it is, and when it was made. */
export interface Made {
  /** From the root of its file system: its number is made of it. */
  readonly path: ByteString
  readonly at: Instant
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
}

// What is made is never written to: one of each is enough.
const nothing = new Content()
const noEntries = new Map<ByteString, Handle>()

/** FNV-1a of a path, with the highest bit set as Linux' proc has it for what is no process. */
function numberOf(path: ByteString): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193)
  return 0x80000000 + (hash & 0x7fffffff)
}

// All of an object is written in one: V8 gives each that begins as a copy of another one a shape of its own.

export const madeFile = (
  { path, at, mode = 0o444, uid = 0, gid = 0 }: Made,
  text: (caller: Caller) => ByteString,
): Handle => ({
  mode, uid, gid, accessed: at, modified: at, changed: at, links: 1, number: numberOf(path),
  kind: 'file', content: nothing, made: text,
}) // prettier-ignore

export const madeLink = (
  { path, at, mode = 0o777, uid = 0, gid = 0 }: Made,
  target: (caller: Caller) => ByteString,
  opens?: (caller: Caller) => OpenFile,
): Handle => ({
  mode, uid, gid, accessed: at, modified: at, changed: at, links: 1, number: numberOf(path),
  kind: 'symlink', target: '', made: target, ...(opens && { opens }),
}) // prettier-ignore

export const madeDirectory = (
  { path, at, mode = 0o555, uid = 0, gid = 0 }: Made,
  entries: MadeEntries,
): Handle => ({
  mode, uid, gid, accessed: at, modified: at, changed: at, links: 2, number: numberOf(path),
  kind: 'directory', entries: noEntries, made: entries,
}) // prettier-ignore

/** Makes an entry by its path, of what it is to show. */
export type Maker<From> = (path: ByteString, from: From) => Handle

/** Entries with these names, each made when it is looked up. */
export const fixedEntries = <From>(
  path: ByteString,
  makers: Readonly<Record<string, Maker<From>>>,
  from: From,
): MadeEntries => ({
  get: (name) => (Object.hasOwn(makers, name) ? makers[name]?.(`${path}/${name}`, from) : undefined),
  keys: () => Object.keys(makers),
})
