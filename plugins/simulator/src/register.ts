import type { EngineHandle, Handler, Job, OperationName, Result } from 'libswarm-core'
import { checkVersion } from './api-version.js'
import type { State } from './state.js'

/** Handlers by operation; each is given the engine's state and the job. */
export type Handlers = {
  readonly [O in OperationName]?: (state: State, job: Job<O>) => Result<O> | Promise<Result<O>>
}

/** Registers handlers; each refuses API versions that the engine does not speak before anything else. */
export function registerAll(engine: EngineHandle, state: State, handlers: Handlers): void {
  for (const operation of Object.keys(handlers) as OperationName[]) {
    const handle = handlers[operation] as (state: State, job: Job) => unknown
    const checked = (job: Job): unknown => {
      checkVersion(job.version, state.error)
      return handle(state, job)
    }
    engine.register(operation, checked as Handler<typeof operation>)
  }
}
