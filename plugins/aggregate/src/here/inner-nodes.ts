import type { Answer, Filters } from 'libswarm-core'
import { gather, type Gathered } from '../merge/gather.js'
import { untold } from '../merge/node-filter.js'
import { split } from '../names/containers.js'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

type Told = Answer<'NodeInspect'>

/** A node of a pool that is a node of this one: `r2/a`. */
export interface InnerNode {
  readonly outer: Node
  /** What the pool there knows it by. */
  readonly asked: string
  /** What that pool tells of it, with the name that it has here. */
  readonly told: Told
}

/**
 * What `r2/a` means, or the ID of an engine of a pool within this one, or the beginning of it; undefined where there is
 * none. Rejects with `Conflict` for the beginning of several, and with what the pool of `r2/a` answers otherwise.
 */
export async function findInner(pool: Pool, asked: string): Promise<InnerNode | undefined> {
  const [outer, rest] = split(pool, asked)
  if (outer !== undefined) return rest === '' || !outer.mayBePool ? undefined : ask(outer, rest)
  const pools = asked === '' ? [] : pool.healthy().filter(({ isPool }) => isPool)
  const found: InnerNode[] = []
  await Promise.all(
    pools.map(async (node) => {
      const inner = await ask(node, asked).catch((thrown: unknown) => unlessAmbiguous(thrown))
      // A name there means nothing here.
      if (inner?.told.ID?.startsWith(asked) === true) found.push(inner)
    }),
  )
  if (found.length > 1) throw pool.fail('Conflict', `node ${asked} is ambiguous (${found.length} matches found)`)
  return found[0]
}

function unlessAmbiguous(thrown: unknown): undefined {
  if (kindOf(thrown) === 'Conflict') throw thrown
}

async function ask(outer: Node, asked: string): Promise<InnerNode | undefined> {
  const told = await outer.find({ operation: 'NodeInspect', path: { id: asked } })
  return told === undefined ? undefined : { outer, asked, told: named(outer, told) }
}

/**
 * The nodes of pools within this one that the filter `name` of `NodeList` means, by `r2/a`, or `r2/` for all of one. Other
 * filters are for the pool there.
 */
export function listInner(pool: Pool, filters: Filters): Promise<Gathered<readonly Told[]>> {
  const namesOn = (node: Node) =>
    (filters['name'] ?? []).flatMap((name) => {
      const [outer, rest] = split(pool, name)
      return outer === node ? [rest] : []
    })
  const isMeant = (node: Node) => namesOn(node).length > 0
  return gather(
    pool,
    async (node, heard) => {
      const query = { filters: { ...filters, name: namesOn(node) } }
      return (await node.ask({ operation: 'NodeList', query }, heard)).map((told) => named(node, told))
    },
    {
      nodes: pool.usable().filter((node) => node.isPool && isMeant(node)),
      down: [...pool.down().filter(({ mayBePool }) => mayBePool), ...untold(pool)].filter(isMeant),
    },
  )
}

/** A node of a pool, by the way to it. An engine that has no ID is known by its name there. */
function named(outer: Node, told: Told): Told {
  const { ID = '', Spec, Description } = told
  const name = `${outer.name}/${Spec?.Name ?? ID}`
  return {
    ...told,
    ID: ID === Spec?.Name ? name : ID,
    Spec: { ...Spec, Name: name },
    Description: { ...Description, Hostname: name },
  }
}
