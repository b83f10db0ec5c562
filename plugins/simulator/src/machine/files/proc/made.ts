import type { Instant } from '../../../world.js'
import type { ByteString } from '../../byte-string.js'
import { Content } from '../content.js'
import type { Caller, OpenFile } from '../files.js'
import type { Attributes, Handle, MadeEntries } from '../node.js'

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

function attributes({ path, at, mode = 0o444, uid = 0, gid = 0 }: Made): Attributes {
  return { mode, uid, gid, accessed: at, modified: at, changed: at, links: 1, number: numberOf(path) }
}

/** FNV-1a of a path, with the highest bit set as Linux' proc has it for what is no process. */
function numberOf(path: ByteString): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193)
  return 0x80000000 + (hash & 0x7fffffff)
}

export const madeFile = (made: Made, text: (caller: Caller) => ByteString): Handle => ({
  ...attributes(made),
  kind: 'file',
  content: nothing,
  made: text,
})

export const madeLink = (
  made: Made,
  target: (caller: Caller) => ByteString,
  opens?: (caller: Caller) => OpenFile,
): Handle => ({
  ...attributes({ mode: 0o777, ...made }),
  kind: 'symlink',
  target: '',
  made: target,
  ...(opens && { opens }),
})

export const madeDirectory = (made: Made, entries: MadeEntries): Handle => ({
  ...attributes({ mode: 0o555, ...made }),
  links: 2,
  kind: 'directory',
  entries: noEntries,
  made: entries,
})

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
