import { firstOf, type Filter } from './filter.js'
import { ownersOf } from './find.js'

/** Only nodes that have the networks that a container names. */
export const network: Filter = {
  name: 'network',
  against: ({ networks }, pool) =>
    firstOf(
      networks.map((reference) => {
        const owners = ownersOf(pool, reference, (node) => node.networks.map(({ id, name }) => ({ id, names: [name] })))
        return (node) => (owners.has(node) ? undefined : `it has no network ${reference.text}`)
      }),
    ),
}
