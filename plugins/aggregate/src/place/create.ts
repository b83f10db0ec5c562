import type { HeaderList, Job, JobInit, Reply, ReplyInit } from 'libswarm-core'
import { creationOn } from '../nested/creation.js'
import { askDone } from '../nodes/ask.js'
import { isRefusal } from '../nodes/line.js'
import type { Node } from '../nodes/node.js'
import { nameOn } from '../names/containers.js'
import { splitNew } from '../names/new-name.js'
import { readJson } from '../nodes/read-json.js'
import type { Pool } from '../nodes/pool.js'
import { toReplyOf, withHeaders } from '../owner/rewritten.js'
import type { Whitelist } from '../scheduling/expressions/expression.js'
import { readRequest } from '../scheduling/request/read-request.js'
import type { Request } from '../scheduling/request/request.js'
import { keepName } from './keep-name.js'
import type { Names } from './names.js'
import type { Placed, Placer } from './placer.js'

type CreateJob = Job<'ContainerCreate'>

/** What creating needs. */
export interface CreateParts {
  readonly pool: Pool
  readonly names: Names
  readonly placer: Placer
  /** Gets an image for a node that does not have it; false where it cannot. */
  readonly pull: (node: Node, image: string, job: CreateJob) => Promise<boolean>
}

/** Answers `ContainerCreate` on the node that the scheduler chooses. */
export async function createContainer(parts: CreateParts, job: CreateJob): Promise<Reply | ReplyInit> {
  const { pool, names } = parts
  const [on, name] = placeIn(pool, job.query.name)
  const { request: read, body } = readRequest(job.body, name, (kind, sentence) => pool.fail(kind, sentence))
  const request = on === undefined ? read : { ...read, whitelists: [...read.whitelists, only(on)] }
  const release = request.name === undefined ? () => undefined : await names.take(nameOn(on, request.name))
  try {
    const named = on === undefined ? job : job.with({ query: { ...job.query, name } })
    const asked = body === job.body ? named : named.with({ body: body as NonNullable<typeof job.body> })
    return await createSomewhere(parts, asked, request, {
      pull: (node) => parts.pull(node, read.image, job),
      settled: (node, id) => settleName(parts, request, node, id),
    })
  } finally {
    release()
  }
}

/**
 * Sees to it that a new container has a name of its own. Rejects where it cannot have the one that its client wants; it is
 * gone then.
 */
async function settleName({ pool, names }: CreateParts, request: Request, node: Node, id: string): Promise<HeaderList> {
  const { name } = request
  if (name !== undefined) {
    return keepName(pool, { node, id, name: nameOn(node, name) }, () => takeBack(pool, request, node, id))
  }
  await names.makeOwn(node, id)
  return []
}

/**
 * Removes a container that was just created, and has never run, as dockerd removes one whose creation it cannot end
 * (`daemon/create.go`): with the volumes that have no name, which are its own unless it has them from another container.
 */
async function takeBack(pool: Pool, { containers }: Request, node: Node, id: string): Promise<void> {
  const v = !containers.some(({ by }) => by === '--volumes-from')
  try {
    await askDone(node, { operation: 'ContainerDelete', path: { id }, query: { v } }, pool.times.changeLimit, pool.fail)
  } finally {
    await node.view.renew(id)
  }
}

/** The node of a name that is written as `node/name`, and the name there. */
function placeIn(pool: Pool, name: string | undefined): readonly [Node | undefined, string | undefined] {
  if (name === undefined || name === '') return [undefined, undefined]
  return splitNew(pool, name.replace(/^\//, ''))
}

const only = ({ name }: Node): Whitelist => ({ text: `node==${name}`, nodes: new Set([name]) })

/** What is done with a node that was chosen. */
export interface Steps {
  /** Gets the image for a node that does not have it; false where it cannot. */
  readonly pull: (node: Node) => Promise<boolean>
  /** Happens right before the node is asked; where it rejects, it is not asked. */
  readonly before?: (node: Node) => Promise<void>
  /**
   * Happens when the container is seen on its node, before its client hears of it. Resolves with headers for the client;
   * where it rejects, the container is gone.
   */
  readonly settled?: (node: Node, id: string) => Promise<HeaderList>
}

/** Tries one node after another: the next one only where the one before never heard of it, or has no such image. */
export async function createSomewhere(
  { pool, placer }: Pick<CreateParts, 'pool' | 'placer'>,
  asked: JobInit<'ContainerCreate'>,
  request: Request,
  { pull, before = () => Promise.resolve(), settled = () => Promise.resolve([]) }: Steps,
): Promise<Reply | ReplyInit> {
  const failures = new Map<string, string>()
  let missing: Missing | undefined
  for (;;) {
    const placed = await placer.place(request, failures).catch((thrown: unknown) => {
      // That it has no image is more to the point than that no other node would do.
      if (missing === undefined) throw thrown
      return undefined
    })
    if (placed === undefined) return giveBack(missing!)
    const { node } = placed
    try {
      const askNow = () => before(node).then(() => ask(node, asked))
      const first = await askNow()
      const outcome = isMissing(first) && (await pull(node)) ? await askNow() : first
      if (!isMissing(outcome)) {
        // The engine makes the volumes that are not there yet.
        if (request.volumes.length > 0) node.view.volumes.stale()
        return await settle({ pool, placer, settled }, placed, request, outcome)
      }
      missing ??= outcome
      failures.set(node.id ?? node.name, 'has no such image and cannot get it')
      placed.placement.failed()
    } catch (thrown) {
      placed.placement.failed()
      if (!neverHeard(thrown)) throw thrown
      pool.log.warn(`the node "${node.name}" could not be asked to create a container: ${(thrown as Error).message}`)
      failures.set(node.id ?? node.name, 'cannot be reached')
    }
  }
}

/** That an engine has no such image, as it said so: as a reply, or as an error where it is in this process. */
interface Missing {
  readonly image: ReplyInit | Error
}

const isMissing = (outcome: Reply | ReplyInit | Missing): outcome is Missing => 'image' in outcome

const noImage = /no such image/i

async function ask(node: Node, job: JobInit<'ContainerCreate'>): Promise<Reply | ReplyInit | Missing> {
  try {
    const reply = await node.run(creationOn(node, job))
    if (reply.status !== 404) return reply
    const bytes = await reply.bytes()
    const answer = toReplyOf(reply, bytes)
    return noImage.test(Buffer.from(bytes).toString()) ? { image: answer } : answer
  } catch (thrown) {
    if (thrown instanceof Error && noImage.test(thrown.message)) return { image: thrown }
    throw thrown
  }
}

function giveBack({ image }: Missing): ReplyInit {
  if (image instanceof Error) throw image
  return image
}

/**
 * The container is seen on its node before its client hears of it: who asks for it next finds it, also where the node
 * answers nothing any more.
 */
async function settle(
  {
    pool,
    placer,
    settled,
  }: { readonly pool: Pool; readonly placer: Placer; readonly settled: Required<Steps>['settled'] },
  { node, placement }: Placed,
  { name, image }: Request,
  reply: Reply | ReplyInit,
): Promise<Reply | ReplyInit> {
  if (reply.status !== 201) {
    placement.failed()
    return reply
  }
  const made = await readJson('ContainerCreate', reply as Reply<'ContainerCreate'>, pool.fail)
  placement.created(made.Id, performance.now())
  node.view.created({
    Id: made.Id,
    Names: name === undefined ? [] : [`/${name}`],
    Image: image,
    State: 'created',
  })
  await node.view.settled()
  if (node.view.containers.get(made.Id) === undefined) placer.removed(made.Id)
  const headers = await settled(node, made.Id)
  return withHeaders(toReplyOf(reply as Reply, `${JSON.stringify(made)}\n`), headers)
}

/** Whether no byte of a call can have arrived: its node is down, or cannot be connected to in the words of `forward`. */
function neverHeard(thrown: unknown): boolean {
  const { kind, message = '' } = thrown as { readonly kind?: string; readonly message?: string }
  return isRefusal(thrown) || (kind === 'Unreachable' && message.startsWith('cannot connect to'))
}
