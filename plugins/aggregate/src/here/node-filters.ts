import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { Node } from '../nodes/node.js'

type Fits = (node: Node, wanted: readonly string[]) => boolean

const byLabels: Fits = ({ labels }, wanted) =>
  wanted.every((text) => {
    const [, key = text, value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    return labels.has(key) && (value === '' || labels.get(key) === value)
  })

/** Those of moby's `daemon/cluster/filters.go`. The labels of a node are those of its engine, too; all are workers, and in. */
const fits: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['name', ({ name }, wanted) => wanted.some((prefix) => name.startsWith(prefix))],
  ['id', ({ id, name }, wanted) => wanted.some((prefix) => (id ?? name).startsWith(prefix))],
  ['label', byLabels],
  ['node.label', byLabels],
  ['role', (_node, wanted) => wanted.some((word) => word.toLowerCase() === 'worker')],
  ['membership', (_node, wanted) => wanted.some((word) => word.toLowerCase() === 'accepted')],
])

const words: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['role', new Set(['worker', 'manager'])],
  ['membership', new Set(['accepted', 'pending'])],
])

/** What a list of nodes is asked for. Throws `InvalidParameter`, in moby's words, for a filter that is none. */
export function nodeFilter(filters: Filters, fail: Fail): (node: Node) => boolean {
  const asked = Object.entries(filters).filter(([, wanted]) => wanted.length > 0)
  for (const [key, wanted] of asked) {
    if (!fits.has(key)) throw fail('InvalidParameter', `invalid filter '${key}'`)
    const odd = wanted.find((word) => words.get(key)?.has(word.toLowerCase()) === false)
    if (odd !== undefined) throw fail('InvalidParameter', `Invalid ${key} filter: '${odd}'`)
  }
  return (node) => asked.every(([key, wanted]) => fits.get(key)!(node, wanted))
}
