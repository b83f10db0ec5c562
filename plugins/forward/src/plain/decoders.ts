import type { HeaderList } from 'libswarm-core'
import { ChunkedDecoder } from './chunked.js'
import type { Decoder } from './decoder.js'
import type { Framing } from './head.js'

/** What takes the body of an answer with that framing. */
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
