import type { EngineHandle, Handler, Job, OperationName, Result } from 'libswarm-core'
import { checkVersion } from './api-version.js'
import { headersFor } from './headers.js'
import type { State } from './state.js'

/** Handlers by operation; each is given the engine's state and the job. */
export type Handlers = {
  readonly [O in OperationName]?: (state: State, job: Job<O>) => Result<O> | Promise<Result<O>>
}

/**
 * Registers handlers. Each refuses API versions that the engine does not speak before anything else, is asked in the
 * newest one where a client names none, and its answer gets the headers that all answers have.
 */
export function registerAll(engine: EngineHandle, state: State, handlers: Handlers): void {
  const { api } = state.settings
  const withHeaders = headersFor(api)
  // A client asks for the same version all the time.
  let spoken: string | undefined
  for (const { operation, answers } of engine.operations) {
    const handle = handlers[operation] as ((state: State, job: Job) => unknown) | undefined
    if (handle === undefined) continue
    const checked = (job: Job): unknown => {
      if (job.version !== spoken) {
        checkVersion(job.version, api, state.error)
        spoken = job.version
      }
      const result = handle(state, job.version === undefined ? job.with({ version: api.max }) : job)
      if (!(result instanceof Promise)) return withHeaders(answers, result)
      return result.then((value: unknown) => withHeaders(answers, value))
    }
    engine.register(operation, checked as Handler<typeof operation>)
  }
}
