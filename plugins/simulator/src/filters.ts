import type { Filters } from 'libswarm-core'
import { isOlder } from './api-version.js'
import type { State } from './state.js'
import { fitsAny } from './pattern.js'

/** Whether a value is one of those asked for; true where none is asked for. */
export const matchesExactly = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value)

/** Whether a value begins with one of those asked for; true where none is asked for. */
export const matchesPrefix = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.some((prefix) => value.startsWith(prefix))

/** Whether a value is, or fits as a regular expression, one of those asked for; true where none is asked for. */
export const matchesPattern = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value) || fitsAny(wanted, value)

/** Whether labels have all of `key` and `key=value` that are asked for. */
export const matchesLabels = (wanted: readonly string[], labels: Labels): boolean =>
  wanted.every((text) => hasLabel(text, labels))

/** Whether labels are none that `label!` leaves out: what it names is left out where all of it is there. */
export const matchesNotLabels = (unwanted: readonly string[], labels: Labels): boolean =>
  unwanted.length === 0 || !matchesLabels(unwanted, labels)

/** Whether labels fit `label` and `label!`. */
export const fitsLabels = (filters: Filters, labels: Labels): boolean =>
  matchesLabels(valuesOf(filters, 'label'), labels) && matchesNotLabels(valuesOf(filters, 'label!'), labels)

/** The values of a filter; none where it was not given. */
export const valuesOf = (filters: Filters | undefined, key: string): readonly string[] => filters?.[key] ?? []

/** Throws `InvalidParameter` for a filter that is not among those that a list or a prune takes. */
export function checkFilterNames(filters: Filters | undefined, known: readonly string[], refused: Refused): void {
  for (const name of Object.keys(filters ?? {})) if (!known.includes(name)) throw invalidFilter(`'${name}'`, refused)
}

/**
 * The one truth value of a filter, or another where the filter was not given. Throws `InvalidParameter` for what is none,
 * and for both (moby `api/types/filters`, `GetBoolOrDefault`).
 */
export function truthOf<T>(filters: Filters | undefined, key: string, otherwise: T, refused: Refused): boolean | T {
  const values = valuesOf(filters, key)
  if (values.length === 0) return otherwise
  const truths = new Set(values.map((value) => (isTruth(value) ? isTrue(value) : undefined)))
  const [truth] = truths
  if (truths.size === 1 && truth !== undefined) return truth
  throw invalidFilter(`'${key}=[${values.join(' ')}]'`, refused)
}

/** The error of a filter that cannot be: `Invalid filter 'x'`, from API 1.42 on in small letters. */
export function invalidFilter(what: string, { error, settings }: Refused): Error {
  return error('InvalidParameter', `${isOlder(settings.api.max, '1.42') ? 'Invalid' : 'invalid'} filter ${what}`)
}

/** Whether a value of a filter says yes. */
export const isTrue = (value: string): boolean => value === '1' || value === 'true'

/** Whether a value of a filter says yes or no. */
export const isTruth = (value: string): boolean => isTrue(value) || value === '0' || value === 'false'

type Labels = Readonly<Record<string, string>>
type Refused = Pick<State, 'error' | 'settings'>

function hasLabel(text: string, labels: Labels): boolean {
  const at = text.indexOf('=')
  const key = at < 0 ? text : text.slice(0, at)
  return Object.hasOwn(labels, key) && (at < 0 || labels[key] === text.slice(at + 1))
}
