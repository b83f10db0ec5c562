import type { Job, Reply } from 'libswarm-core'
import { notFound } from '../names/not-found.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { findHolders, type Holders } from './holders.js'

/**
 * Answers `ImageGetAll`: of the first node that has all of the images. Rejects with `NotFound`, and with what each node does
 * not have, where there is none.
 */
export async function saveImages(pool: Pool, job: Job<'ImageGetAll'>): Promise<Reply> {
  const names = job.query.names ?? []
  if (names.length === 0) throw pool.fail('InvalidParameter', 'the query names no image: write names=busybox')
  // `docker save` asks for several names in one parameter, or in one each.
  const held = await Promise.all(names.map((name) => findHolders(pool, name)))
  const node = pool.usable().find((one) => held.every((holders) => heldBy(holders, one) !== undefined))
  if (node === undefined) {
    const silent = held.flatMap((holders) => holders.silent)
    throw notFound(pool, sentence(pool, names, held), silent)
  }
  const own = held.map((holders) => heldBy(holders, node)!)
  return node.run(job.with({ query: { ...job.query, names: own } }))
}

function heldBy({ found }: Holders, node: Node): string | undefined {
  return found.find((holder) => holder.node === node)?.name
}

function sentence(pool: Pool, names: readonly string[], held: readonly Holders[]): string {
  const lacking = pool.usable().map((node) => {
    const without = names.filter((_name, index) => heldBy(held[index]!, node) === undefined)
    return `${node.name} has no ${without.join(', ')}`
  })
  return `no node has all of these images: ${lacking.join('; ')}`
}
