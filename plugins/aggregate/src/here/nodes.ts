import type { Answer, Job } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formers, sentenceOf } from '../reschedule/former.js'
import { nodeFilter } from './node-filters.js'

/** A node in the shape that swarm mode has for its own, and how many containers it has. */
type Described = Answer<'NodeInspect'> & { readonly Containers: number }

/** Answers `NodeList`: the nodes in the shape that swarm mode has for its own. */
export function listNodes(pool: Pool, job: Job<'NodeList'>): Described[] {
  const fits = nodeFilter(job.query.filters ?? {}, pool.fail)
  return pool.all().filter(fits).map(describing(pool))
}

/** Answers `NodeInspect`, by the node's name, its engine's ID, or the beginning of that. */
export function inspectNode(pool: Pool, job: Job<'NodeInspect'>): Described {
  return describing(pool)(findNode(pool, job.path.id))
}

/**
 * Tells whether a node is what a client has seen, as the index of swarm mode does: one for each availability, since nothing
 * else of it can be changed here, and the same for every swarmd.
 */
export const indexOf = { active: 1, pause: 2, drain: 3 } as const

/**
 * The node with a name, or whose engine has an ID or alone has one that begins so (moby's `daemon/cluster/helpers.go`,
 * `getNode`); of several with one engine the one that is used. Throws `NotFound`, and `Conflict` for the beginning of several.
 */
export function findNode(pool: Pool, asked: string): Node {
  const hasId = ({ id }: Node) => id === asked
  const node = pool.get(asked) ?? pool.healthy().find(hasId) ?? pool.all().find(hasId)
  if (node !== undefined) return node
  const [first, ...more] = asked === '' ? [] : pool.all().filter(({ id }) => id?.startsWith(asked) === true)
  if (first === undefined) throw pool.fail('NotFound', `node ${asked} not found`)
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
