import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder, versionOf } from '../api-version.js'
import { encodeEvent } from '../events/encoding.js'
import { fitsEvent } from '../events/filter.js'
import type { EventMessage } from '../events/log.js'
import { mediaOf } from '../events/media.js'
import type { State } from '../state.js'
import { momentOf } from './moment.js'

/** Answers `SystemEvents`: what is kept since `since`, then what happens until `until`, or for ever. */
export function streamEvents(state: State, job: Job<'SystemEvents'>): ReplyInit {
  const { clock, error, events, streams } = state
  const { since: from = '', until: to = '', filters = {} } = job.query
  const since = momentOf(from, error)
  const until = momentOf(to, error)
  if (since !== undefined && until !== undefined && since > until) {
    throw error('InvalidParameter', `\`since\` time (${from}) cannot be after \`until\` time (${to})`)
  }
  const version = versionOf(state, job)
  const { type, framing } = mediaOf(job.header('accept'), (since) => !isOlder(version, since))
  const form = { framing, legacy: isOlder(version, '1.52') }
  const body = streams.open(job.signal, (sink) => {
    const send = (event: EventMessage): void => {
      if (fitsEvent(event, filters)) sink.writeBytes(encodeEvent(event, form))
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
  return { status: 200, headers: [['Content-Type', type]], body }
}
