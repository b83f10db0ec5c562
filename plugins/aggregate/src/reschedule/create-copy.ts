import type { Answer, JobInit, Reply, ReplyInit } from 'libswarm-core'
import type { Pulls } from '../images/pulls.js'
import { askDone, withinLimit } from '../nodes/ask.js'
import { failureOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { createSomewhere } from '../place/create.js'
import type { Placer } from '../place/placer.js'
import { readRequest } from '../scheduling/request/read-request.js'
import type { Request } from '../scheduling/request/request.js'
import { copyOf, type Copy } from './body.js'

/** What creating a container anew needs. */
export interface CopyParts {
  readonly pool: Pool
  readonly placer: Placer
  readonly pulls: Pulls
}

/** A container that was created anew, and does not run yet. */
export interface Created {
  readonly node: Node
  readonly id: string
}

/**
 * Creates a container anew on a node that the scheduler chooses, and connects it to its networks. Rejects with the reason
 * where it cannot; nothing is left then.
 *
 * @param before happens right before a node is asked; where it rejects, none is
 */
export async function createCopy(
  { pool, placer, pulls }: CopyParts,
  container: Answer<'ContainerInspect'>,
  signal: AbortSignal,
  before: (node: Node) => Promise<void> = () => Promise.resolve(),
): Promise<Created> {
  const { name, whole, body, others } = copyOf(container)
  const { request } = readRequest(whole, name, pool.fail)
  const asked: JobInit<'ContainerCreate'> = { operation: 'ContainerCreate', query: { name }, body, signal }
  let node: Node | undefined
  // An engine that takes it and never answers holds up no other container.
  const { status, bytes } = await withinLimit(
    asked,
    pool.times.pullWait + pool.times.changeLimit,
    pool.fail,
    (limited) =>
      createAnywhere({ pool, placer, pulls }, limited, request, async (chosen) => {
        await before(chosen)
        node = chosen
      }),
  )
  if (status !== 201) throw await failureOf({ status, body: bytes }, pool.fail)
  const { Id } = JSON.parse(Buffer.from(bytes).toString()) as Answer<'ContainerCreate'>
  const created = { node: node!, id: Id }
  await connect(pool, created, others).catch((thrown: unknown) => giveUp(pool, created, thrown))
  return created
}

/**
 * Connects a copy that somebody else has created to the networks that it is not connected to yet: its creator may have ended
 * in between.
 */
export async function finishCopy(pool: Pool, created: Created, container: Answer<'ContainerInspect'>): Promise<void> {
  const { node, id } = created
  const copy = await node.find({ operation: 'ContainerInspect', path: { id } })
  const connected = new Set(Object.keys(copy?.NetworkSettings?.Networks ?? {}))
  const missing = Object.entries(copyOf(container).others).filter(([name]) => !connected.has(name))
  await connect(pool, created, Object.fromEntries(missing))
}

/** What the node answers that the scheduler chooses. */
async function createAnywhere(
  { pool, placer, pulls }: CopyParts,
  asked: JobInit<'ContainerCreate'>,
  request: Request,
  before: (node: Node) => Promise<void>,
): Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
  const pull = (chosen: Node) =>
    pulls.ensure(chosen, request.image, {
      query: {},
      headers: [],
      signal: asked.signal ?? new AbortController().signal,
    })
  const reply = await createSomewhere({ pool, placer }, asked, request, { pull, before })
  return { status: reply.status ?? 200, bytes: await bytesOf(reply) }
}

/** What is so as long as a copy could not be removed. */
export const leftOver = ({ node, id }: Created): string =>
  `its copy ${id.slice(0, 12)} is left on the node "${node.name}"`

/** Removes a copy that never ran. */
export async function removeCopy(pool: Pool, { node, id }: Created): Promise<void> {
  await askDone(node, { operation: 'ContainerDelete', path: { id } }, pool.times.changeLimit, pool.fail)
}

/** Starts a copy. One that runs already stays as it is. */
export async function startCopy(pool: Pool, { node, id }: Created): Promise<void> {
  await askDone(node, { operation: 'ContainerStart', path: { id } }, pool.times.changeLimit, pool.fail)
}

async function connect(pool: Pool, { node, id }: Created, others: Copy['others']): Promise<void> {
  for (const [name, EndpointConfig] of Object.entries(others)) {
    const job = { operation: 'NetworkConnect', path: { id: name }, body: { Container: id, EndpointConfig } } as const
    await askDone(node, job, pool.times.changeLimit, pool.fail)
  }
}

/** Removes a copy that never ran, and rejects with why; where that fails, too, the sentence says what is left. */
export async function giveUp(pool: Pool, created: Created, thrown: unknown): Promise<never> {
  const { message } = thrown as Error
  await removeCopy(pool, created).catch((left: Error) => {
    throw pool.fail('Unavailable', `${message}; ${leftOver(created)}: ${left.message}`, thrown)
  })
  throw thrown
}

async function bytesOf(reply: Reply | ReplyInit): Promise<Uint8Array> {
  if ('bytes' in reply) return reply.bytes()
  return typeof reply.body === 'string' ? Buffer.from(reply.body) : ((reply.body ?? new Uint8Array()) as Uint8Array)
}
