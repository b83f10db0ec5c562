import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { markLabel } from '../nodes/availability.js'
import type { Node } from '../nodes/node.js'
import { isMark } from '../volumes/kind.js'

/**
 * The filters of `VolumePrune` for a node, so that volumes that are marks stay. An engine leaves out what has all the labels
 * of `label!` (moby's `MatchKVList`), so a client's own cannot be joined with ours: a node that has marks is not pruned then.
 * Volumes with options are never pruned by an engine.
 */
export async function sparingMarks(node: Node, filters: Filters, fail: Fail): Promise<Filters> {
  const list = await node.view.volumes.get()
  const atRisk = list.some((volume) => isMark(volume) && Object.keys(volume.Options ?? {}).length === 0)
  if (!atRisk) return filters
  if ((filters['label!'] ?? []).length > 0) {
    throw fail('Conflict', 'with a filter label!, the volume that keeps its availability would be pruned')
  }
  return { ...filters, 'label!': [markLabel] }
}
