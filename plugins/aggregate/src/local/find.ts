import { split } from '../names/containers.js'
import type { Found } from '../names/found.js'
import { notFound, unanswered } from '../names/not-found.js'
import { oneOf } from '../names/one.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { learn, type Known, type Local, type LocalKind } from './kind.js'

/** What was looked for, and the nodes that did not say whether they have it. */
export interface Search {
  readonly found: Found | undefined
  readonly silent: readonly Node[]
}

/**
 * What a name, a full id, `node/name` or the beginning of an id means among all nodes. Where no engine is known to have it,
 * all are asked. Rejects with `Conflict` and the candidates where it means several, and with `NotFound` where it means none.
 */
export async function findLocal(pool: Pool, kind: LocalKind, asked: string): Promise<Found> {
  const { found, silent } = await searchLocal(pool, kind, asked)
  if (found === undefined) throw notFound(pool, kind.missing(asked), silent)
  return found
}

/** As `findLocal`, and tells where there is none. Rejects with `Unavailable` where the node of `node/name` does not tell. */
export async function searchLocal(pool: Pool, kind: LocalKind, asked: string): Promise<Search> {
  const known = await learn(kind, pool.all())
  const [own, rest] = split(pool, asked)
  const knownAmong = (name: string, nodes?: readonly Node[]) =>
    oneOf(pool, asked, candidates(known.lists, name, nodes), kind.plural)
  const found = own === undefined ? knownAmong(asked) : knownAmong(rest, [own])
  if (found !== undefined) return { found, silent: [] }
  const answered = await askAll(pool, kind, asked, known)
  if (own === undefined || answered.found !== undefined) return answered
  if (answered.silent.length > 0) throw unanswered(pool, own, asked)
  // A pool within this one may have a node of that name.
  return { found: knownAmong(asked), silent: [] }
}

/** What a name means on one node. Rejects with `Conflict` and the candidates where it means several. */
export async function searchOn(pool: Pool, kind: LocalKind, node: Node, asked: string): Promise<Found | undefined> {
  const { lists } = await learn(kind, [node])
  const found = oneOf(pool, asked, candidates(lists, asked), kind.plural)
  if (found !== undefined || node.state !== 'healthy') return found
  const answered = await kind.inspect(node, asked)
  return answered === undefined ? undefined : { node, ...answered }
}

/** Those that have the name or the full id, and where none has, those whose ids begin so (moby's `FindNetwork`). */
function candidates(
  lists: ReadonlyMap<Node, readonly Local[]>,
  asked: string,
  nodes: readonly Node[] = [...lists.keys()],
): readonly Found[] {
  const having = (fits: (local: Local) => boolean) =>
    nodes.flatMap((node) => (lists.get(node) ?? []).filter(fits).map(({ id, name }): Found => ({ node, id, name })))
  const byId = having(({ id }) => id === asked)
  const exact = byId.length > 0 ? byId : having(({ name }) => name === asked)
  if (exact.length > 0 || !/^[0-9a-f]+$/.test(asked)) return exact
  return having(({ id, name }) => id !== name && id.startsWith(asked))
}

/** Asks all engines: an event of one may still be on its way. Those that have just not answered are not asked again. */
async function askAll(pool: Pool, kind: LocalKind, asked: string, known: Known): Promise<Search> {
  const [own, rest] = split(pool, asked)
  // An engine that is asked for no name at all answers something else.
  if (rest === '') return { found: undefined, silent: [] }
  const meant = own === undefined ? pool.usable() : [own]
  const nodes = meant.filter((node) => !known.silent.has(node))
  const answers = await Promise.allSettled(nodes.map((node) => kind.inspect(node, rest)))
  const all = answers.flatMap((answer, index): Found[] => {
    const local = answer.status === 'fulfilled' ? answer.value : undefined
    return local === undefined ? [] : [{ node: nodes[index]!, id: local.id, name: local.name }]
  })
  for (const { node } of all) kind.stale(node)
  const rejected = new Set(nodes.filter((_node, index) => answers[index]!.status === 'rejected'))
  const silent = meant.filter((node) => known.silent.has(node) || rejected.has(node))
  const found = oneOf(pool, asked, all, kind.plural)
  return { found, silent: own === undefined ? [...silent, ...pool.down()] : silent }
}
