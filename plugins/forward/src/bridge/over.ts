import type { AnyJob, EngineHandle, ReplyInit } from 'libswarm-core'
import type { Connections } from '../connections.js'
import { askVersion } from './ask-version.js'
import { bridgeTo, type Bridge } from './bridge.js'
import { knownRange } from './range.js'

/**
 * A bridge to the engine that connections lead to.
 *
 * @param closed aborted with the backend
 * @param ask sends a job to the engine as it is
 */
export function bridgeOver(
  connections: Connections,
  closed: AbortSignal,
  ask: (job: AnyJob) => Promise<ReplyInit>,
  error: EngineHandle['error'],
): Bridge {
  return bridgeTo(
    knownRange(() => askVersion(connections, closed)),
    ask,
    error,
  )
}
