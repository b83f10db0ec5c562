import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder, rangeOf } from '../here/versions.js'
import { sentenceOf, warningsOf } from '../merge/gather.js'
import { nodesIn, type Named } from '../merge/node-filter.js'
import type { Pool } from '../nodes/pool.js'
import { ClientStream } from './client-stream.js'
import { fitsEvent } from './filter.js'
import { mediaOf } from './media.js'
import { readMoment } from './moment.js'
import { Overlap } from './overlap.js'
import { isWithin, pastEvents, untoldEvents, type Past, type Period } from './past.js'
import { lineOf, type PoolEvent } from './pool-event.js'
import type { PoolEvents } from './pool-events.js'
import { breakOffWithNodes, silentNow } from './silent.js'

/**
 * Answers `SystemEvents`: what the engines remember since `since`, then what happens until `until`, or for ever. Nodes that do
 * not tell are told of in `Warning` headers. Where the pool is strict, rejects with `Unavailable` for them, and breaks the
 * stream off when one goes down.
 */
export async function streamEvents(pool: Pool, events: PoolEvents, job: Job<'SystemEvents'>): Promise<ReplyInit> {
  const { filters = {} } = job.query
  const period = readPeriod(pool, job)
  const { since, until, isOver } = period
  const hasPast = since !== undefined || until !== undefined
  const meant = () => nodesIn(pool, filters)
  const none: Past = { told: [], silent: hasPast ? [] : silentNow(pool, meant()) }
  const stream = new ClientStream(pool.fail, hasPast)
  const version = job.version ?? rangeOf(pool).max
  const { type, before } = mediaOf(job.header('accept'), version)
  const line = (told: PoolEvent) => lineOf(told, { isLegacy: isOlder(version, '1.52'), before })
  const fits = (told: PoolEvent) => fitsEvent(told, filters)
  const overlap = new Overlap(hasPast)
  const tell = (told: PoolEvent) => {
    if (fits(told) && overlap.isNew(told)) stream.tell(line(told))
  }
  const leave = isOver
    ? () => undefined
    : events.listen((told) => isWithin(told.at, { since: undefined, until }) && tell(told))
  const unwatch = isOver ? () => undefined : breakOffWithNodes(pool, stream, meant)
  const callOff = at(until, () => {
    leave()
    if (isOver) stream.end()
    else
      void finish(pool, until!, meant(), tell).then(
        () => stream.end(),
        (thrown: Error) => stream.destroy(thrown),
      )
  })
  const abort = () => stream.destroy()
  job.signal.addEventListener('abort', abort, { once: true })
  // Before somebody reads it, nobody listens.
  stream.on('error', () => undefined)
  stream.once('close', () => {
    leave()
    unwatch()
    callOff()
    job.signal.removeEventListener('abort', abort)
  })
  if (job.signal.aborted) abort()
  const past = hasPast
    ? await pastEvents(pool, events, period, meant()).catch((thrown: unknown) => giveUp(stream, thrown))
    : none
  job.signal.throwIfAborted()
  // More has come meanwhile than waits for one client, or a node of a strict pool has gone.
  if (stream.errored !== null) throw stream.errored
  if (hasPast) stream.tellPast(linesOf(isOver ? past.told : overlap.rest(past.told, events.own), fits, line))
  return { status: 200, headers: [['Content-Type', type], ...warningsOf(past)], body: stream }
}

function giveUp(stream: ClientStream, thrown: unknown): never {
  stream.destroy()
  throw thrown
}

/**
 * Tells what has happened until the end and is not told yet; what a node does not tell is told in the log. Rejects for it where
 * the pool is strict.
 */
async function finish(pool: Pool, until: bigint, meant: Named, tell: (told: PoolEvent) => void): Promise<void> {
  try {
    const { told, silent } = await untoldEvents(pool, until, meant)
    for (const one of told) tell(one)
    for (const one of silent) pool.log.warn(`the last events for a client may be missing: ${sentenceOf(one)}`)
  } catch (thrown) {
    if (pool.strict) throw thrown
    pool.log.warn(`the last events for a client may be missing: ${(thrown as Error).message}`)
  }
}

function readPeriod({ fail }: Pool, job: Job<'SystemEvents'>): Period {
  const { since: from = '', until: to = '' } = job.query
  const now = Date.now()
  const [since, end] = [readMoment(from, now, 'since', fail), readMoment(to, now, 'until', fail)]
  if (since !== undefined && end !== undefined && since > end)
    throw fail('InvalidParameter', `\`since\` time (${from}) cannot be after \`until\` time (${to})`)
  // In moby an end of 1970 or before is none.
  const until = end !== undefined && end <= 0n ? undefined : end
  return { since, until, isOver: until !== undefined && until <= BigInt(now) * 1_000_000n }
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
