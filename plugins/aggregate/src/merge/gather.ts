import type { HeaderList } from 'libswarm-core'
import { eachSome } from '../each-some.js'
import type { Heard } from '../nodes/ask.js'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** What the nodes answered, and what became of those that did not. */
export interface Gathered<T> {
  readonly parts: readonly { readonly node: Node; readonly value: T }[]
  readonly silent: readonly { readonly node: Node; readonly reason: string }[]
}

/** The nodes that a call means. */
export interface Meant {
  /** Those that it is sent to. */
  readonly nodes: readonly Node[]
  /** Those that are meant as well, and are down. */
  readonly down: readonly Node[]
}

/** How many engines are asked at the same time, of those that answer within some ms. */
export const mostAtOnce = 64
const patience = 500

/**
 * Asks all nodes that are meant at once, some at a time. Those that fail, do not answer within their limit, or are down are
 * told of in `silent`, and so are those that are pools whose answer is not whole. Rejects with `Unavailable` for one of them
 * where the pool is strict, and with what the client got wrong where every node says so.
 */
export async function gather<T>(
  pool: Pool,
  ask: (node: Node, heard: Heard) => Promise<T>,
  { nodes, down }: Meant = { nodes: pool.usable(), down: pool.down() },
): Promise<Gathered<T>> {
  const parts: { node: Node; value: T }[] = []
  const failed: { node: Node; thrown: unknown }[] = []
  const partial: { node: Node; reason: string }[] = []
  const askOne = async (node: Node) => {
    try {
      parts.push({ node, value: await ask(node, (headers) => partial.push(...missingIn(node, headers))) })
    } catch (thrown) {
      failed.push({ node, thrown })
    }
  }
  await eachSome(nodes, mostAtOnce, askOne, patience)
  if (parts.length === 0 && failed.length > 0 && failed.every(({ thrown }) => isOfClient(thrown)))
    throw failed[0]!.thrown
  const order = new Map(nodes.map((node, index) => [node, index]))
  parts.sort((left, right) => order.get(left.node)! - order.get(right.node)!)
  const silent = [
    ...failed.map(({ node, thrown }) => ({ node, reason: (thrown as Error).message })),
    ...partial,
    ...missing(down),
  ]
  if (pool.strict && silent.length > 0) throw pool.fail('Unavailable', silent.map(sentenceOf).join('; '))
  return { parts, silent }
}

/** Nodes that are down, and so are sent no call, and why. */
export function missing(down: readonly Node[]): { readonly node: Node; readonly reason: string }[] {
  return down.map((node) => ({
    node,
    reason: node.reason ?? (node.state === 'pending' ? 'it has not answered yet' : 'down'),
  }))
}

const ofPool = /^199 swarmd "((?:[^"\\]|\\.)*)"$/

/** What a node that is a pool itself says is missing in its answer. */
export function missingIn(node: Node, headers: HeaderList): { node: Node; reason: string }[] {
  return headers.flatMap(([name, value]) => {
    const [, sentence] = name.toLowerCase() === 'warning' ? (ofPool.exec(value) ?? []) : []
    return sentence === undefined ? [] : [{ node, reason: `in part: ${sentence.replace(/\\(.)/g, '$1')}` }]
  })
}

/** A `Warning` header for each node whose part is not there (RFC 7234 section 5.5, code 199). */
export function warningsOf({ silent }: Pick<Gathered<unknown>, 'silent'>): HeaderList {
  return warnings(silent.map(sentenceOf))
}

/** How many headers of one kind an answer has at most: there are clients that take no more than a hundred of all. */
const mostWarnings = 24

/** A `Warning` header for each sentence; where they are very many, the last one says how many more there are. */
export function warnings(sentences: readonly string[]): HeaderList {
  if (sentences.length <= mostWarnings) return sentences.map(warning)
  const shown = sentences.slice(0, mostWarnings - 1)
  const rest = `and ${sentences.length - shown.length} more such warnings: GET /nodes tells how each node is`
  return [...shown, rest].map(warning)
}

/** How much of a sentence is told in a header: an engine may have said anything. */
const longestWarning = 500

/** A `Warning` header (RFC 7234 section 5.5, code 199). */
function warning(sentence: string): HeaderList[number] {
  return ['Warning', `199 swarmd ${quoted(cut(sentence))}`]
}

const cut = (text: string): string => (text.length > longestWarning ? `${text.slice(0, longestWarning)}...` : text)

/** That a node did not answer, and why. */
export function sentenceOf({ node, reason }: { readonly node: Node; readonly reason: string }): string {
  return `no answer from the node ${node.name}: ${reason}`
}

/** A quoted string of a header: printable, with `"` and `\` escaped. */
function quoted(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, '?').replace(/["\\]/g, (character) => `\\${character}`)
  return `"${plain}"`
}

function isOfClient(thrown: unknown): boolean {
  return ['InvalidParameter', 'NotImplemented'].includes(kindOf(thrown) ?? '')
}
