import type { Request } from '../request/request.js'
import type { Snapshot } from '../snapshot.js'
import { firstOf, type Filter } from './filter.js'
import { ownersOf } from './find.js'

/** Only nodes with the containers that a new one shares something with (`--volumes-from`, `--link`, `--network container:`). */
export const dependency: Filter = {
  name: 'dependency',
  against: ({ containers }, pool) =>
    firstOf(
      containers.map((reference) => {
        const owners = ownersOf(pool, reference, (node) => node.containers)
        const reason = `it has no container ${reference.text} (${reference.by})`
        return (node) => (owners.has(node) ? undefined : reason)
      }),
    ),
}

/** Which container of which node could be meant, where it could be more than one: a sentence. */
export function ambiguousDependency({ containers }: Request, nodes: Snapshot): string | undefined {
  for (const reference of containers) {
    const owners = [...ownersOf(nodes, reference, (node) => node.containers)]
    if (owners.length < 2) continue
    const meant = owners.map(({ name }) => `${name}/${reference.name}`)
    return `${reference.text} (${reference.by}) may be any of ${meant.join(', ')}: name the one that is meant`
  }
  return undefined
}
