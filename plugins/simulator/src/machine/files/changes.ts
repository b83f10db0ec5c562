import type { ByteString } from '../byte-string.js'
import { inFrozen, sizeOf, type Handle } from './node.js'
import type { Tree } from './tree.js'

/** What `docker diff` says of a path. */
export interface Change {
  readonly kind: 'C' | 'A' | 'D'
  readonly path: ByteString
}

/** An entry on the way, with what was there before. */
interface Entry {
  readonly path: ByteString
  readonly now: Handle | undefined
  readonly before: Handle | undefined
  readonly parent: Entry | undefined
  kind: 'C' | 'A' | 'D' | undefined
}

/**
 * How a tree differs from its image, as dockerd lists it (moby's `archive.ChangesDirs`, which the overlay2 driver uses):
 * a directory before what is in it, as changed where anything in it is; what is gone behind what is there, and nothing of
 * what is in it. Siblings are in the order of their names, where dockerd has none.
 */
export function changesOf(tree: Tree): Change[] {
  return entriesOf(tree).flatMap(({ kind, path }) => (kind === undefined ? [] : [{ kind, path }]))
}

function entriesOf(tree: Tree): Entry[] {
  const top: Entry = { path: '', now: tree.root, before: tree.image?.root, parent: undefined, kind: undefined }
  const entries: Entry[] = []
  const left = [top]
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    entry.kind = kindOf(tree, entry)
    if (entry !== top) entries.push(entry)
    if (entry.kind !== undefined) markParents(entry)
    for (const inside of within(tree, entry).reverse()) left.push(inside)
  }
  // Of `/` itself it says nothing.
  return entries
}

function kindOf(tree: Tree, { now, before }: Entry): Entry['kind'] {
  if (now === undefined) return 'D'
  if (before === undefined) return 'A'
  return isDifferent(atFirst(tree, before), tree.current(now)) ? 'C' : undefined
}

function markParents({ parent }: Entry): void {
  for (let above = parent; above !== undefined && above.kind === undefined; above = above.parent) above.kind = 'C'
}

/** What is in a directory, and then what was. */
function within(tree: Tree, parent: Entry): Entry[] {
  if (parent.now === undefined) return []
  const now = entriesIn(tree.current(parent.now))
  const before = parent.before === undefined ? none : entriesIn(atFirst(tree, parent.before))
  const entry = (name: ByteString): Entry => {
    const path = `${parent.path}/${name}`
    return { path, now: now.get(name), before: before.get(name), parent, kind: undefined }
  }
  if (tree.current(parent.now).kind !== 'directory') return []
  const there = [...now.keys()].filter((name) => !isSame(tree, now.get(name), before.get(name)))
  const gone = [...before.keys()].filter((name) => !now.has(name))
  return [...there.sort(), ...gone.sort()].map(entry)
}

/** Whether it is the very inode of the image, and no directory, in which something might be new. */
function isSame(tree: Tree, now: Handle | undefined, before: Handle | undefined): boolean {
  if (now === undefined || now !== before) return false
  const node = tree.current(now)
  return node.kind !== 'directory' && node === atFirst(tree, now)
}

const none: ReadonlyMap<ByteString, Handle> = new Map()

const entriesIn = (node: Handle): ReadonlyMap<ByteString, Handle> => (node.kind === 'directory' ? node.entries : none)

const atFirst = ({ image }: Tree, handle: Handle): Handle => (image === undefined ? handle : inFrozen(image, handle))

/** As moby's `statDifferent`: neither the size nor the time of a directory is a change of it. */
function isDifferent(before: Handle, now: Handle): boolean {
  if (before.kind !== now.kind || before.mode !== now.mode) return true
  if (before.uid !== now.uid || before.gid !== now.gid) return true
  return now.kind !== 'directory' && (before.modified !== now.modified || sizeOf(before) !== sizeOf(now))
}
