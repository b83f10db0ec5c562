import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Caller } from './files.js'
import type { MountTable, Mounted } from './mount-table.js'
import type { Handle } from './node.js'
import { require } from './permission.js'

/** One directory entry on the way of a path, with what is mounted over it. */
export interface Place {
  readonly mount: Mounted
  readonly handle: Handle
  /** Absolute, without symlinks. */
  readonly path: ByteString
}

/** Where a path leads. */
export interface Found {
  /** The directory that the last name is in. */
  readonly parent: Place
  /** The last name; `.`, `..` or nothing (of the root) where the path ends so. */
  readonly name: ByteString
  /** What is there. */
  readonly place: Place | undefined
  /** All directories on the way, from the root, and the place. */
  readonly trail: readonly Place[]
  /** That the path ends in a slash. */
  readonly mustBeDirectory: boolean
}

/** As Linux has them: PATH_MAX without the NUL, NAME_MAX, MAXSYMLINKS. */
const longestPath = 4095
const longestName = 255
const mostSymlinks = 40

/**
 * What is done at the end of a path: a symlink is followed (`follow`), or only where a slash is behind it (`stay`), or never:
 * it is the name itself that matters (`name`). For a file that may be new, a slash is `EISDIR` (`create`, and `new` where it
 * has to be).
 */
export type End = 'follow' | 'stay' | 'name' | 'create' | 'new'

interface Walk {
  readonly end: End
  trail: Place[]
  /** The names that are to come, the last one first. */
  readonly left: ByteString[]
  name: ByteString
  links: number
  mustBeDirectory: boolean
}

const namesOf = (path: ByteString): ByteString[] => path.split('/').filter((name) => name !== '')

/** The entry of a directory, and what is mounted over it. */
export function childOf(mounts: MountTable, here: Place, name: ByteString, caller: Caller): Place | undefined {
  const handle = here.mount.tree.child(here.handle, name, caller)
  if (handle === undefined) return undefined
  const path = here.path === '/' ? `/${name}` : `${here.path}/${name}`
  const over = mounts.at(path)
  return over === undefined ? { mount: here.mount, handle, path } : { mount: over, handle: over.root, path }
}

export const rootOf = (mounts: MountTable): Place => ({ mount: mounts.root, handle: mounts.root.root, path: '/' })

/**
 * Follows a path (path_resolution(7)). Throws `ENOENT` and `ENOTDIR` for what is on the way, `EACCES` where a directory may
 * not be searched, `ELOOP` behind 40 symlinks, `ENAMETOOLONG`. What its end leads to is not its matter.
 */
export function walk(mounts: MountTable, path: ByteString, caller: Caller, end: End): Found {
  if (path === '') throw new Errno('ENOENT')
  if (path.length > longestPath) throw new Errno('ENAMETOOLONG')
  const state: Walk = {
    end,
    trail: path.startsWith('/') ? [rootOf(mounts)] : trailOf(mounts, caller),
    left: namesOf(path).reverse(),
    name: '',
    links: 0,
    mustBeDirectory: path.endsWith('/'),
  }
  for (let name = state.left.pop(); name !== undefined; name = state.left.pop()) {
    state.name = name
    if (!step(mounts, state, caller)) return found(state, undefined)
  }
  return found(state, state.trail.at(-1))
}

/** What a path leads to. Throws `ENOENT`, and `ENOTDIR` where it ends in a slash and that is no directory. */
export function existing(mounts: MountTable, path: ByteString, caller: Caller, follow = true): Place {
  return requireThere(walk(mounts, path, caller, follow ? 'follow' : 'stay'))
}

export function requireThere({ place, mustBeDirectory }: Found): Place {
  if (place === undefined) throw new Errno('ENOENT')
  if (mustBeDirectory && kindOf(place) !== 'directory') throw new Errno('ENOTDIR')
  return place
}

/** The directories down to the caller's own, which it need not be allowed to search. */
function trailOf(mounts: MountTable, caller: Caller): Place[] {
  const trail = [rootOf(mounts)]
  for (const name of namesOf(caller.cwd)) {
    const here = trail[trail.length - 1]
    const next = here === undefined || kindOf(here) !== 'directory' ? undefined : childOf(mounts, here, name, caller)
    if (next === undefined) throw new Errno('ENOENT')
    trail.push(next)
  }
  return trail
}

export const kindOf = ({ mount, handle }: Place): Handle['kind'] => mount.tree.current(handle).kind

/** Goes to the next name; false where it is the last one and not there. */
function step(mounts: MountTable, state: Walk, caller: Caller): boolean {
  const { trail, left, name } = state
  const here = trail[trail.length - 1] as Place
  const directory = here.mount.tree.current(here.handle)
  if (directory.kind !== 'directory') throw new Errno('ENOTDIR')
  require(directory, 1, caller)
  if (name === '.') return true
  if (name === '..') {
    if (trail.length > 1) trail.pop()
    return true
  }
  if (name.length > longestName) throw new Errno('ENAMETOOLONG')
  const isLast = left.length === 0
  if (isLast && state.mustBeDirectory && isForFile(state)) throw new Errno('EISDIR')
  const next = childOf(mounts, here, name, caller)
  if (next === undefined) {
    if (isLast) return false
    throw new Errno('ENOENT')
  }
  const node = next.mount.tree.current(next.handle)
  if (node.kind === 'symlink' && (!isLast || follows(state))) return followLink(state, next, node, caller)
  trail.push(next)
  return true
}

const isForFile = ({ end }: Walk): boolean => end === 'create' || end === 'new'

const follows = ({ end, mustBeDirectory }: Walk): boolean =>
  end === 'follow' || end === 'create' || (end === 'stay' && mustBeDirectory)

type SymlinkNode = Extract<Handle, { readonly kind: 'symlink' }>

function followLink(state: Walk, place: Place, node: SymlinkNode, caller: Caller): boolean {
  if (++state.links > mostSymlinks) throw new Errno('ELOOP')
  const isLast = state.left.length === 0
  if (isLast && node.opens !== undefined && !state.mustBeDirectory) {
    state.trail.push(place)
    return true
  }
  const target = node.made?.(caller) ?? node.target
  if (target === '') throw new Errno('ENOENT')
  if (isLast && target.endsWith('/')) state.mustBeDirectory = true
  if (target.startsWith('/')) state.trail = state.trail.slice(0, 1)
  state.left.push(...namesOf(target).reverse())
  if (state.left.length === 0) state.name = ''
  return true
}

function found({ trail, name, mustBeDirectory }: Walk, place: Place | undefined): Found {
  const parent = (place === undefined ? trail.at(-1) : trail.at(-2)) ?? trail[0]
  return { parent: parent as Place, name, place, trail, mustBeDirectory }
}
