import type { Filters } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { withinLimit, type Asked, type Heard } from './ask.js'
import { failureOf } from './failure.js'
import type { EngineEvent } from './engine-event.js'
import { isSoundEvent } from './sound-answer.js'

/** A time of the engine's own clock that is over, as `since` and `until` take it; without `since` from the beginning. */
export interface Window {
  readonly since?: string
  readonly until: string
  readonly filters?: Filters
}

/** How many events an engine may remember: moby keeps 256 (`daemon/events`, `eventsLimit`), a pool those of a thousand engines. */
const mostEvents = 262_144

/** What an engine remembers of a time that is over. Rejects as `askJson` does, and with `Unreachable` where it tells more than it can. */
export function readEvents(
  asked: Asked,
  window: Window,
  limit: number,
  fail: Fail,
  heard?: Heard,
): Promise<EngineEvent[]> {
  return withinLimit({ operation: 'SystemEvents', query: window }, limit, fail, async (job) => {
    const reply = await asked.run(job)
    if (reply.status !== 200) throw await failureOf(reply, fail)
    heard?.(reply.headers)
    const events: EngineEvent[] = []
    for await (const event of reply.messages()) {
      if (events.length === mostEvents) throw fail('Unreachable', `the engine tells of more than ${mostEvents} events`)
      if (isSoundEvent(event)) events.push(event)
    }
    return events
  })
}
