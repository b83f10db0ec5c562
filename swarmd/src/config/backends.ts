import { nearest, readSpec, type NamedSpec } from 'libswarm-core'
import { configError, dataOf, describeNode, entriesOf, type ConfigNode, type MapNode } from './node.js'
import { located, text, type Shape } from './shape.js'

/** A backend of the chain: what core starts, and what was written. */
export interface Configured {
  readonly spec: string | NamedSpec
  /** JSON data. */
  readonly written: unknown
}

/** A backend in each of the three ways to write it, resolved from the config's folder. */
export const backend: Shape<Configured> = {
  takes: "a backend ('simulator web', [name, options], or { backend, options, isolate })",
  read(node, name, base) {
    // A number or nothing; core judges the rest, and has no lines.
    if (node.kind === 'scalar') text.read(node, name, base)
    if (node.kind === 'map') checkKeys(node, name)
    const options = node.kind === 'list' ? node.items[1] : optionsOf(node)
    if (options !== undefined) checkOptions(options, name)
    const written = dataOf(node)
    return { spec: located(node, name, () => readSpec(written, base.folder)), written }
  },
}

const parts = ['backend', 'options', 'isolate']

function optionsOf(node: ConfigNode): ConfigNode | undefined {
  return node.kind === 'map' ? entriesOf(node).get('options')?.value : undefined
}

function checkKeys(node: MapNode, name: string): void {
  for (const { key, place } of entriesOf(node).values()) {
    if (parts.includes(key)) continue
    const near = nearest(key, parts)
    const hint = near === undefined ? `a backend has ${parts.join(', ')}` : `did you mean "${near}"?`
    throw configError(place, `"${name}": unknown key ${JSON.stringify(key)}: ${hint}`)
  }
}

/** An option that has a name and no value would get its default. */
function checkOptions(node: ConfigNode, name: string): void {
  if (node.kind !== 'map') throw configError(node.place, `"${name}": options are a map, not ${describeNode(node)}`)
  for (const { key, value } of entriesOf(node).values()) {
    if (value.kind !== 'scalar' || value.value !== null) continue
    throw configError(value.place, `"${name}": the option ${JSON.stringify(key)} has no value`)
  }
}
