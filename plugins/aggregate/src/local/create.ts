import type { Job, Reply } from 'libswarm-core'
import { qualified } from '../names/found.js'
import { creationOn } from '../nested/creation.js'
import { splitNew } from '../names/new-name.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import { fieldsOf, isFields, textOf, withValue, type Fields } from '../scheduling/request/fields.js'
import type { Request } from '../scheduling/request/request.js'
import { learn, type Local, type LocalKind } from './kind.js'
import { placeLocal, type Chosen } from './place.js'
import { projectLabel } from './project.js'
import type { Turns } from './turns.js'

/** What creating needs. */
export interface CreateParts {
  readonly pool: Pool
  readonly placer: Placer
  readonly turns: Turns
}

/** One that has the name already, and its node. */
export interface Owner extends Local {
  readonly node: Node
}

/** How one kind is created. */
export interface Creating extends LocalKind {
  /** The node that has it already, for the client to be answered by; undefined where there is none. Throws what refuses it. */
  taken(pool: Pool, name: string, owners: readonly Owner[]): Node | undefined
  /** What one of that name asks of its node. */
  asks(name: string, fields: Fields): Partial<Request>
  /** The body as its engine gets it, without the nodes of `node/name` that it refers to. */
  body(fields: Fields): Fields
}

type CreateJob = Job<'NetworkCreate'> | Job<'VolumeCreate'>

/** What became of it: what the node that was asked has answered, and the name that the client knows it by. */
export interface Created {
  readonly node: Node
  readonly reply: Reply
  readonly name: string
}

/**
 * Creates a network or a volume on one node: the one that `node/name` says, or that the scheduler chooses. Those of one name
 * or one project of Compose are created one after another.
 */
export async function createLocal(parts: CreateParts, kind: Creating, job: CreateJob): Promise<Created> {
  const wanted = readWanted(parts.pool, job)
  const keys = [
    ...(wanted.name === '' ? [] : [`${kind.plural} ${wanted.name}`]),
    ...(wanted.project === undefined ? [] : [`project ${wanted.project}`]),
  ]
  const run = () => createNow(parts, kind, job, wanted)
  return keys.reduce((inner, key) => () => parts.turns.take(key, inner), run)()
}

/** What a client wants: where it says so, on which node. */
interface Wanted {
  readonly node: Node | undefined
  readonly name: string
  readonly labels: Fields
  readonly project: string | undefined
  readonly fields: Fields
}

function readWanted(pool: Pool, job: CreateJob): Wanted {
  const body: unknown = job.body
  const fields = isFields(body) ? body : {}
  const labels = fieldsOf(fields, 'Labels')
  const project = textOf(labels, projectLabel)
  const [node, name] = splitNew(pool, textOf(fields, 'Name'))
  return { node, name, labels, project: project === '' ? undefined : project, fields }
}

async function createNow(parts: CreateParts, kind: Creating, job: CreateJob, wanted: Wanted): Promise<Created> {
  job.signal.throwIfAborted()
  const { node, done } = await choose(parts, kind, wanted)
  const { fields, name } = wanted
  const body = kind.body(wanted.node === undefined ? fields : withValue(fields, 'Name', () => name))
  // What is no object is for the engine to refuse.
  const told = body === fields ? job : (job as Job<'VolumeCreate'>).with({ body })
  try {
    const reply = await node.run(creationOn(node, told as Job<'VolumeCreate'>))
    return { node, reply, name: wanted.node === undefined ? name : qualified({ node, name }) }
  } finally {
    kind.stale(node)
    done()
  }
}

async function choose({ pool, placer }: CreateParts, kind: Creating, wanted: Wanted): Promise<Chosen> {
  const { name, labels, project, fields } = wanted
  if (wanted.node !== undefined) return settled(wanted.node)
  const owners = name === '' ? [] : await ownersOf(pool, kind, name)
  const owner = kind.taken(pool, name, owners)
  if (owner !== undefined) return settled(owner)
  return placeLocal(pool, placer, labels, project, kind.asks(name, fields))
}

const settled = (node: Node): Chosen => ({ node, done: () => undefined })

async function ownersOf(pool: Pool, kind: LocalKind, name: string): Promise<readonly Owner[]> {
  const { lists } = await learn(kind, pool.all())
  return [...lists].flatMap(([node, list]) =>
    list.filter((local) => local.name === name).map((local) => ({ ...local, node })),
  )
}
