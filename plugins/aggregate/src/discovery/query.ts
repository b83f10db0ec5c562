import type { EngineHandle } from 'libswarm-core'

/** Makes an error of a kind: `error` of the backend's handle. */
export type Fail = EngineHandle['error']

/** What stands behind the `?` of a source, by name; a name without a value is `true`. */
export type Query = ReadonlyMap<string, string>

/**
 * Parts a source at its first `?` and reads what is behind it: `every=10&tls`. Values are percent-encoded where they have
 * a `&` or a `%`. Throws `InvalidParameter` for a name that is not known, and for one that is there twice.
 */
export function partQuery(text: string, known: readonly string[], fail: Fail): readonly [before: string, Query] {
  const at = text.indexOf('?')
  if (at === -1) return [text, new Map()]
  const query = new Map<string, string>()
  for (const part of text.slice(at + 1).split('&')) {
    const [, name = part, value = 'true'] = /^([^=]*)=([^]*)$/.exec(part) ?? []
    if (!known.includes(name)) {
      throw fail('InvalidParameter', `unknown option "${name}" behind the "?": there are ${known.join(', ')}`)
    }
    if (query.has(name)) throw fail('InvalidParameter', `the option "${name}" is there twice`)
    query.set(name, decoded(value, name, fail))
  }
  return [text.slice(0, at), query]
}

/** A text with its percent-encoding undone; `what` it is for a sentence, in which the text itself is not repeated. */
export function decoded(text: string, what: string, fail: Fail): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw fail('InvalidParameter', `${what} is not percent-encoded rightly: a "%" is written %25`, cause)
  }
}

/** An option that is on or off. */
export function flagOf(query: Query, name: string, usual: boolean, fail: Fail): boolean {
  const value = query.get(name)
  if (value === undefined) return usual
  if (value === 'true' || value === 'false') return value === 'true'
  throw fail('InvalidParameter', `expected ${name}=true or ${name}=false, not "${value}"`)
}

/** A host as it is written before a port: a name, an IPv4 address, or an IPv6 address in brackets, which are taken off. */
export function hostOf(text: string): string | undefined {
  const [, six, host = six] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))$/.exec(text) ?? []
  return host
}

/** A port from 1 to 65535; undefined for what is none. */
export function portNumber(text: string): number | undefined {
  const port = Number(text)
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65535 ? port : undefined
}
