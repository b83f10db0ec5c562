import type { Job, Reply } from 'libswarm-core'
import { qualified } from '../names/found.js'
import { split } from '../names/containers.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import { fieldsOf, isFields, textOf, withValue, type Fields } from '../scheduling/request/fields.js'
import type { Request } from '../scheduling/request/request.js'
import { learn, type Local, type LocalKind } from './kind.js'
import { placeLocal } from './place.js'
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
  asks(name: string): Partial<Request>
}

type CreateJob = Job<'NetworkCreate'> | Job<'VolumeCreate'>

/** What became of it: the node that was asked, and the name that the client knows it by. */
export interface Created {
  readonly reply: Reply
  readonly name: string
}

/**
 * Creates a network or a volume on one node: the one that `node/name` says, or that the scheduler chooses. Those of one name
 * or one project of Compose are created one after another.
 */
export async function createLocal(parts: CreateParts, kind: Creating, job: CreateJob): Promise<Created> {
  const body: unknown = job.body
  const fields = isFields(body) ? body : {}
  const labels = fieldsOf(fields, 'Labels')
  const project = textOf(labels, projectLabel)
  const asked = textOf(fields, 'Name')
  const run = () =>
    createNow(parts, kind, job, { asked, fields, labels, project: project === '' ? undefined : project })
  const keys = [`name ${kind.plural} ${asked}`, ...(project === '' ? [] : [`project ${project}`])]
  return keys.reduce((inner, key) => () => parts.turns.take(key, inner), run)()
}

interface Asked {
  readonly asked: string
  readonly fields: Fields
  readonly labels: Fields
  readonly project: string | undefined
}

async function createNow(
  { pool, placer }: CreateParts,
  kind: Creating,
  job: CreateJob,
  { asked, fields, labels, project }: Asked,
): Promise<Created> {
  job.signal.throwIfAborted()
  const [own, name] = split(pool, asked)
  if (own === undefined && asked.includes('/')) throw pool.fail('InvalidParameter', noSuchNode(pool, asked))
  const owners = own === undefined && name !== '' ? await ownersOf(pool, kind, name) : []
  const node =
    own ?? kind.taken(pool, name, owners) ?? (await placeLocal(pool, placer, labels, project, kind.asks(name)))
  const told = own === undefined ? job : withName(job, fields, name)
  try {
    const reply = await node.run(told)
    return { reply, name: own === undefined ? name : qualified({ node, name }) }
  } finally {
    kind.stale(node)
  }
}

async function ownersOf(pool: Pool, kind: LocalKind, name: string): Promise<readonly Owner[]> {
  const { lists } = await learn(kind, pool.all())
  return [...lists].flatMap(([node, list]) =>
    list.filter((local) => local.name === name).map((local) => ({ ...local, node })),
  )
}

/** The same job with the name as its node knows it. */
function withName(job: CreateJob, fields: Fields, name: string): Job<'VolumeCreate'> {
  return (job as Job<'VolumeCreate'>).with({ body: withValue(fields, 'Name', () => name) })
}

function noSuchNode(pool: Pool, asked: string): string {
  const wanted = asked.slice(0, asked.indexOf('/'))
  const names = pool.all().map(({ name }) => name)
  return `"${asked}" is to be on the node "${wanted}", and no node has that name: write one of ${names.join(', ')}`
}
