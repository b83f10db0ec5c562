import type * as yamlModule from 'yaml'
import type { Alias, Document, Node, Pair, ParsedNode } from 'yaml'
import { placesIn } from './lines.js'
import { configError, deepest, mostValues, type ConfigNode, type Entry, type Place } from './node.js'

type Yaml = typeof yamlModule

const mostTokens = 50_000
const widest = 256

/** Reads YAML 1.2 and keeps positions; undefined for a document without a value. Throws with the place of what is wrong. */
export async function readYaml(file: string, text: string): Promise<ConfigNode | undefined> {
  const yaml = await import('yaml')
  const placeOf = placesIn(file, text)
  bound(yaml, text, placeOf)
  const document = yaml.parseDocument(text, {
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined)
    throw configError(placeOf(problem.pos[0]), `invalid YAML: ${problem.message.slice(0, 200)}`)
  return new Walk(yaml, placeOf).root(document)
}

/** Refuses what the parser would take too long for, or would recurse into too deeply: that can end the process. */
function bound({ Lexer, CST }: Yaml, text: string, placeOf: (offset: number) => Place): void {
  let at = 0
  let count = 0
  let flow = 0
  let inLine = 0
  let before: string | null = 'newline'
  for (const token of new Lexer().lex(text)) {
    // What follows the mark of a scalar is its text, whatever it looks like.
    const type: string | null = before === 'scalar' ? null : CST.tokenType(token)
    if (type === 'newline') inLine = 0
    else if (type === 'flow-map-start' || type === 'flow-seq-start') flow++
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flow--
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind' || (type === 'map-value-ind' && flow <= 0)) inLine++
    const indented = before === 'newline' && type === 'space' && token.length > widest
    if (flow > deepest || inLine > deepest || indented) {
      throw configError(placeOf(at), `nested more than ${deepest} deep`)
    }
    if (++count > mostTokens) throw configError(placeOf(at), `longer than a config can be, with ${mostTokens} tokens`)
    before = type
    // Marks of the lexer's own stand for no character.
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') at += token.length
  }
}

/** One walk over a document; aliases are followed, within bounds. */
class Walk {
  readonly #yaml: Yaml
  readonly #placeOf: (offset: number) => Place
  readonly #anchors = new Map<string, Node>()
  #count = 0

  constructor(yaml: Yaml, placeOf: (offset: number) => Place) {
    this.#yaml = yaml
    this.#placeOf = placeOf
  }

  root(document: Document.Parsed<ParsedNode>): ConfigNode | undefined {
    const node = document.contents
    if (node === null || (this.#yaml.isScalar(node) && node.value === null)) return undefined
    return this.#node(node, this.#placeOf(0), 0)
  }

  #node(node: Node | null | undefined, around: Place, depth: number): ConfigNode {
    const place = this.#placeAt(node, around)
    if (depth > deepest) throw configError(place, `nested more than ${deepest} deep`)
    if (++this.#count > mostValues) {
      throw configError(place, `more than ${mostValues.toLocaleString('en')} values, with what its aliases repeat`)
    }
    if (node === null || node === undefined) return { kind: 'scalar', place, value: null }
    if (this.#yaml.isAlias(node)) return this.#node(this.#target(node, place), place, depth + 1)
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node)
    if (this.#yaml.isSeq<Node>(node)) {
      return { kind: 'list', place, items: node.items.map((item) => this.#node(item, place, depth + 1)) }
    }
    if (this.#yaml.isMap<Node, Node>(node)) {
      return { kind: 'map', place, entries: node.items.map((pair) => this.#entry(pair, place, depth + 1)) }
    }
    return { kind: 'scalar', place, value: (node as { readonly value: string | number | boolean | null }).value }
  }

  #entry({ key, value }: Pair<Node, Node>, around: Place, depth: number): Entry {
    const place = this.#placeAt(key, around)
    if (!this.#yaml.isScalar(key) || typeof key.value !== 'string') throw configError(place, 'a key is a text')
    return { key: key.value, place, value: this.#node(value, place, depth) }
  }

  #target({ source }: Alias, place: Place): Node {
    const target = this.#anchors.get(source)
    if (target === undefined) throw configError(place, `invalid YAML: no anchor "${source}" comes before this alias`)
    return target
  }

  #placeAt(node: Node | null | undefined, around: Place): Place {
    const offset = node?.range?.[0]
    return offset === undefined ? around : this.#placeOf(offset)
  }
}
