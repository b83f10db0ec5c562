import { nearest, parseSpec, type BackendSpec, type NamedSpec } from 'libswarm-core'
import { configError, dataOf, describeNode, entriesOf, type ConfigNode, type MapNode } from './node.js'
import { bool, text, wrong, type Base, type Shape } from './shape.js'

/** A backend of the chain: what core starts, and what was written. */
export interface Configured {
  readonly spec: BackendSpec
  /** JSON data. */
  readonly written: unknown
}

/** A backend in each of the three ways to write it. */
export const backend: Shape<Configured> = {
  takes: "a backend ('simulator web', [name, options], or { backend, options, isolate })",
  read: (node, name, base) => ({ spec: readSpec(node, name, base), written: dataOf(node) }),
}

function readSpec(node: ConfigNode, name: string, base: Base): NamedSpec {
  if (node.kind === 'map') return readTree(node, name, base)
  if (node.kind === 'scalar') return split(node, name, base)
  const [first, options, ...rest] = node.items
  if (first === undefined || rest.length > 0 || (options !== undefined && options.kind !== 'map')) {
    throw wrong(node, name, '[name, options] where it is a list')
  }
  return withOptions(split(first, `${name}[0]`, base), first, options, `${name}[1]`, base)
}

const parts = ['backend', 'options', 'isolate']

function readTree(node: MapNode, name: string, base: Base): NamedSpec {
  const entries = entriesOf(node)
  for (const { key, place } of entries.values()) {
    if (parts.includes(key)) continue
    const near = nearest(key, parts)
    const hint = near === undefined ? `a backend has ${parts.join(', ')}` : `did you mean "${near}"?`
    throw configError(place, `"${name}": unknown key ${JSON.stringify(key)}: ${hint}`)
  }
  const named = entries.get('backend')?.value
  if (named === undefined) throw configError(node.place, `"${name}" has no key "backend"`)
  const options = entries.get('options')?.value
  if (options !== undefined && options.kind !== 'map') throw wrong(options, `${name}.options`, 'a map')
  const isolate = entries.get('isolate')?.value
  const spec = withOptions(split(named, `${name}.backend`, base), named, options, `${name}.options`, base)
  return isolate === undefined ? spec : { ...spec, isolate: bool.read(isolate, `${name}.isolate`, base) }
}

function withOptions(
  spec: NamedSpec,
  named: ConfigNode,
  options: MapNode | undefined,
  name: string,
  base: Base,
): NamedSpec {
  if (options === undefined) return spec
  const { words = [], ...bare } = spec
  if (words.length > 0) {
    throw configError(
      named.place,
      `the backend "${spec.backend}" has arguments behind its name and options: write one of them`,
    )
  }
  const values = [...entriesOf(options).values()].map(({ key, value }) => [
    key,
    readOption(value, `${name}.${key}`, base),
  ])
  return { ...bare, options: Object.fromEntries(values) as Readonly<Record<string, unknown>> }
}

/** A value of an option: plain data, or a backend of its own, or a list of either. */
function readOption(node: ConfigNode, name: string, base: Base): unknown {
  if (node.kind === 'map') return readTree(node, name, base)
  if (node.kind === 'list') return node.items.map((item, index) => readOption(item, `${name}[${index}]`, base))
  if (node.value === null || (typeof node.value === 'number' && !Number.isFinite(node.value))) {
    throw configError(node.place, `"${name}" takes a text, a number, true or false, not ${describeNode(node)}`)
  }
  return node.value
}

function split(node: ConfigNode, name: string, { folder }: Base): NamedSpec {
  const line = text.read(node, name, { folder, cwd: folder })
  try {
    const { name: backend, words } = parseSpec(line)
    return { backend, words, from: folder }
  } catch (thrown) {
    throw configError(node.place, `"${name}": ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}
