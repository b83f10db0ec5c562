const period = 1000

/** Tells of refused connections, at most one a second of each peer. */
export class HandshakeLog {
  readonly #say: (line: string) => void
  /** When a peer was told of last. Those told of last are at the end. */
  readonly #told = new Map<string, number>()

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** A connection of a peer was refused, for a reason. */
  refused(peer: string, reason: string): void {
    const now = performance.now()
    this.#forget(now - period)
    if (this.#told.has(peer)) return
    this.#told.set(peer, now)
    this.#say(`refused a TLS connection from ${peer}: ${reason}`)
  }

  #forget(before: number): void {
    for (const [peer, at] of this.#told) {
      if (at > before) return
      this.#told.delete(peer)
    }
  }
}
