/** A part of something, `end` being the first byte behind it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The part that a `Range` of one range asks for (RFC 9110, 14.1.2): undefined for none or several (all is sent then),
 * `unsatisfiable` for what is behind the end (416).
 */
export function readRange(value: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(value ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}
