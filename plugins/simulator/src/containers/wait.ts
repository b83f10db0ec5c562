import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { resolve } from './resolve.js'
import type { Step } from './transitions.js'

/** What a client waits for. */
type Condition = 'not-running' | 'next-exit' | 'removed'

const conditions: readonly string[] = ['not-running', 'next-exit', 'removed'] satisfies Condition[]

/**
 * Answers `ContainerWait` at once with the headers; the body comes when the condition is met. The removal of a
 * container ends every wait for it.
 */
export function waitForContainer(
  { containers, streams, settings, error }: State,
  job: Job<'ContainerWait'>,
): ReplyInit {
  const condition = conditionOf(job, error)
  const container = resolve(containers, job.path.id, error)
  const body = streams.open(job.signal, (sink) => {
    const finish = (exitCode: number, failure = ''): void => {
      const Error = failure === '' ? null : { Message: failure }
      // Engines from API 1.42 on leave it out where there is none.
      sink.write(
        Error !== null || isOlder(settings.api.max, '1.42')
          ? { Error, StatusCode: exitCode }
          : { StatusCode: exitCode },
      )
      sink.end()
    }
    if (condition === 'not-running' && !isRunning(container)) {
      finish(container.run.exitCode, container.run.error)
      return () => undefined
    }
    return containers.watch(container.id, (step) => {
      const exitCode = outcome(condition, step)
      if (exitCode !== undefined) finish(exitCode)
    })
  })
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body }
}

/** The exit code that a step ends a wait with; undefined where the wait goes on. */
export function outcome(condition: Condition, step: Step): number | undefined {
  const { before, after, exitCode } = step
  if (after === undefined) return exitCode ?? before?.run.exitCode ?? 0
  return condition === 'removed' ? undefined : exitCode
}

function conditionOf(job: Job<'ContainerWait'>, error: State['error']): Condition {
  // The parameter came with API 1.30; before, it was not looked at.
  const asked = isOlder(job.version ?? '1.30', '1.30') ? '' : (job.query.condition ?? '')
  if (asked === '') return 'not-running'
  if (conditions.includes(asked)) return asked as Condition
  throw error('InvalidParameter', `invalid condition: "${asked}"`)
}
