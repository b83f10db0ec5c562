import type { ByteString } from '../../../byte-string.js'

/** What a command line asks for. */
export interface GnuWanted {
  readonly level: 'quiet' | 'short' | 'all'
  readonly log: number
  readonly showsResponse: boolean
  readonly spider: boolean
  readonly keepsWhatIsThere: boolean
  readonly output: ByteString | undefined
  readonly prefix: ByteString | undefined
  readonly agent: ByteString
  readonly headers: readonly ByteString[]
  readonly method: ByteString | undefined
  readonly user: ByteString | undefined
  readonly posted: ByteString | undefined
  /** Seconds. */
  readonly patience: number
  readonly tries: number
  readonly retriesRefused: boolean
  readonly mostRedirections: number
}

/** What wget exits with (its manual, "Exit Status"). */
export const codes = { generic: 1, file: 3, network: 4, authentication: 6, server: 8 } as const

/** A try that failed: whether another one is of use, and what is said of this one. */
export class Failed extends Error {
  readonly code: number
  readonly mayRetry: boolean

  constructor(sentence: string, code: number, mayRetry: boolean) {
    super(sentence)
    this.code = code
    this.mayRetry = mayRetry
  }
}

/** In three digits: `1.39 MB/s`. */
export function rateOf(bytes: number, microseconds: number): string {
  let rate = (bytes * 1e6) / Math.max(microseconds, 1)
  const units = ['', 'K', 'M', 'G']
  let unit = 0
  for (; rate >= 1024 && unit < units.length - 1; unit++) rate /= 1024
  return `${rate >= 99.95 ? rate.toFixed(0) : rate >= 9.995 ? rate.toFixed(1) : rate.toFixed(2)} ${units[unit]}B/s`
}
