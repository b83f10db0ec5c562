import type { Node } from '../nodes/node.js'
import { lastOf, namesOf } from '../nodes/containers-view.js'
import type { Pool } from '../nodes/pool.js'
import type { Found } from './found.js'
import { notFound, unanswered } from './not-found.js'
import { oneOf } from './one.js'

/**
 * The container that a full id, a name, `node/name` or the beginning of an id means, looked up in that order as moby does
 * (`daemon/container.go`, `GetContainer`), among all nodes. Where no engine is known to have it, all are asked. Rejects
 * with `Conflict` and the candidates where it means several, and with `NotFound` where it means none.
 */
export async function findContainer(pool: Pool, asked: string): Promise<Found> {
  const name = asked.replace(/^\//, '')
  const [own, rest] = split(pool, name)
  const candidates = candidatesOn(own === undefined ? usedOf(pool) : [own], rest)
  // One whose events do not arrive may have given the name to another since.
  if (candidates.length > 1 || candidates.some(({ node }) => !node.isFollowed)) await renew(candidates)
  const found = knownContainer(pool, name) ?? (await askForContainer(pool, name))
  if (found !== undefined) return found
  // A pool within this one may have a node of that name.
  const inner = own === undefined ? undefined : knownAmong(pool, usedOf(pool), name, name)
  if (inner !== undefined) return inner
  throw pool.fail('NotFound', missing(name))
}

/** The same, of what is known alone. Throws `Conflict`; undefined where it is none, and where its node is to say so itself. */
export function knownContainer(pool: Pool, asked: string): Found | undefined {
  const name = asked.replace(/^\//, '')
  const [own, rest] = split(pool, name)
  return knownAmong(pool, own === undefined ? usedOf(pool) : [own], rest, name)
}

/** The containers that are known to have a name. */
export function havingName(pool: Pool, name: string): readonly Found[] {
  return named(usedOf(pool), name)
}

/** How many containers are read again before it is said that a name means them. */
const mostRenewed = 10

/** Reads containers again: another swarmd may have removed or renamed them a moment ago. */
export async function renew(found: readonly Found[]): Promise<void> {
  if (found.length > mostRenewed) return
  const told = found.filter(({ node }) => node.state === 'healthy')
  await Promise.all(told.map(({ node, id }) => node.view.renew(id)))
}

const knownAmong = (pool: Pool, nodes: readonly Node[], name: string, asked: string): Found | undefined =>
  oneOf(pool, asked, candidatesOn(nodes, name), 'containers')

const missing = (name: string): string => `No such container: ${name}`

/** The node that a name begins with, and what is behind it. */
export function split(pool: Pool, name: string): readonly [Node | undefined, string] {
  const at = name.indexOf('/')
  const node = at < 0 ? undefined : pool.get(name.slice(0, at))
  return node === undefined ? [undefined, name] : [node, name.slice(at + 1)]
}

/** The name that a container of a node gets: a node that is a pool is told the way to it, `a/web`. */
export function nameOn(node: Node | undefined, name: string): string {
  return node?.isPool === true ? lastOf(name) : name
}

/** Whether a node is no other node's engine. */
export const isUsed = ({ state }: Node): boolean => state !== 'duplicate'

const usedOf = (pool: Pool): readonly Node[] => pool.all().filter(isUsed)

function candidatesOn(nodes: readonly Node[], name: string): Found[] {
  const byId = nodes.filter(({ view }) => view.containers.get(name) !== undefined)
  if (byId.length > 0) return byId.map((node) => foundIn(node, name))
  const byName = named(nodes, name)
  if (byName.length > 0) return byName
  if (!/^[0-9a-f]+$/.test(name)) return []
  return nodes.flatMap((node) => node.view.containers.startingWith(name).map((id) => foundIn(node, id)))
}

const named = (nodes: readonly Node[], name: string): Found[] =>
  nodes.flatMap((node) => node.view.containers.called(name).map((id) => foundIn(node, id)))

function foundIn(node: Node, id: string): Found {
  const summary = node.view.containers.get(id)
  return { node, id, name: summary === undefined ? id : (namesOf(summary)[0] ?? id) }
}

/**
 * Asks all engines, or the one that the name begins with: an event of it may still be on its way. Undefined where that
 * one has none. Rejects with `NotFound` where no engine has it, and with `Unavailable` where that one does not tell.
 */
async function askForContainer(pool: Pool, name: string): Promise<Found | undefined> {
  const [own, rest] = split(pool, name)
  // An engine that is asked for no name at all answers something else.
  if (rest === '') throw pool.fail('NotFound', missing(name))
  const nodes = own === undefined ? pool.usable() : [own]
  const asked = await Promise.allSettled(nodes.map((node) => inspect(node, rest)))
  const found = asked.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  )
  const known = oneOf(pool, name, found, 'containers')
  if (known !== undefined) return known
  const silent = nodes.filter((_node, index) => asked[index]!.status === 'rejected')
  if (own === undefined) throw notFound(pool, missing(name), [...silent, ...pool.down()])
  if (silent.length > 0) throw unanswered(pool, own, name)
  return undefined
}

async function inspect(node: Node, name: string): Promise<Found | undefined> {
  const answer = await node.find({ operation: 'ContainerInspect', path: { id: name } })
  if (answer === undefined) return undefined
  const { Id = name, Name = name } = answer
  node.view.changed(Id)
  return { node, id: Id, name: Name.replace(/^\//, '') }
}
