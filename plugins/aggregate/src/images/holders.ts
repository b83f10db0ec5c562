import type { Answer, JobInit } from 'libswarm-core'
import { eachSome } from '../each-some.js'
import { mostAtOnce } from '../merge/gather.js'
import { notFound } from '../names/not-found.js'
import { findJson } from '../nodes/ask.js'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { familiar, isCalled, isIdOf } from './reference.js'

/** A node that has an image. */
export interface Holder {
  readonly node: Node
  /** The image's full id. */
  readonly id: string
  /** What the engine is to be asked for: the full id where it was asked for by one, and the name as it was written otherwise. */
  readonly name: string
}

/** The nodes that have an image, in the order of the pool, and those that might but did not answer. */
export interface Holders {
  readonly found: readonly Holder[]
  readonly silent: readonly Node[]
}

/**
 * Finds the nodes that have an image, by a tag, a digest, an id or the beginning of one: each engine itself says whether it
 * has it. `node/name` is the image of that node, unless one is really called so. Rejects with `Conflict` where the
 * beginning of an id means different images, with `InvalidParameter` for what cannot be a name, and with `NotFound` where
 * no node has it.
 */
export async function findHolders(pool: Pool, asked: string): Promise<Holders> {
  const all = await askAll(pool, pool.usable(), asked)
  if (all.found.length > 0) return all
  const at = asked.indexOf('/')
  const node = at < 0 ? undefined : pool.get(asked.slice(0, at))
  const rest = asked.slice(at + 1)
  if (node === undefined || rest === '') throw noSuchImage(pool, asked, all.silent)
  const { found } = await askAll(pool, [node], rest)
  if (found.length > 0) return { found, silent: [] }
  throw noSuchImage(pool, asked, all.silent)
}

/** The first node that has an image: one that is known to have it, or of all that are asked. Rejects as `findHolders`. */
export async function findHolder(pool: Pool, asked: string): Promise<Holder> {
  const [known] = knownNodes(pool, asked)
  const held = known === undefined ? undefined : await holderOf(pool, known, asked).catch(() => undefined)
  return held ?? (await findHolders(pool, asked)).found[0]!
}

/** moby's sentence (`images.ErrImageDoesNotExist`), which `docker run` takes as the sign to pull. */
export function noSuchImage(pool: Pool, asked: string, silent: readonly Node[] = []): Error {
  const [, digest] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(asked) ?? []
  return notFound(pool, `No such image: ${digest === undefined ? familiar(asked) : `sha256:${digest}`}`, silent)
}

/** The nodes whose images are known to have one that is called so; none where different images begin with that id. */
function knownNodes(pool: Pool, asked: string): readonly Node[] {
  const ids = new Set<string>()
  const nodes = pool.usable().filter(({ view }) => {
    const called = (view.images.last ?? []).filter((summary) => isCalled(summary, asked))
    for (const { Id } of called) if (isIdOf(Id, asked)) ids.add(Id)
    return called.length > 0
  })
  return ids.size > 1 ? [] : nodes
}

async function askAll(pool: Pool, nodes: readonly Node[], asked: string): Promise<Holders> {
  const found = new Map<Node, Holder>()
  const silent = new Set<Node>(pool.down())
  let wrong: Error | undefined
  await eachSome(nodes, mostAtOnce, async (node) => {
    try {
      const holder = await holderOf(pool, node, asked)
      if (holder !== undefined) found.set(node, holder)
    } catch (thrown) {
      if (kindOf(thrown) === 'InvalidParameter') wrong = thrown as Error
      else silent.add(node)
    }
  })
  if (found.size === 0 && wrong !== undefined) throw wrong
  const holders = nodes.flatMap((node) => found.get(node) ?? [])
  return { found: meant(pool, asked, holders), silent: [...silent] }
}

async function holderOf(pool: Pool, node: Node, asked: string): Promise<Holder | undefined> {
  const job: JobInit<'ImageInspect'> = { operation: 'ImageInspect', path: { name: asked } }
  const image = await findJson(node, job, pool.times.answerLimit, pool.fail)
  if (image === undefined) return undefined
  const { Id = asked } = image
  return { node, id: Id, name: isById(image, asked) ? Id : asked }
}

/** Whether an image was meant by its id: a name is looked for first, as moby does (`daemon/images`, `GetImage`). */
function isById({ Id = '', RepoTags, RepoDigests }: Answer<'ImageInspect'>, asked: string): boolean {
  const name = familiar(asked)
  return isIdOf(Id, asked) && ![...(RepoTags ?? []), ...(RepoDigests ?? [])].includes(name)
}

/** Those that are meant: by name where any is so called, and otherwise by an id that is the same everywhere. */
function meant(pool: Pool, asked: string, holders: readonly Holder[]): readonly Holder[] {
  const byName = holders.filter(({ name }) => name === asked)
  if (byName.length > 0 && byName.length < holders.length) return byName
  const images = new Map([...holders].reverse().map((holder) => [holder.id, holder]))
  if (byName.length > 0 || images.size < 2) return holders
  const candidates = [...images.values()]
    .reverse()
    .map(({ node, id }) => `${node.name}/${id.replace(/^sha256:/, '').slice(0, 12)}`)
  throw pool.fail('Conflict', `"${asked}" means ${images.size} images: ${candidates.join(', ')}; write more of the id`)
}
