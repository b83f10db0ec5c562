import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { untilOn } from '../merge/engine-moments.js'
import { gather, warningsOf } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { nodesIn, withFilters, without } from '../merge/node-filter.js'
import { askJson, type Heard } from '../nodes/ask.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { requireDone } from '../usage/require-done.js'
import { united } from './delete.js'
import { requireAll } from './everywhere.js'

/** Answers `ImagePrune`: what has gone from all nodes, each thing once, and the bytes of all of them together. */
export async function pruneImages(pool: Pool, job: Job<'ImagePrune'>): Promise<ReplyInit> {
  const { answers, headers } = await prune(pool, job)
  for (const node of pool.usable()) node.view.images.stale()
  const gone = united(answers.map(({ ImagesDeleted }) => ImagesDeleted ?? []))
  const answer: Answer<'ImagePrune'> = { ImagesDeleted: gone.length === 0 ? null : gone, SpaceReclaimed: sum(answers) }
  return jsonReply(answer, headers)
}

/** Answers `BuildPrune` likewise. */
export async function pruneBuilds(pool: Pool, job: Job<'BuildPrune'>): Promise<ReplyInit> {
  const { answers, headers } = await prune(pool, job)
  const gone = [...new Set(answers.flatMap(({ CachesDeleted }) => CachesDeleted ?? []))]
  const answer: Answer<'BuildPrune'> = { CachesDeleted: gone.length === 0 ? null : gone, SpaceReclaimed: sum(answers) }
  return jsonReply(answer, headers)
}

/** Asks all nodes, or those that a filter `node` names. Rejects with `Unavailable` where none has done it. */
async function prune<O extends 'ImagePrune' | 'BuildPrune'>(pool: Pool, asked: Job<O>) {
  const job = asked as Job<'ImagePrune'>
  const { filters = {} } = job.query
  const meant = nodesIn(pool, filters)
  requireAll(pool, meant.down)
  const isPlain = filters['node'] === undefined && filters['until'] === undefined
  const filtersOn = (node: Node) => ({ ...untilOn(node, without(filters, ['node'])), ...meant.within(node) })
  const jobOn = (node: Node) => (isPlain ? job : withFilters(job, filtersOn(node)))
  const ask = (node: Node, heard: Heard) => askJson(node, jobOn(node), pool.times.changeLimit, pool.fail, heard)
  const gathered = await gather(pool, ask, meant)
  requireDone(pool, gathered, filters)
  return { answers: gathered.parts.map(({ value }) => value as Answer<O>), headers: warningsOf(gathered) }
}

const sum = (answers: readonly { readonly SpaceReclaimed?: number }[]): number =>
  answers.reduce((total, { SpaceReclaimed = 0 }) => total + SpaceReclaimed, 0)
