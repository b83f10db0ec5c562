import type { Filters } from 'libswarm-core'
import { matchesExactly, matchesLabels, matchesPattern, valuesOf } from '../filters.js'
import type { Volume } from './volume.js'

/** Whether a volume fits all filters that have a value, but for `dangling`. */
export function fitsVolume({ name, labels }: Volume, asked: Filters): boolean {
  return (
    matchesExactly(valuesOf(asked, 'driver'), 'local') &&
    matchesLabels(valuesOf(asked, 'label'), labels ?? {}) &&
    matchesPattern(valuesOf(asked, 'name'), name)
  )
}
