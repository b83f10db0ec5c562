import type { Filters } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import { matchesExactly, matchesLabels, matchesPattern, valuesOf } from '../filters.js'
import type { Volume } from './volume.js'

const truths = ['true', '1', 'True', 'TRUE', 't', 'T']
const falsehoods = ['false', '0', 'False', 'FALSE', 'f', 'F']

const known = ['dangling', 'driver', 'label', 'name']

/** Throws `InvalidParameter` for a filter that Docker does not have, or a value that cannot be. */
export function checkVolumeFilters(asked: Filters, error: MakeError): void {
  const odd = Object.keys(asked).find((key) => !known.includes(key))
  if (odd !== undefined) throw error('InvalidParameter', `Invalid filter '${odd}'`)
  for (const value of valuesOf(asked, 'dangling')) {
    if ([...truths, ...falsehoods].includes(value)) continue
    throw error('InvalidParameter', `Invalid filter 'dangling=[${value}]'`)
  }
}

/** Whether a volume fits all filters that have a value; `inUse` is whether a container has it. */
export function fitsVolume({ name, labels }: Volume, asked: Filters, inUse: boolean): boolean {
  const dangling = valuesOf(asked, 'dangling')
  if (dangling.length > 0 && dangling.some((value) => truths.includes(value)) === inUse) return false
  return (
    matchesExactly(valuesOf(asked, 'driver'), 'local') &&
    matchesLabels(valuesOf(asked, 'label'), labels ?? {}) &&
    matchesPattern(valuesOf(asked, 'name'), name)
  )
}

/** Whether one of a filter's values is true. */
export const isOn = (values: readonly string[]): boolean => values.some((value) => truths.includes(value))
