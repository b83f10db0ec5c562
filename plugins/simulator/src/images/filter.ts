import type { Filters } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import { matchesLabels, valuesOf } from '../filters.js'
import type { Instant } from '../world.js'
import type { Image } from './image-record.js'
import { momentBefore } from './until.js'

const truths = ['1', 'true']
const falsehoods = ['0', 'false']

/** Throws `InvalidParameter` for a filter that is not one of those. */
export function checkKeys(asked: Filters, keys: readonly string[], error: MakeError): void {
  for (const key of Object.keys(asked)) {
    if (!keys.includes(key)) throw error('InvalidParameter', `Invalid filter '${key}'`)
  }
}

/** The value of a filter that is true or false; undefined where it was not given. */
export function truthOf(asked: Filters, key: string, error: MakeError): boolean | undefined {
  const values = valuesOf(asked, key)
  if (values.length === 0) return undefined
  const isTrue = values.some((value) => truths.includes(value))
  const isFalse = values.some((value) => falsehoods.includes(value))
  if (isTrue !== isFalse) return isTrue
  throw error('InvalidParameter', `Invalid filter '${key}=[${values.join(' ')}]'`)
}

/** The moment that the filter `until` means; none is later where it was not given. */
export function untilOf(asked: Filters, now: Instant, error: MakeError): Instant {
  const [first, second] = valuesOf(asked, 'until')
  if (second !== undefined) throw error('InvalidParameter', 'more than one until filter specified')
  return first === undefined ? Infinity : momentBefore(first, now, error)
}

/** Whether an image has the labels of `label`, and none of those of `label!`. */
export function fitsLabels({ config }: Image, asked: Filters): boolean {
  const labels = config.Labels ?? {}
  return (
    matchesLabels(valuesOf(asked, 'label'), labels) &&
    valuesOf(asked, 'label!').every((text) => !matchesLabels([text], labels))
  )
}
