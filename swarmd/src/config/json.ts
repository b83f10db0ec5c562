import { placesIn } from './lines.js'
import { configError, deepest, type ConfigNode, type Entry, type Place } from './node.js'

const white = /[\t\n\r ]*/y
const mark = /[{}[\],:]/y
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y
const word = /(?:true|false|null)(?!\w)/y

interface Token {
  readonly kind: 'mark' | 'value' | 'end'
  readonly text: string
  readonly at: number
}

/**
 * Reads strict JSON (RFC 8259) and keeps positions. Throws with the place of what is wrong. `JSON.parse` would read the
 * same texts, but knows no positions of values, and of errors only some.
 */
export function readJson(file: string, text: string): ConfigNode {
  const placeOf = placesIn(file, text)
  const tokens = tokenize(text, (at) => unexpected(text, at, placeOf(at)))
  let token = next()

  function next(): Token {
    return tokens.next().value ?? { kind: 'end', text: '', at: text.trimEnd().length }
  }
  function fail(expected: string): Error {
    return unexpected(text, token.at, placeOf(token.at), expected)
  }
  /** Whether the next token is a mark; it is taken then. */
  function take(text: string): boolean {
    if (token.kind !== 'mark' || token.text !== text) return false
    token = next()
    return true
  }
  function value(depth: number): ConfigNode {
    const place = placeOf(token.at)
    if (depth > deepest) throw configError(place, `nested more than ${deepest} deep`)
    if (take('[')) return { kind: 'list', place, items: parts(']', 'a value', () => value(depth + 1)) }
    if (take('{')) return { kind: 'map', place, entries: parts('}', 'a key in double quotes', () => entry(depth + 1)) }
    if (token.kind !== 'value') throw fail('a value')
    const scalar = JSON.parse(token.text) as string | number | boolean | null
    token = next()
    return { kind: 'scalar', place, value: scalar }
  }
  function entry(depth: number): Entry {
    if (token.kind !== 'value' || !token.text.startsWith('"')) throw fail('a key in double quotes')
    const key = JSON.parse(token.text) as string
    const place = placeOf(token.at)
    token = next()
    if (!take(':')) throw fail('":"')
    return { key, place, value: value(depth) }
  }
  function parts<T>(end: string, what: string, part: () => T): readonly T[] {
    const list: T[] = []
    if (take(end)) return list
    do {
      if (token.kind === 'mark' && token.text === end) throw fail(what)
      list.push(part())
    } while (take(','))
    if (!take(end)) throw fail(`"," or "${end}"`)
    return list
  }

  const root = value(0)
  if (token.kind !== 'end') throw fail('the end of the file')
  return root
}

function* tokenize(text: string, fail: (at: number) => Error): Generator<Token, undefined> {
  let at = match(white, text, 0).length
  while (at < text.length) {
    const sign = match(mark, text, at)
    const found = sign || match(string, text, at) || match(number, text, at) || match(word, text, at)
    if (found === '') throw fail(at)
    yield { kind: sign === '' ? 'value' : 'mark', text: found, at }
    at += found.length
    at += match(white, text, at).length
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function unexpected(text: string, at: number, place: Place, expected?: string): Error {
  const [found = ''] = /^(?:[\w$.'-]{1,20}|[^]?)/u.exec(text.slice(at, at + 20)) ?? []
  const what = found === '' ? 'the end of the file' : found.startsWith('"') ? 'a text' : JSON.stringify(found)
  const why = expected !== undefined ? `expected ${expected}, not ${what}` : hintFor(found, what)
  return configError(place, `invalid JSON: ${why}`)
}

/** What somebody may have meant who wrote something that JSON does not have. */
function hintFor(found: string, what: string): string {
  if (found.startsWith('/') || found === '#') return 'it has no comments (YAML has, and .js)'
  if (found.startsWith("'")) return 'a text is written in double quotes'
  if (found.startsWith('"')) return 'the text that begins here has no end on its line, or an escape that is none'
  return `unexpected ${what}`
}
