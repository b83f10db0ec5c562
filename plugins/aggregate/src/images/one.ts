import type { Job, OperationName, Reply, ReplyInit } from 'libswarm-core'
import { gather } from '../merge/gather.js'
import { answerOfPool } from '../nested/answers.js'
import { kindOf } from '../nodes/failure.js'
import type { Pool } from '../nodes/pool.js'
import { readJson } from '../nodes/read-json.js'
import { toReplyOf } from '../owner/rewritten.js'
import { findHolder, noSuchImage } from './holders.js'
import { repositoryOf } from './reference.js'

/** What is asked of one image, which its path names. */
type OfOne = 'ImageHistory' | 'ImageAttestations' | 'ImageGet'

/** Runs a job on the first node that has the image that its path names. */
export async function runOnImage<O extends OfOne>(pool: Pool, job: Job<O>): Promise<Reply<O>> {
  const { node, name } = await findHolder(pool, job.path.name)
  return node.run((job as Job<OperationName>).with({ path: { name } }) as unknown as Job<O>)
}

/** Answers `ImageInspect` as the first node does that has the image. */
export async function inspectImage(pool: Pool, job: Job<'ImageInspect'>): Promise<Reply | ReplyInit> {
  const { node, name } = await findHolder(pool, job.path.name)
  const reply = await node.run(job.with({ path: { name } }))
  if (reply.status !== 200 || !node.isPool) return reply
  const answered = await readJson(job.operation, reply, pool.fail)
  return toReplyOf(reply, `${JSON.stringify(answerOfPool(job.operation, answered))}\n`)
}

/** Answers `ImagePush`, from the first node that has the image. */
export async function pushImage(pool: Pool, job: Job<'ImagePush'>): Promise<Reply> {
  const { tag } = job.query
  const { name } = job.path
  const wanted = tag === undefined || tag === '' ? name : `${name}:${tag}`
  try {
    const { node, name: held } = await findHolder(pool, wanted)
    const own = tag === undefined || tag === '' ? held : repositoryOf(held)
    return await node.run(own === name ? job : job.with({ path: { name: own } }))
  } catch (thrown) {
    if (kindOf(thrown) !== 'NotFound' || wanted !== name) throw thrown
    return pushAny(pool, job)
  }
}

/** All tags of a repository, which need not have `latest` among them. */
async function pushAny(pool: Pool, job: Job<'ImagePush'>): Promise<Reply> {
  const { name } = job.path
  const { parts } = await gather(pool, (node) => node.view.images.get())
  const holder = parts.find(({ value }) =>
    value.some(({ RepoTags }) => (RepoTags ?? []).some((known) => repositoryOf(known) === name)),
  )
  if (holder === undefined) throw noSuchImage(pool, name, pool.down())
  return holder.node.run(job)
}
