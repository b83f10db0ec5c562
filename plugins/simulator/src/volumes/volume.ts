import type { Instant } from '../world.js'

/** One volume of the driver `local`. */
export interface Volume {
  readonly name: string
  readonly created: Instant
  readonly labels: Readonly<Record<string, string>> | null
  readonly options: Readonly<Record<string, string>> | null
  /** Whether it was made without a name. */
  readonly anonymous: boolean
}
