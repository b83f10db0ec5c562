import type { Answered } from 'libswarm-core/testing'

/** Calls an engine in one version of the API: `ask('GET /info')`. */
export type Ask = (line: string, body?: unknown) => Promise<Answered>

/** Both ways to one engine. */
export interface Asking {
  /** Through the bridge, as a client of some version. */
  readonly client: Ask
  /** As the engine itself is asked. */
  readonly engine: Ask
  /** Where `docker` finds the engine. */
  readonly address: string
}

/** What a client that is newer than an engine sees of a step that is between its version and the engine's. */
export interface Shown {
  /** The step, as docs/api-versions.md names it. */
  readonly since: string
  readonly operations: string
  /** Looks, and leaves nothing behind. */
  readonly look: (asking: Asking) => Promise<unknown>
  /** What a client sees of the version before the step, and one of the step's. */
  readonly before: unknown
  readonly from: unknown
  /** Why it cannot be looked at here. */
  readonly missing?: string | undefined
}
