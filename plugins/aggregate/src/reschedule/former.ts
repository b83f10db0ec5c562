import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formerLabel, formerOf } from './labels.js'

/** A container on its node. */
export interface Placed {
  readonly node: Node
  readonly container: Summary
}

/**
 * A container that is there besides the one that has taken its place: it was made of this one, or both were made of the same
 * one. A node was away meanwhile, or did not remove it.
 */
export interface Former extends Placed {
  readonly successor: Placed
}

/** Every container that is there besides a successor, once with each, by what is known of the nodes that answer. */
export function formers(pool: Pool): readonly Former[] {
  const made = new Map<string, Placed[]>()
  for (const node of pool.healthy()) {
    for (const container of node.view.containers.all()) {
      for (const id of formerOf(container)) made.set(id, [...(made.get(id) ?? []), { node, container }])
    }
  }
  if (made.size === 0) return []
  const originals = pool.healthy().flatMap((node) =>
    [...made].flatMap(([id, successors]) => {
      const container = node.view.containers.get(id)
      return container === undefined ? [] : successors.map((successor) => ({ node, container, successor }))
    }),
  )
  return [...originals, ...[...made].flatMap(([id, copies]) => siblings(id, copies))]
}

/** Those of some copies that were made of the same container, and have not got names of their own since. */
function siblings(id: string, copies: readonly Placed[]): readonly Former[] {
  const latest = copies.filter(({ container }) => formerOf(container).at(-1) === id)
  return latest.flatMap((one, index) =>
    latest
      .slice(index + 1)
      .filter((other) => other.node !== one.node && other.container.Id !== one.container.Id)
      .map((other) => inOrder(one, other))
      .filter(shareName),
  )
}

/**
 * Of two copies of the same container the one that leaves its name to the other: whichever has never run, and else the one that
 * was created first. Whoever looks at them, and whenever, finds the same one.
 */
export function inOrder(one: Placed, other: Placed): Former {
  const isFirst = isCreated(one) === isCreated(other) ? isOlder(one, other) : isCreated(one)
  const [former, successor] = isFirst ? [one, other] : [other, one]
  return { ...former, successor }
}

const isCreated = ({ container }: Placed): boolean => container.State === 'created'

function isOlder(one: Placed, other: Placed): boolean {
  const [at, otherAt] = [createdAt(one), createdAt(other)]
  return at === otherAt ? (one.container.Id ?? '') < (other.container.Id ?? '') : at < otherAt
}

/** By the clock of this machine, in ms. */
const createdAt = ({ node, container }: Placed): number => 1000 * (container.Created ?? 0) - node.clock.offset

/** Whether one has the name of its successor, or has left it. */
function shareName({ node, container, successor }: Former): boolean {
  const names = namesOf(container)
  return namesOf(successor.container).some(
    (name) => names.includes(name) || names.includes(formerName(name, node, container.Id ?? '')),
  )
}

/** Whether it was made of the same container as its successor, and not that of it. */
export const isSibling = ({ container, successor }: Former): boolean =>
  !formerOf(successor.container).includes(container.Id ?? '')

/** What a container is named that another one has taken the name of. */
export const formerName = (name: string, node: Node, id: string): string => `${name}-${node.name}-${id.slice(0, 12)}`

/** What is told of one. */
export function sentenceOf(former: Former): string {
  const { node, container, successor } = former
  const name = (placed: Placed) => `${placed.node.name}/${namesOf(placed.container)[0] ?? ''}`
  const [old, now] = [name({ node, container }), name(successor)]
  const state = container.State === 'running' ? 'runs' : 'does not run'
  const besides = isSibling(former)
    ? `and ${now} were created anew of the same container`
    : `was created anew as ${now} and is there again`
  return `${old} ${besides}: it is kept, and ${state}; remove one of them`
}

/** A node that is down is not asked for what another one has meanwhile: names mean the successor at once. */
export function forgetFormers(pool: Pool): () => void {
  const forget = (ids: readonly string[]) => {
    for (const node of pool.down()) for (const id of ids) node.view.containers.delete(id)
  }
  return pool.listen({
    event: (_node, { Type, Action, Actor }) => {
      const text = Type === 'container' && Action === 'create' ? Actor?.Attributes?.[formerLabel] : undefined
      if (text !== undefined) forget(text.split(','))
    },
    changed: () => {
      if (pool.down().length === 0) return
      for (const { view } of pool.healthy()) for (const container of view.containers.all()) forget(formerOf(container))
    },
  })
}
