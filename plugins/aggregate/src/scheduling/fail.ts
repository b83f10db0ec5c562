import type { EngineHandle } from 'libswarm-core'

/** Makes an error of a kind: `engine.error` of the handle. */
export type Fail = EngineHandle['error']
