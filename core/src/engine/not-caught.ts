import { stackOf } from '../errors.js'
import { backendOf } from './attribution.js'
import { floodGate } from './flood.js'
import type { Logger } from './log.js'

const mostLines = 10
const period = 60_000

/**
 * From now on what is thrown outside of any call, in this process, is a line of the log with the backend that it belongs
 * to, and the end of nothing. What throws again and again is shown ten times a minute. For a program that is a daemon:
 * `startDaemon` itself leaves the process alone.
 */
export function logNotCaught(log: Logger, whose: (thrown: unknown) => string | undefined = backendOf): void {
  const gate = floodGate(mostLines, period)
  const report = (thrown: unknown) => {
    const backend = whose(thrown)
    const what = backend === undefined ? 'not caught' : `the backend "${backend}": not caught`
    const { shown, last, heldBack } = gate(backend ?? '', performance.now())
    if (heldBack > 0) log.error(`${what}: ${heldBack} more were not shown`)
    if (shown) log.error(`${what}: ${stackOf(thrown)}`)
    if (last) log.error(`${what}: ${mostLines} within a minute, more of it is counted and not shown`)
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
}
