import type { ByteString } from '../../../byte-string.js'

/** A 64-bit integer as Redis takes one; undefined for what is none. */
export function readInteger(text: ByteString | undefined): bigint | undefined {
  if (text === undefined || !/^-?(?:0|[1-9]\d{0,18})$/.test(text) || text === '-0') return undefined
  const number = BigInt(text)
  return number === BigInt.asIntN(64, number) ? number : undefined
}

/** As `readInteger`, for what is an index or a count. */
export function readIndex(text: ByteString | undefined): number | undefined {
  const number = readInteger(text)
  return number === undefined ? undefined : Number(number)
}

/** The part of a list from one index to another, both inclusive, negative ones from the end. */
export function span(length: number, first: number, last: number): readonly [start: number, end: number] {
  const start = Math.max(0, first < 0 ? length + first : first)
  const end = Math.min(length - 1, last < 0 ? length + last : last)
  return start > end ? [0, 0] : [start, end + 1]
}
