import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { warningsOf } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formers, sentenceOf } from '../reschedule/former.js'
import { findInner, listInner, type InnerNode } from './inner-nodes.js'
import { nodeFilter } from './node-filters.js'

/** A node in the shape that swarm mode has for its own, and how many containers it has. */
type Described = Answer<'NodeInspect'> & { readonly Containers: number }

/**
 * Answers `NodeList`: the nodes in the shape that swarm mode has for its own. A pool is one of them; its own nodes are listed
 * where the filter `name` begins with its name and a `/`.
 */
export async function listNodes(pool: Pool, job: Job<'NodeList'>): Promise<ReplyInit> {
  const { filters = {} } = job.query
  const own = pool.all().filter(nodeFilter(filters, pool.fail)).map(describing(pool))
  const inner = await listInner(pool, filters)
  return jsonReply([...own, ...inner.parts.flatMap(({ value }) => value)], warningsOf(inner))
}

/** Answers `NodeInspect`, by the node's name, its engine's ID, or the beginning of that. */
export async function inspectNode(pool: Pool, job: Job<'NodeInspect'>): Promise<Answer<'NodeInspect'>> {
  const found = await findNode(pool, job.path.id)
  return 'told' in found ? found.told : describing(pool)(found)
}

/**
 * Tells whether a node is what a client has seen, as the index of swarm mode does: one for each availability, since nothing
 * else of it can be changed here, and the same for every swarmd.
 */
export const indexOf = { active: 1, pause: 2, drain: 3 } as const

/**
 * The node with a name, or whose engine has an ID or alone has one that begins so (moby's `daemon/cluster/helpers.go`,
 * `getNode`), of this pool, or else of one within it. Rejects with `NotFound`, and with `Conflict` for the beginning of several.
 */
export async function findNode(pool: Pool, asked: string): Promise<Node | InnerNode> {
  const found = knownNode(pool, asked) ?? (await findInner(pool, asked))
  if (found === undefined) throw pool.fail('NotFound', `node ${asked} not found`)
  return found
}

/** The same among the nodes of this pool; of several with one engine the one that is used. */
function knownNode(pool: Pool, asked: string): Node | undefined {
  const hasId = ({ id }: Node) => id === asked
  const node = pool.get(asked) ?? pool.healthy().find(hasId) ?? pool.all().find(hasId)
  if (node !== undefined) return node
  const [first, ...more] = asked === '' ? [] : pool.all().filter(({ id }) => id?.startsWith(asked) === true)
  if (more.length > 0) throw pool.fail('Conflict', `node ${asked} is ambiguous (${more.length + 1} matches found)`)
  return first
}

/** What describes a node, with what is to be said of its containers. */
function describing(pool: Pool): (node: Node) => Described {
  const all = formers(pool)
  return (node) => describe(node, all.filter((former) => former.node === node).map(sentenceOf))
}

function describe(node: Node, sentences: readonly string[]): Described {
  const { id = node.name, info, name, labels, state, reason, availability } = node
  return {
    ID: id,
    Version: { Index: indexOf[availability] },
    Spec: { Name: name, Labels: Object.fromEntries(labels), Role: 'worker', Availability: availability },
    Description: {
      Hostname: name,
      Platform: { Architecture: info.Architecture ?? '', OS: info.OSType ?? '' },
      Resources: { NanoCPUs: (info.NCPU ?? 0) * 1e9, MemoryBytes: info.MemTotal ?? 0 },
      Engine: { EngineVersion: info.ServerVersion ?? '', Labels: Object.fromEntries(labels) },
    },
    Status: {
      State: states[state],
      Message: [...(reason === undefined ? [] : [reason]), ...sentences].join('; '),
      Addr: node.host ?? '',
    },
    Containers: node.view.containers.size,
  }
}

const states = { pending: 'unknown', healthy: 'ready', down: 'down', duplicate: 'disconnected' } as const
