import type { AnyJob, EngineHandle, Install, Operation, OperationName, ReplyInit, Runner } from 'libswarm-core'
import { answerAlone } from './alone.js'
import { Call } from './call.js'
import type { DebugOptions } from './options.js'
import type { Write } from './stdout.js'

/** Makes the backend's `install`, printing with `write`. */
export function createDebug(write: Write): Install<DebugOptions> {
  return (engine, options) => {
    const rows = new Map(engine.operations.map((row) => [row.operation, row]))
    const answer = answererOf(engine, rows)
    let calls = 0
    const begin = (job: AnyJob) => new Call(++calls, rows.get(job.operation)!, job, options, write)
    const run = async (job: AnyJob) => {
      const call = begin(job)
      call.asked()
      try {
        const reply = await answer(job)
        call.answered(reply)
        return reply
      } catch (thrown) {
        call.failed(thrown)
        throw thrown
      }
    }
    const wire: NonNullable<Runner['wire']> = (job, connection) => {
      if (engine.next?.wire?.(job, connection) !== true) return false
      const call = begin(job)
      call.asked()
      call.wired(connection.socket)
      return true
    }
    engine.catchAll({ run, wire })
  }
}

type Answerer = (job: AnyJob) => ReplyInit | Promise<ReplyInit>

function answererOf({ next }: EngineHandle, rows: ReadonlyMap<OperationName, Operation>): Answerer {
  if (next !== undefined) return (job) => next.run(job)
  return (job) => answerAlone(job, rows.get(job.operation)!)
}
