import type { Filters } from 'libswarm-core'
import { fits } from './pattern.js'

/** Whether a value is one of those asked for; true where none is asked for. */
export const matchesExactly = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value)

/** Whether a value begins with one of those asked for; true where none is asked for. */
export const matchesPrefix = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.some((prefix) => value.startsWith(prefix))

/** Whether a value is, or fits as a regular expression, one of those asked for; true where none is asked for. */
export const matchesPattern = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.some((pattern) => pattern === value || fits(pattern, value))

/** Whether labels have all of `key` and `key=value` that are asked for. */
export const matchesLabels = (wanted: readonly string[], labels: Readonly<Record<string, string>>): boolean =>
  wanted.every((text) => {
    const at = text.indexOf('=')
    const key = at < 0 ? text : text.slice(0, at)
    return Object.hasOwn(labels, key) && (at < 0 || labels[key] === text.slice(at + 1))
  })

/** The values of a filter; none where it was not given. */
export const valuesOf = (filters: Filters | undefined, key: string): readonly string[] => filters?.[key] ?? []
