import type { Instant } from '../../world.js'
import type { FrozenTree, Handle } from '../files/node.js'
import { madeDirectory, type Made } from '../files/proc/made.js'
import { sealedTree } from '../files/proc/proc-tree.js'
import type { Tree } from '../files/tree.js'
import { ImageBuilder } from '../rootfs/builder.js'

const devices: readonly (readonly [string, readonly [number, number]])[] = [
  ['full', [1, 7]],
  ['null', [1, 3]],
  ['random', [1, 8]],
  ['tty', [5, 0]],
  ['urandom', [1, 9]],
  ['zero', [1, 5]],
]

const links: readonly (readonly [string, string])[] = [
  ['core', '/proc/kcore'],
  ['fd', '/proc/self/fd'],
  ['ptmx', 'pts/ptmx'],
  ['stderr', '/proc/self/fd/2'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
]

/** What is in `/dev` of containers without a terminal and with one, and in `/dev/shm`: each made once. */
const images = new Map<string, FrozenTree>()

function shared(name: string, make: () => FrozenTree): FrozenTree {
  const image = images.get(name) ?? make()
  images.set(name, image)
  return image
}

/** An empty directory that everybody may write to. */
export const stickyImage = (): FrozenTree =>
  shared('sticky', () => new ImageBuilder(0).directory('/', { mode: 0o1777 }).freeze())

/** `/dev` as runc sets it up; with a node for the terminal of a container that has one. All containers share it. */
export const devImage = (hasTerminal: boolean): FrozenTree =>
  shared(hasTerminal ? 'terminal' : 'none', () => build(new ImageBuilder(0), hasTerminal).freeze())

function build(image: ImageBuilder, hasTerminal: boolean): ImageBuilder {
  if (hasTerminal) image.device('/console', terminalNumbers(0), { mode: 0o620, gid: 5 })
  for (const [name, numbers] of devices) image.device(`/${name}`, numbers)
  for (const [name, target] of links) image.symlink(`/${name}`, target)
  return image.directory('/mqueue', { mode: 0o1777 }).directory('/pts').directory('/shm', { mode: 0o1777 })
}

/** Major and minor of a terminal of `/dev/pts`. */
export const terminalNumbers = (terminal: number): readonly [number, number] => [136, terminal]

/** The terminals that there are at present: their numbers, and who owns them. */
export type Terminals = () => readonly { readonly number: number; readonly uid: number }[]

/** `/dev/pts`. */
export function terminalTree(terminals: Terminals, now: () => Instant): Tree {
  const node = (made: Made, numbers: readonly [number, number]): Handle => {
    const { mode = 0o620, uid = 0, gid = 5 } = made
    const times = { accessed: made.at, modified: made.at, changed: made.at }
    return { kind: 'character', numbers, mode, uid, gid, ...times, links: 1, number: numbers[1] + 3 }
  }
  const get = (name: string): Handle | undefined => {
    if (name === 'ptmx') return node({ path: '/ptmx', at: now(), mode: 0o666, gid: 0 }, [5, 2])
    const found = terminals().find(({ number }) => String(number) === name)
    return found && node({ path: `/${name}`, at: now(), uid: found.uid }, terminalNumbers(found.number))
  }
  const keys = (): string[] => [...terminals().map(({ number }) => String(number)), 'ptmx']
  return sealedTree(madeDirectory({ path: '', at: now(), mode: 0o755 }, { get, keys }), now)
}
