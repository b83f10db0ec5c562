import type { Answer, Filters, Job, ReplyInit } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { requireAll } from '../images/everywhere.js'
import { namesShown, type Shown } from '../local/shown.js'
import { learn, type LocalKind } from '../local/kind.js'
import { untilOn } from '../merge/engine-moments.js'
import { gather, warningsOf, type Gathered } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { nodesIn, withFilters, without } from '../merge/node-filter.js'
import { networks } from '../networks/kind.js'
import { askJson } from '../nodes/ask.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { volumes } from '../volumes/kind.js'
import { sparingMarks } from './marks.js'
import { requireDone } from './require-done.js'

type Prune = 'ContainerPrune' | 'NetworkPrune' | 'VolumePrune'

/** Answers `ContainerPrune`: what is gone from all nodes, and the bytes of all of them together. */
export async function pruneContainers(pool: Pool, job: Job<'ContainerPrune'>): Promise<ReplyInit> {
  const pruned = await prune(pool, job)
  await Promise.all(pruned.parts.map(({ node, value }) => forget(node, value.ContainersDeleted ?? [])))
  const deleted = pruned.parts.flatMap(({ value }) => value.ContainersDeleted ?? [])
  return answer(pruned, { ContainersDeleted: deleted.length === 0 ? null : deleted, SpaceReclaimed: bytes(pruned) })
}

/** Answers `NetworkPrune` likewise. */
export async function pruneNetworks(pool: Pool, job: Job<'NetworkPrune'>): Promise<ReplyInit> {
  await learn(networks, pool.all())
  const shown = namesShown(pool, networks)
  const pruned = await prune(pool, job, networks)
  const deleted = names(pruned, shown, ({ NetworksDeleted }) => NetworksDeleted)
  return answer(pruned, { NetworksDeleted: deleted.length === 0 ? null : deleted })
}

/** Answers `VolumePrune` likewise. What keeps an operator's word about a node stays. */
export async function pruneVolumes(pool: Pool, job: Job<'VolumePrune'>): Promise<ReplyInit> {
  await learn(volumes, pool.all())
  const shown = namesShown(pool, volumes)
  const pruned = await prune(pool, job, volumes, sparingMarks)
  const deleted = names(pruned, shown, ({ VolumesDeleted }) => VolumesDeleted)
  return answer(pruned, { VolumesDeleted: deleted, SpaceReclaimed: bytes(pruned) })
}

/**
 * Asks all nodes, or those that a filter `node` names. Rejects with `Unavailable` where the pool is strict and one is down,
 * before anything is done, and where none has done it.
 *
 * @param filtersFor the filters for one node
 */
async function prune<O extends Prune>(
  pool: Pool,
  asked: Job<O>,
  kind?: LocalKind,
  filtersFor: (node: Node, filters: Filters, fail: Fail) => Promise<Filters> = async (_node, filters) => filters,
): Promise<Gathered<Answer<O>>> {
  const job = asked as Job<'ContainerPrune'>
  const filters = job.query.filters ?? {}
  const meant = nodesIn(pool, filters)
  const filtersOn = (node: Node) => ({ ...untilOn(node, without(filters, ['node'])), ...meant.within(node) })
  requireAll(pool, meant.down)
  const gathered = await gather(
    pool,
    async (node, heard) => {
      const own = withFilters(job, await filtersFor(node, filtersOn(node), pool.fail))
      try {
        return await askJson(node, own, pool.times.changeLimit, pool.fail, heard)
      } finally {
        kind?.stale(node)
      }
    },
    meant,
  )
  requireDone(pool, gathered, filters)
  return gathered
}

/** Containers that are gone are not known any more by whoever asks next. */
async function forget(node: Node, ids: readonly string[]): Promise<void> {
  for (const id of ids) node.view.changed(id)
  await node.view.settled()
}

const answer = <T>(pruned: Gathered<unknown>, value: T): ReplyInit => jsonReply(value, warningsOf(pruned))

const bytes = ({ parts }: Gathered<{ readonly SpaceReclaimed?: number }>): number =>
  parts.reduce((total, { value: { SpaceReclaimed = 0 } }) => total + SpaceReclaimed, 0)

function names<T>(pruned: Gathered<T>, shown: Shown, of: (value: T) => string[] | null | undefined): string[] {
  return pruned.parts.flatMap(({ node, value }) => (of(value) ?? []).map((name) => shown(node, name)))
}
