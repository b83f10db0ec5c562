import type { Address } from '../address.js'

/** An address that is being listened on. */
export interface Listener {
  /** The address as bound: a real port for port 0. */
  readonly address: Address
  /** Stops accepting, and removes what listening made. Connections stay as they are. */
  close(): void
}
