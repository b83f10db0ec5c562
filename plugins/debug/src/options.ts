/** The flags of the backend; `quiet` wins over `v`. */
export interface DebugOptions {
  /** One line a call. */
  readonly quiet: boolean
  /** The bodies of the answers too. */
  readonly v: boolean
}
