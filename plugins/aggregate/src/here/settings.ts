/** What the pool is set to, as `docker info` shows it. */
export interface PoolSettings {
  readonly strategy: string
  readonly filters: readonly string[]
}
