import { nearest, swarmError, type Answer } from 'libswarm-core'
import { askAdmin, type AdminAnswer } from './admin-client.js'

/** A node as the admin address tells it; `Containers` is told by a pool alone. */
export type PoolNode = Answer<'NodeInspect'> & { readonly Containers?: number }

/** What has become of the containers of a node that was drained. */
export interface Drained {
  readonly Moved?: readonly { readonly Name: string; readonly Node: string }[]
  readonly Stayed?: readonly { readonly Name: string; readonly Reason: string }[]
  readonly Moving?: readonly string[]
}

/** All nodes. Rejects with a sentence where the daemon has none. */
export async function listNodes(admin: string): Promise<readonly PoolNode[]> {
  const answer = await askAdmin(admin, '/nodes')
  if (answer.status === 200 && Array.isArray(answer.body)) return answer.body as readonly PoolNode[]
  const why = answer.status === 404 ? 'its version knows of none' : sentenceOf(answer)
  throw swarmError('Unavailable', `the daemon at ${admin} has no pool of nodes: ${why}`)
}

/** The node with a name, `r2/a` for one of a pool within the pool, or whose engine has an ID. Rejects with the nearest known name. */
export async function findNode(admin: string, asked: string): Promise<PoolNode> {
  const nodes = await listNodes(admin)
  const found = nodes.find((node) => nameOf(node) === asked) ?? nodes.find(({ ID }) => ID === asked)
  const node = found ?? (asked.includes('/') ? await findInner(admin, asked) : undefined)
  if (node !== undefined) return node
  const names = nodes.map(nameOf)
  const near = nearest(asked, names)
  const hint =
    near === undefined ? `there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}` : `did you mean "${near}"?`
  throw swarmError('NotFound', `there is no node ${JSON.stringify(asked)}: ${hint}`)
}

/** A node that is in no list: of a pool within the pool. Rejects with the sentence of the daemon where that does not answer. */
async function findInner(admin: string, asked: string): Promise<PoolNode | undefined> {
  const answer = await askAdmin(admin, `/nodes/${encodeURIComponent(asked)}`)
  if (answer.status === 200) return Object(answer.body) as PoolNode
  if (answer.status === 404) return undefined
  throw swarmError('Unavailable', sentenceOf(answer))
}

/** Sets whether a node takes containers. Rejects with the sentence of the daemon. */
export async function setAvailability(admin: string, node: PoolNode, availability: string): Promise<Drained> {
  const path = `/nodes/${encodeURIComponent(nameOf(node))}/availability`
  const answer = await askAdmin(admin, path, { availability })
  if (answer.status === 200) return Object(answer.body) as Drained
  if (sentenceOf(answer).startsWith('page not found')) {
    const sentence = `nothing can be set at ${admin}: it is no admin address, or one that other machines reach`
    throw swarmError('Unavailable', sentence)
  }
  throw swarmError('Unavailable', sentenceOf(answer))
}

/** What a node is called. */
export const nameOf = ({ ID = '', Spec, Description }: PoolNode): string => Spec?.Name || Description?.Hostname || ID

const mostListed = 10

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : ''
  return `${names.slice(0, mostListed).join(', ')}${more}`
}

function sentenceOf({ status, body }: AdminAnswer): string {
  const { message } = Object(body) as { readonly message?: unknown }
  return typeof message === 'string' && message !== '' ? message : `status ${status}`
}
