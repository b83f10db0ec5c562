import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder, rangeOf } from '../here/versions.js'
import { missing, warningsOf } from '../merge/gather.js'
import type { Pool } from '../nodes/pool.js'
import { ClientStream } from './client-stream.js'
import { fitsEvent } from './filter.js'
import { mediaOf } from './media.js'
import { readMoment } from './moment.js'
import { pastEvents, type Period } from './past.js'
import { lineOf, type PoolEvent } from './pool-event.js'
import type { PoolEvents } from './pool-events.js'

/** Answers `SystemEvents`: what the engines remember since `since`, then what happens until `until`, or for ever. */
export function streamEvents(pool: Pool, events: PoolEvents, job: Job<'SystemEvents'>): ReplyInit {
  const { filters = {} } = job.query
  const period = readPeriod(pool, job)
  const hasPast = period.since !== undefined || period.until !== undefined
  const stream = new ClientStream(pool.fail, hasPast)
  const version = job.version ?? rangeOf(pool).max
  const { type, before } = mediaOf(job.header('accept'), version)
  const form = { isLegacy: isOlder(version, '1.52'), before }
  const line = (told: PoolEvent) => lineOf(told, form)
  const fits = (told: PoolEvent) => fitsEvent(told, filters)
  const leave = events.listen((told) => {
    if (fits(told)) stream.tell(line(told))
  })
  const callOff = at(period.until, () => stream.end())
  const abort = () => stream.destroy()
  job.signal.addEventListener('abort', abort, { once: true })
  stream.once('close', () => {
    leave()
    callOff()
    job.signal.removeEventListener('abort', abort)
  })
  if (job.signal.aborted) abort()
  if (hasPast) {
    pastEvents(pool, events, period).then(
      (past) => stream.tellPast(linesOf(past, fits, line)),
      (thrown: unknown) => stream.destroy(thrown as Error),
    )
  }
  const headers = [['Content-Type', type] as const, ...warningsOf({ silent: missing(pool) })]
  return { status: 200, headers, body: stream }
}

function readPeriod({ fail }: Pool, job: Job<'SystemEvents'>): Period {
  const { since: from = '', until: to = '' } = job.query
  const now = Date.now()
  const [since, until] = [readMoment(from, now, 'since', fail), readMoment(to, now, 'until', fail)]
  if (since !== undefined && until !== undefined && since > until)
    throw fail('InvalidParameter', `\`since\` time (${from}) cannot be after \`until\` time (${to})`)
  // In moby an end of 1970 or before is none.
  return { since, until: until !== undefined && until <= 0n ? undefined : until }
}

function* linesOf(
  past: readonly PoolEvent[],
  fits: (told: PoolEvent) => boolean,
  line: (told: PoolEvent) => Buffer,
): Generator<Buffer> {
  for (const told of past) if (fits(told)) yield line(told)
}

/** The longest that a timer of Node takes, in ms. */
const longest = 2 ** 31 - 1

/** Calls back at a moment, in ns, at once where it is over; never for none. Returns what calls it off. */
function at(moment: bigint | undefined, then: () => void): () => void {
  if (moment === undefined) return () => undefined
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    const left = Number(moment / 1_000_000n) - Date.now()
    if (left <= 0) then()
    else timer = setTimeout(wait, Math.min(left, longest))
  }
  wait()
  return () => clearTimeout(timer)
}
