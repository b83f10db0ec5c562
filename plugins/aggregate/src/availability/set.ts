import type { Turns } from '../local/turns.js'
import { askDone } from '../nodes/ask.js'
import { creationOn } from '../nested/creation.js'
import { markOf, readMark, type Availability } from '../nodes/availability.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/**
 * Has the engine of a node keep an availability, one change of a node at a time. Rejects with `Unavailable` where the node is
 * down, and with `Conflict` where somebody else has set another one meanwhile.
 */
export function setAvailability(pool: Pool, turns: Turns, node: Node, wanted: Availability): Promise<void> {
  return turns.take(`availability ${node.name}`, async () => {
    const act = (job: Parameters<typeof askDone>[1]) => askDone(node, job, pool.times.changeLimit, pool.fail)
    const before = await readMark((job) => node.ask(job), node.mark)
    if (before !== wanted) {
      // A volume keeps the labels that it was made with.
      if (before !== 'active') await act({ operation: 'VolumeDelete', path: { name: node.mark } })
      if (wanted !== 'active') {
        await act(creationOn(node, { operation: 'VolumeCreate', body: markOf(node.mark, wanted) } as const))
      }
    }
    const now = await node.view.readAvailability()
    if (now !== wanted) {
      const sentence = `the node "${node.name}" was set to ${now} at the same moment as to ${wanted}`
      throw pool.fail('Conflict', `${sentence}: ask again`)
    }
  })
}
