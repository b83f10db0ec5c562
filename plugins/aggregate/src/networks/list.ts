import type { Job, ReplyInit } from 'libswarm-core'
import { learn } from '../local/kind.js'
import { byName, namesShown } from '../local/shown.js'
import { gather, warningsOf } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { filtered } from '../merge/node-filter.js'
import type { Pool } from '../nodes/pool.js'
import { networks } from './kind.js'

/** Answers `NetworkList`: those of all nodes, or of those that a filter `node` names. */
export async function listNetworks(pool: Pool, job: Job<'NetworkList'>): Promise<ReplyInit> {
  const meant = filtered(pool, job.query.filters ?? {}, ['name'])
  const gathering = gather(
    pool,
    (node, heard) => node.ask(job.with({ query: { filters: meant.on(node) } }), heard),
    meant,
  )
  const [gathered] = await Promise.all([gathering, learn(networks, pool.all())])
  const answered = gathered.parts.map(({ node, value }) => ({ node, names: value.map(({ Name = '' }) => Name) }))
  const shown = namesShown(pool, networks, answered)
  const all = gathered.parts.flatMap(({ node, value }) =>
    value.map((network) => ({ ...network, Name: shown(node, network.Name ?? '') })),
  )
  return jsonReply(byName(all), warningsOf(gathered))
}
