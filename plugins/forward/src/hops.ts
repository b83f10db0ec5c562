import type { AnyJob, EngineHandle, HeaderList } from 'libswarm-core'
import { without } from './headers.js'

// How often a call has been forwarded. Engines ignore it; another forward counts on.
const field = 'X-Swarmd-Hops'

const mostHops = 5

/** The headers with this hop counted. Throws `LoopDetected` for a call that has been forwarded too often. */
export function countHop(job: AnyJob, headers: HeaderList, error: EngineHandle['error']): HeaderList {
  const hops = Number(job.header(field) ?? 0)
  if (hops >= mostHops)
    throw error('LoopDetected', `forwarded ${hops} times: the engines forward to each other in a loop`)
  return [
    ...without(headers, field.toLowerCase()),
    [field, String((Number.isInteger(hops) && hops > 0 ? hops : 0) + 1)],
  ]
}
