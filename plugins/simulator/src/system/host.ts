import { digest } from '../digest.js'

/** What an engine says of itself and of the machine that it is on; one differs from another in it. */
export interface Host {
  /** That of the engine. */
  readonly id: string
  /** The host's name. */
  readonly name: string
  /** The engine's own labels: `key=value` each. */
  readonly labels: readonly string[]
  readonly cpus: number
  /** Bytes. */
  readonly memory: number
}

/** The host of an engine that is told nothing else. */
export const standardHost: Host = {
  id: digest('libswarm simulator').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
  name: 'simulator',
  labels: [],
  cpus: 4,
  memory: 8 * 1024 ** 3,
}
