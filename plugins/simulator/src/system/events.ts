import type { Job, Result } from 'libswarm-core'
import { fitsEvent } from '../events/filter.js'
import type { EventMessage } from '../events/log.js'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import { parseTimestamp } from '../time.js'
import type { Instant } from '../world.js'

/** Answers `SystemEvents`: what is kept since `since`, then what happens until `until`, or for ever. */
export function streamEvents(state: State, job: Job<'SystemEvents'>): Result<'SystemEvents'> {
  const { clock, error, events, streams } = state
  const since = momentOf(job.query.since, 'since', error)
  const until = momentOf(job.query.until, 'until', error)
  if (since !== undefined && until !== undefined && since > until) {
    const [from, to] = [job.query.since, job.query.until]
    throw error('InvalidParameter', `\`since\` time (${from}) cannot be after \`until\` time (${to})`)
  }
  const filters = job.query.filters ?? {}
  return streams.open(job.signal, (sink) => {
    const send = (event: EventMessage): void => {
      if (fitsEvent(event, filters)) sink.write(event)
    }
    for (const event of events.past(since, until)) send(event)
    if (until !== undefined && until <= clock.now()) {
      sink.end()
      return () => undefined
    }
    const leave = events.listen(send)
    const callOff = until === undefined ? undefined : clock.at(until, () => sink.end())
    return () => {
      leave()
      callOff?.()
    }
  })
}

function momentOf(text: string | undefined, key: string, error: MakeError): Instant | undefined {
  if (text === undefined || text === '') return undefined
  const moment = parseTimestamp(text)
  if (moment !== undefined) return moment
  throw error('InvalidParameter', `invalid value "${text}" for query parameter "${key}": not a timestamp in seconds`)
}
