import type { HeaderList } from 'libswarm-core'

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
