import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { jsonReply } from '../merge/json-reply.js'
import { kindOf } from '../nodes/failure.js'
import type { Pool } from '../nodes/pool.js'
import {
  change,
  onEach,
  requireAll,
  warningsOfChanged,
  warningsOfFailed,
  warningsOfSilent,
  type Changed,
} from './everywhere.js'
import { findHolders, type Holder } from './holders.js'

type Removed = Answer<'ImageDelete'>

/**
 * Answers `ImageDelete`: the image or its name goes from every node that has it. What has gone is told once; the nodes that
 * refuse are told of in `Warning` headers where others have done it, and as an error, with their names, where none has.
 */
export async function deleteImage(pool: Pool, job: Job<'ImageDelete'>): Promise<ReplyInit> {
  const { found, silent } = await findHolders(pool, job.path.name)
  requireAll(pool, silent)
  const { done, failed } = await onEach(pool, found, (holder) => remove(pool, holder, job))
  const headers = [...warningsOfChanged(pool, done), ...warningsOfFailed(failed), ...warningsOfSilent(silent)]
  return jsonReply(united(done.map(({ value }) => value)), headers)
}

async function remove(pool: Pool, { node, name }: Holder, job: Job<'ImageDelete'>): Promise<Changed<Removed>> {
  try {
    return await change(pool, node, job.with({ path: { name } }), (reply) => reply.json())
  } catch (thrown) {
    // Somebody else was quicker.
    if (kindOf(thrown) === 'NotFound') return { value: [], missing: [] }
    throw thrown
  } finally {
    node.view.images.stale()
  }
}

/** What has gone, each thing once. */
export function united(lists: readonly Removed[]): Removed {
  const all = new Map<string, Removed[number]>()
  for (const record of lists.flat()) all.set(JSON.stringify([record.Untagged, record.Deleted]), record)
  // As dockerd tells it: the names before the layers.
  const records = [...all.values()]
  return [
    ...records.filter(({ Untagged }) => Untagged !== undefined),
    ...records.filter(({ Untagged }) => Untagged === undefined),
  ]
}
