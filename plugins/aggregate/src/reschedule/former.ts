import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formerLabel, formerOf } from './labels.js'

/** A container on its node. */
export interface Placed {
  readonly node: Node
  readonly container: Summary
}

/** A container that another one was made of, and that is still there: its node was away meanwhile, or did not remove it. */
export interface Former extends Placed {
  readonly successor: Placed
}

/** Every container that is there besides its successor, by what is known of the nodes that answer. */
export function formers(pool: Pool): readonly Former[] {
  const successors = new Map<string, Placed>()
  for (const node of pool.healthy()) {
    for (const container of node.view.containers.all()) {
      for (const id of formerOf(container)) successors.set(id, { node, container })
    }
  }
  if (successors.size === 0) return []
  return pool.healthy().flatMap((node) =>
    [...successors].flatMap(([id, successor]) => {
      const container = node.view.containers.get(id)
      return container === undefined ? [] : [{ node, container, successor }]
    }),
  )
}

/** What is told of one. */
export function sentenceOf({ node, container, successor }: Former): string {
  const name = (placed: Placed) => `${placed.node.name}/${namesOf(placed.container)[0] ?? ''}`
  const [old, now] = [name({ node, container }), name(successor)]
  const state = container.State === 'running' ? 'runs' : 'does not run'
  return `${old} was created anew as ${now} and is there again: it is kept, and ${state}; remove one of them`
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
