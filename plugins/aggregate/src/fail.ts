import type { EngineHandle } from 'libswarm-core'

/** Makes an error of a kind: `error` of the backend's handle. */
export type Fail = EngineHandle['error']
