import type { ByteString } from '../../../byte-string.js'

/** What wget ends by; its message is what it says. */
export class WgetError extends Error {}

/** What a command line asks for. */
export interface Wanted {
  readonly quiet: boolean
  readonly showsResponse: boolean
  readonly continues: boolean
  readonly spider: boolean
  readonly output: ByteString | undefined
  readonly prefix: ByteString | undefined
  readonly agent: ByteString
  readonly headers: readonly ByteString[]
  readonly posted: ByteString | undefined
}

/** Where it writes to; `output` undefined where a file has to be opened. */
export interface Targets {
  readonly log: number
  output: number | undefined
}
