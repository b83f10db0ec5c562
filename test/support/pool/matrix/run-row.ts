import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { usualTimes, type Times } from 'libswarm-backend-aggregate'
import type { FaultProxy } from 'libswarm-core/testing'
import { until } from '../../processes.js'
import { fates } from '../fates.js'
import { startLoad } from '../load/load.js'
import type { Verdict } from '../load/ledger.js'
import type { Outcome } from '../load/outcome.js'
import { startProxies } from '../proxies.js'
import { startEndpoint } from './endpoint.js'
import { agree } from './lists.js'
import { watchNode } from './node-watch.js'
import type { Checking, Row, Subject } from './row.js'
import { followLogs } from './stream.js'

/** Where a row is run. */
export interface Stage {
  /** Three; the second one is the victim. */
  readonly engines: readonly Subject[]
  /** Other times of the pool, for a pool in this process. */
  readonly times?: Partial<Times>
  /** How long it lasts, in s. */
  readonly lasts: number
  /** Requests a second of each of four clients. */
  readonly rate: number
}

/** What has come of it. Moments are in ms since what happened began, and undefined for what never was. */
export interface Run {
  readonly times: Checking
  readonly victim: string
  /** `at` is in ms since then, too. */
  readonly outcomes: readonly Outcome[]
  /** When it was over. */
  readonly ended: number
  readonly downAfter: number | undefined
  readonly closedAfter: number | undefined
  /** How long after its end the engine was used again. */
  readonly backAfter: number
  /** How often the state of the node has changed. */
  readonly changes: number
  /** How long after its end the list of the pool was that of the engines. */
  readonly agreedAfter: number
  readonly verdict: Verdict
  readonly isUp: boolean
  /** How long at most this process was held up itself, in ms: limits that are about time allow for it. */
  readonly heldUp: number
  readonly log: string
}

/** Does to an engine what a row says, under load, and waits until all is as it was. */
export async function runRow(row: Row, { engines, times, lasts, rate }: Stage): Promise<Run> {
  const victim = engines[1]!
  const fate = fates.find(({ title }) => title === row.fate)!
  await using proxies = await startProxies(engines)
  const children = Object.fromEntries(
    engines.map(({ name }, index) => [name, addressOf(fate.real, proxies.proxies[index]!, engines[index]!)]),
  )
  await using endpoint = await startEndpoint(children, times)
  await using load = await startLoad({
    endpoint: endpoint.address,
    engines,
    seconds: before + lasts + after,
    rate,
    seed: row.fate,
  })
  const delay = monitorEventLoopDelay()
  delay.enable()
  const loadBegan = performance.now()
  await using stream = await followLogs(endpoint, victim)
  await using watch = watchNode(endpoint, victim.name)
  await pause(Math.max(0, loadBegan + before * 1000 - performance.now()))
  const began = performance.now()
  const end = await fate.begin(victim, proxies.proxies[1]!)
  await pause(Math.max(0, began + lasts * 1000 - performance.now())).finally(end)
  const over = performance.now()
  await until('the node is ready', () => watch.state() === 'ready', 60_000)
  const backAfter = performance.now() - over
  await load.finished
  delay.disable()
  await until('the lists agree', () => agree(endpoint, engines, load.label), 60_000)
  const agreedAfter = performance.now() - over
  const since = (moment: number | undefined) => (moment === undefined ? undefined : moment - began)
  return {
    times: { ...usualTimes, ...times },
    victim: victim.name,
    outcomes: load.outcomes.map((outcome) => ({ ...outcome, at: outcome.at + loadBegan - began })),
    ended: over - began,
    downAfter: since(watch.first('down')),
    closedAfter: since(stream.closedAt()),
    backAfter,
    changes: watch.changes(),
    agreedAfter,
    verdict: await load.judge(),
    isUp: endpoint.isUp(),
    heldUp: delay.max / 1e6,
    log: endpoint.log(),
  }
}

/** For how long the load goes on before it happens, and after it, in s. */
const [before, after] = [1, 1]

/** What happens to a link happens on the way past no proxy. */
function addressOf(real: true | undefined, proxy: FaultProxy, engine: Subject): string {
  return real ? engine.address : proxy.address
}
