import type { EngineHandle } from 'libswarm-core'

/** Makes the error of a kind that a client sees. */
export type MakeError = EngineHandle['error']
