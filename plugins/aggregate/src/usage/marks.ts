import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { markLabel } from '../nodes/availability.js'
import type { Node } from '../nodes/node.js'
import { outerLabel, toInner, type Labels } from '../nested/labels.js'
import { isMark } from '../volumes/kind.js'

/**
 * The filters of `VolumePrune` for a node, so that volumes that are marks stay. An engine leaves out what has all the labels
 * of `label!` (moby's `MatchKVList`), so a client's own cannot be joined with ours: a node that has marks is not pruned then.
 * One that is a pool has the label of a mark put aside, so the filter is the whole of what was put aside.
 * Volumes with options are never pruned by an engine.
 */
export async function sparingMarks(node: Node, filters: Filters, fail: Fail): Promise<Filters> {
  const list = await node.view.volumes.get()
  const atRisk = list.filter((volume) => isMark(volume) && Object.keys(volume.Options ?? {}).length === 0)
  if (atRisk.length === 0) return filters
  const labels = new Set(atRisk.map(({ Labels }) => (node.isPool ? putAside(Labels ?? {}, node) : markLabel)))
  if ((filters['label!'] ?? []).length > 0 || labels.size > 1) {
    throw fail('Conflict', 'with a filter label!, the volume that keeps its availability would be pruned')
  }
  return { ...filters, 'label!': [...labels] }
}

const putAside = (labels: Labels, { name }: Node): string => `${outerLabel}=${toInner(labels, name)[outerLabel]}`
