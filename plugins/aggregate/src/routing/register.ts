import type { AnyJob, EngineHandle, Handler, OperationName } from 'libswarm-core'
import { checkVersion, isSpoken } from '../here/versions.js'
import { askAny } from '../merge/any.js'
import type { Pool } from '../nodes/pool.js'
import { runOnContainer, type ContainerJob } from '../owner/container.js'
import type { Handlers } from './handler.js'
import { wiringOf } from './handlers.js'
import { ways, type Way } from './ways.js'

type Run = (job: AnyJob) => unknown

/** Registers a handler for every operation: its own where it has one, and otherwise what its way says. */
export function register(engine: EngineHandle, pool: Pool, handlers: Handlers): void {
  const wiring = wiringOf(pool)
  for (const { operation } of engine.operations) {
    const run = (handlers[operation] as Run | undefined) ?? wayOf(pool, operation, ways[operation])
    const checked: Run = (job) => {
      checkVersion(job.version, pool)
      return run(job)
    }
    const wire = wiring.get(operation)
    // What is refused is said by the job that runs instead.
    const wired: typeof wire = (job, connection) => isSpoken(job.version, pool) && wire!(job, connection)
    engine.register(operation, (wire === undefined ? checked : { run: checked, wire: wired }) as Handler<OperationName>)
  }
}

function wayOf(pool: Pool, operation: OperationName, way: Way): Run {
  if (way.way === 'owner' && way.of === 'container') return (job) => runOnContainer(pool, job as ContainerJob)
  if (way.way === 'any') return (job) => askAny(pool, job)
  const because = way.way === 'refused' ? way.because : 'it is not written yet'
  return () => {
    throw pool.fail('NotImplemented', `${operation} cannot be done across engines: ${because}`)
  }
}
