import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { learn } from '../local/kind.js'
import { byName, namesShown } from '../local/shown.js'
import { gather, sentenceOf, warningsOf } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { filtered } from '../merge/node-filter.js'
import type { Pool } from '../nodes/pool.js'
import { isMark, volumes } from './kind.js'

/**
 * Answers `VolumeList`: those of all nodes, or of those that a filter `node` names. Nodes that do not answer are told of
 * among the `Warnings`, too, which this list has.
 */
export async function listVolumes(pool: Pool, job: Job<'VolumeList'>): Promise<ReplyInit> {
  const meant = filtered(pool, job.query.filters ?? {}, ['name'])
  const gathering = gather(
    pool,
    (node, heard) => node.ask(job.with({ query: { filters: meant.on(node) } }), heard),
    meant,
  )
  const [gathered] = await Promise.all([gathering, learn(volumes, pool.all())])
  const parts = gathered.parts.map(({ node, value: { Volumes, Warnings } }) => ({
    node,
    list: (Volumes ?? []).filter((volume) => !isMark(volume)),
    warnings: (Warnings ?? []).map((warning) => `${node.name}: ${warning}`),
  }))
  const answered = parts.map(({ node, list }) => ({ node, names: list.map(({ Name }) => Name) }))
  const shown = namesShown(pool, volumes, answered)
  const all = parts.flatMap(({ node, list }) => list.map((volume) => ({ ...volume, Name: shown(node, volume.Name) })))
  const warnings = [...parts.flatMap((part) => part.warnings), ...gathered.silent.map(sentenceOf)]
  const answer: Answer<'VolumeList'> = { Volumes: byName(all), Warnings: warnings.length === 0 ? null : warnings }
  return jsonReply(answer, warningsOf(gathered))
}
