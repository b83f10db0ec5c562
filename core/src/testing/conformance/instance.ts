import { Readable } from 'node:stream'
import type { OperationName } from '../../api/table.js'
import type { BackendSpec, InlineBackend } from '../../backend/contract.js'
import type { AnyJob } from '../../engine/job.js'
import { createLogger } from '../../engine/log.js'
import type { Runner } from '../../engine/runner.js'
import { startTestDaemon, type TestDaemon } from '../start-test-daemon.js'
import { patience } from './bounded.js'
import type { Made } from './made.js'

/** A job that came by HTTP, and the body of its reply. */
export interface Seen {
  readonly job: AnyJob
  readonly body: Readable | undefined
}

/** A backend under test as a daemon of its own. */
export interface Instance {
  readonly daemon: TestDaemon
  /** The backend, and what is behind it, without HTTP. */
  readonly runner: Runner
  /** What came by HTTP last of an operation. */
  readonly seen: (operation: OperationName) => Seen | undefined
  /** What was logged as an error. */
  readonly errors: readonly string[]
  readonly close: () => Promise<void>
}

// Before the kit itself gives up, so that the engine says whose fault it is.
const deadline = patience * 0.75

/** Starts a backend, with others behind it. */
export async function start(made: Made, behind: readonly BackendSpec[]): Promise<Instance> {
  const errors: string[] = []
  const log = createLogger('error', (line) => errors.push(line))
  const probe = makeProbe()
  const from = made.from === undefined ? {} : { from: made.from }
  const backends = [probe.backend, made.backend, ...behind]
  const daemon = await startTestDaemon({ backends, log, deadline, ...from }).catch(async (thrown: unknown) => {
    await made.close()
    throw thrown
  })
  const close = async () => {
    await daemon.close()
    await made.close()
  }
  return { daemon, runner: probe.runner(), seen: probe.seen, errors, close }
}

interface Probe {
  readonly backend: InlineBackend
  readonly runner: () => Runner
  readonly seen: (operation: OperationName) => Seen | undefined
}

/** Stands in front of the backend, passes everything on, and keeps what came of it. */
function makeProbe(): Probe {
  const seen = new Map<OperationName, Seen>()
  let next: Runner | undefined
  const backend: InlineBackend = {
    name: 'conformance',
    simulated: true,
    install: (engine) => {
      next = engine.next
      engine.catchAll({
        run: async (job) => {
          seen.set(job.operation, { job, body: undefined })
          const reply = await engine.next!.run(job)
          seen.set(job.operation, { job, body: reply.body instanceof Readable ? reply.body : undefined })
          return reply
        },
        wire: (job, connection) => engine.next!.wire?.(job, connection) ?? false,
      })
    },
  }
  return { backend, runner: () => next!, seen: (operation) => seen.get(operation) }
}
