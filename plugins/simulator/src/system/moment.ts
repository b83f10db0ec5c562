import type { MakeError } from '../errors.js'
import { parseTimestamp } from '../time.js'
import type { Instant } from '../world.js'

/**
 * The moment that `seconds` or `seconds.fraction` mean; undefined for no text. Throws `InvalidParameter` in the words of
 * Go's `strconv`, as dockerd takes nothing else: dates and durations are for its clients to read.
 */
export function momentOf(text: string, error: MakeError): Instant | undefined {
  if (text === '') return undefined
  const moment = parseTimestamp(text)
  if (moment !== undefined) return moment
  const [seconds = '', ...rest] = text.split('.')
  const wrong = /^[+-]?\d+$/.test(seconds) && rest.length > 0 ? rest.join('.') : seconds
  const why = /^[+-]?\d+$/.test(wrong) ? 'value out of range' : 'invalid syntax'
  throw error('InvalidParameter', `strconv.ParseInt: parsing ${JSON.stringify(wrong)}: ${why}`)
}
