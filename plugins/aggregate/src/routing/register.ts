import type { AnyJob, EngineHandle, Handler, OperationName } from 'libswarm-core'
import { checkVersion } from '../here/versions.js'
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
    engine.register(operation, (wire === undefined ? checked : { run: checked, wire }) as Handler<OperationName>)
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
