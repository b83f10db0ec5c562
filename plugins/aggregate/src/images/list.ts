import type { Filters, Job, ReplyInit } from 'libswarm-core'
import { untilOn } from '../merge/engine-moments.js'
import { gather, warningsOf } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { nodesIn, without } from '../merge/node-filter.js'
import type { Heard } from '../nodes/ask.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { fitsDangling, grouped, type PooledImage } from './group.js'
import { findHolders, noSuchImage, type Holder } from './holders.js'

/**
 * Answers `ImageList`: each image once, with the names that it has on any node and the nodes that have it, the youngest
 * first. `before`, `since` and `dangling` are judged by what the whole pool knows; the filter `node` is a node's name or
 * ID.
 */
export async function listImages(pool: Pool, job: Job<'ImageList'>): Promise<ReplyInit> {
  const { filters = {} } = job.query
  const fits = await fitsOf(pool, filters)
  const meant = nodesIn(pool, filters)
  const own = without(filters, ['node', 'before', 'since', 'dangling'])
  const queryOn = (node: Node) => ({ ...job.query, filters: { ...untilOn(node, own), ...meant.within(node) } })
  const ask = (node: Node, heard: Heard) => node.ask(job.with({ query: queryOn(node) }), heard)
  const gathered = await gather(pool, ask, meant)
  return jsonReply(grouped(gathered.parts).filter(fits), warningsOf(gathered))
}

async function fitsOf(pool: Pool, filters: Filters): Promise<(image: PooledImage) => boolean> {
  const [last, first] = await Promise.all(
    [filters['before'], filters['since']].map((names) => createdOf(pool, names?.[0])),
  )
  const dangling = danglingOf(pool, filters)
  return (image) =>
    (last === undefined || image.Created < last) &&
    (first === undefined || image.Created > first) &&
    (dangling === undefined || fitsDangling(image, dangling))
}

/** When an image was made, in seconds, by the node that has it. */
async function createdOf(pool: Pool, name: string | undefined): Promise<number | undefined> {
  if (name === undefined) return undefined
  const [holder] = (await findHolders(pool, name)).found
  const { node, id } = holder!
  const listed = (await node.view.images.get()).find(({ Id }) => Id === id)
  return listed?.Created ?? createdOfHidden(pool, holder!)
}

/** The same of one that no list has: a layer between, for example. */
async function createdOfHidden(pool: Pool, { node, id }: Holder): Promise<number> {
  const image = await node.find({ operation: 'ImageInspect', path: { name: id } })
  const created = Date.parse(image?.Created ?? '')
  if (Number.isNaN(created)) throw noSuchImage(pool, id)
  return Math.floor(created / 1000)
}

/** moby's words for true and false (`filters.GetBoolOrDefault`). */
function danglingOf(pool: Pool, { dangling = [] }: Filters): boolean | undefined {
  if (dangling.length === 0) return undefined
  const isTrue = dangling.some((word) => word === '1' || word === 'true')
  const isFalse = dangling.some((word) => word === '0' || word === 'false')
  if (isTrue !== isFalse) return isTrue
  throw pool.fail('InvalidParameter', `invalid filter 'dangling=[${dangling.join(' ')}]'`)
}
