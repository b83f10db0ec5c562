import type { Job, OperationName, Result } from 'libswarm-core'

/** Handlers by operation, of those that do not simply go the way of their row. */
export type Handlers = {
  readonly [O in OperationName]?: (job: Job<O>) => Result<O> | Promise<Result<O>>
}
