import { eachSome } from '../each-some.js'
import { outerLabel } from '../nested/labels.js'
import { mostAtOnce } from '../merge/gather.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formerOf, identityLabel, identityOf, type Labelled } from './labels.js'
import type { Placed } from './former.js'

/**
 * The successors of a container on all nodes that are not down, asked of their engines. Rejects with `Unavailable` where one of
 * these does not tell: it could have one.
 */
export async function successorsOf(pool: Pool, container: Labelled): Promise<readonly Placed[]> {
  const identity = identityOf(container)
  const ask = (node: Node) => {
    const label = node.isPool ? outerLabel : `${identityLabel}=${identity}`
    return node.ask({ operation: 'ContainerList', query: { all: true, filters: { label: [label] } } })
  }
  const asked = pool.all().filter(({ state }) => state === 'healthy' || state === 'pending')
  const before = new Set([container.Id, ...formerOf(container)])
  const found: Placed[] = []
  await eachSome(asked, mostAtOnce, async (node) => {
    const list = await ask(node).catch((thrown: unknown) => {
      const sentence = `the node "${node.name}" does not tell whether it has one: ${(thrown as Error).message}`
      throw pool.fail('Unavailable', sentence)
    })
    for (const one of list) {
      if (!before.has(one.Id) && one.Labels?.[identityLabel] === identity) found.push({ node, container: one })
    }
  })
  return found
}
