import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { hasLabel } from '../labels.js'
import type { Node } from '../nodes/node.js'

type Fits = (node: Node, wanted: string) => boolean

const byLabel: Fits = ({ labels }, wanted) => hasLabel(Object.fromEntries(labels), wanted)

/** Those of swarm mode (moby's `daemon/cluster/filters.go`). Every node of a pool is a worker that has been accepted. */
const filters: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['name', ({ name }, wanted) => name.startsWith(wanted)],
  ['id', ({ id, name }, wanted) => (id ?? name).startsWith(wanted)],
  ['label', byLabel],
  ['node.label', byLabel],
  ['role', (_node, wanted) => wanted.toLowerCase() === 'worker'],
  ['membership', (_node, wanted) => wanted.toLowerCase() === 'accepted'],
])

const words: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['role', new Set(['worker', 'manager'])],
  ['membership', new Set(['accepted', 'pending'])],
])

/** Tells whether a node fits the filters of `NodeList`. Throws `InvalidParameter`, in moby's words, for one that is none. */
export function nodeFilter(asked: Filters, fail: Fail): (node: Node) => boolean {
  const all = Object.entries(asked).map(([key, wanted]) => {
    const fits = filters.get(key)
    if (fits === undefined) throw fail('InvalidParameter', `invalid filter '${key}'`)
    const odd = wanted.find((word) => words.get(key)?.has(word.toLowerCase()) === false)
    if (odd !== undefined) throw fail('InvalidParameter', `Invalid ${key} filter: '${odd}'`)
    if (fits === byLabel) return (node: Node) => wanted.every((one) => fits(node, one))
    return (node: Node) => wanted.length === 0 || wanted.some((one) => fits(node, one))
  })
  return (node) => all.every((fits) => fits(node))
}
