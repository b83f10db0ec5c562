import type { HeaderList } from 'libswarm-core'
import { ChunkedDecoder } from './chunked.js'
import type { Framing } from './head.js'

/** Takes the bytes of a body out of what comes on a connection. */
export interface Decoder {
  /**
   * Takes what has come. Returns how much of it belongs to the answer once that is over; undefined while more is to come.
   * Throws `NotHttp`.
   *
   * @param sink is given the pieces of the body, none of them empty
   */
  take(bytes: Buffer, sink: (piece: Buffer) => void): number | undefined
  /** Whether the answer is whole when the connection ends in good order. */
  readonly endsWithConnection: boolean
  readonly trailers: HeaderList
}

export function decoderOf(framing: Framing): Decoder {
  if (framing === 'chunked') return new ChunkedDecoder()
  return framing === 'connection' ? untilItEnds : new LengthDecoder(framing)
}

class LengthDecoder implements Decoder {
  readonly endsWithConnection = false
  readonly trailers: HeaderList = []
  #missing: number

  constructor(length: number) {
    this.#missing = length
  }

  take(bytes: Buffer, sink: (piece: Buffer) => void): number | undefined {
    const taken = Math.min(this.#missing, bytes.length)
    this.#missing -= taken
    if (taken > 0) sink(taken === bytes.length ? bytes : bytes.subarray(0, taken))
    return this.#missing === 0 ? taken : undefined
  }
}

const untilItEnds: Decoder = {
  endsWithConnection: true,
  trailers: [],
  take: (bytes, sink) => {
    if (bytes.length > 0) sink(bytes)
    return undefined
  },
}
