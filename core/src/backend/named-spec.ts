import { swarmError } from '../errors.js'
import { nearest } from '../nearest.js'
import type { NamedSpec } from './contract.js'
import { isRecord } from './package-json.js'
import { parseSpec } from './spec.js'

/**
 * Reads a backend as a program or a config file says it: a spec string, `[name, options]`, or
 * `{ backend, options? | words?, isolate?, from? }`. What has no `from` of its own gets the one given.
 * Throws `InvalidParameter` naming what is wrong.
 */
export function readSpec(value: unknown, from?: string): NamedSpec {
  const base = from === undefined ? {} : { from }
  if (typeof value === 'string') {
    const { name, words } = parseSpec(value)
    return { ...base, backend: name, words }
  }
  if (Array.isArray(value)) return { ...base, ...checked(ofPair(value)) }
  if (isRecord(value)) return { ...base, ...checked(value) }
  throw invalid(`a backend is a string ('simulator web'), a pair [name, options], or an object { backend, options }`)
}

const fields: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  backend: (value) => (typeof value === 'string' && value !== '' ? undefined : 'is not a name'),
  options: (value) => (isRecord(value) ? undefined : 'is not an object of options'),
  words: (value) =>
    Array.isArray(value) && value.every((word) => typeof word === 'string') ? undefined : 'is not a list of strings',
  from: (value) => (typeof value === 'string' ? undefined : 'is not the path of a folder'),
  isolate: (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false'),
}

function ofPair(pair: readonly unknown[]): Readonly<Record<string, unknown>> {
  const [backend, options] = pair
  if (pair.length === 0 || pair.length > 2) throw invalid(`a list is a backend's name and its options: [name, options]`)
  return options === undefined ? { backend } : { backend, options }
}

function checked(spec: Readonly<Record<string, unknown>>): NamedSpec {
  const given = Object.entries(spec).filter(([, value]) => value !== undefined)
  if (!given.some(([key]) => key === 'backend')) throw invalid('the key "backend", its name, is missing')
  for (const [key, value] of given) {
    if (!Object.hasOwn(fields, key)) {
      const near = nearest(key, Object.keys(fields))
      throw invalid(`unknown key ${JSON.stringify(key)}${near === undefined ? '' : `, did you mean "${near}"?`}`)
    }
    const wrong = fields[key]!(value)
    if (wrong !== undefined) throw invalid(`"${key}" ${wrong}`)
  }
  const named = Object.fromEntries(given) as unknown as NamedSpec
  if (named.options === undefined || named.words === undefined) return named
  throw swarmError('InvalidParameter', `the backend "${named.backend}": give its options or its words, not both`)
}

function invalid(reason: string): Error {
  return swarmError('InvalidParameter', `invalid backend: ${reason}`)
}
