/**
 * What happens to the bytes of one direction. Bytes are counted from the beginning of each connection; a connection on
 * which as many have passed already is ended at once. Of several ends the first one comes.
 */
export interface DirectionFaults {
  /** Everything arrives so many ms later. */
  readonly delay?: number
  /** So many bytes at a time, and so many ms between two of them; with 0, a turn of the event loop. */
  readonly slice?: { readonly bytes: number; readonly every: number }
  /** Bytes a second at the most. */
  readonly rate?: number
  readonly corrupt?: Corruption
  /** After so many bytes both sides are told an end (FIN), and whatever they say then is dropped. */
  readonly cut?: number
  /** After so many bytes the connection is reset (RST); on a Unix socket, which has none, closed both ways at once. */
  readonly reset?: number
  /** After so many bytes this direction ends (FIN), and what follows in it is dropped. The other one goes on. */
  readonly halfClose?: number
}

/**
 * Bytes that arrive as others: the one at an offset, or each with a probability. The seed decides which and how, the
 * same for the nth connection each time.
 */
export type Corruption = { readonly at: number } | { readonly probability: number; readonly seed: string }

/** What is wrong with the way between a client and a server. */
export interface Faults {
  readonly toServer?: DirectionFaults
  readonly toClient?: DirectionFaults
  /** Refuses new connections. Those that are open stay. */
  readonly down?: boolean
  /** Accepts, and passes nothing on in either direction, ends neither. What was held back arrives when it is over. */
  readonly blackHole?: boolean
}

/** A direction, by whom its bytes are for. */
export type Heading = 'toServer' | 'toClient'

/** How a connection can be ended from within. */
export const ends = ['reset', 'cut', 'halfClose'] as const

/** One of `ends`. */
export type End = (typeof ends)[number]
