import type { Runner } from '../../engine/runner.js'

/** A call of any operation. */
export interface AnyCall {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly version?: string | undefined
  readonly body?: unknown
  readonly input?: string | Uint8Array
}

/** How any operation is called. */
export interface AnySample extends AnyCall {
  readonly prepare?: (runner: Runner) => unknown
  readonly meanwhile?: (runner: Runner) => unknown
  readonly sends?: string
  readonly hears?: string
  /** Makes what the path names, where nothing of the kind is known and nobody says which. */
  readonly make?: ((runner: Runner) => Promise<string>) | undefined
}
