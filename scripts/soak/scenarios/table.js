import { attachEcho, execEcho } from './hijacking.js'
import { goAway, halfClose, sendGarbage } from './leaving.js'
import { createSlowly, hearEvents, live, pull } from './living.js'
import { followLogs, inspect, keepAlive, list, pipeline } from './reading.js'

/**
 * What clients do, and how often. `readOnly` ones change nothing, whatever bytes of theirs arrive; those that `leave` do
 * not know what becomes of what they have asked for.
 */
export const scenarios = [
  { name: 'list', weight: 12, readOnly: true, run: list },
  { name: 'inspect', weight: 12, readOnly: true, run: inspect },
  { name: 'keep-alive', weight: 4, readOnly: true, run: keepAlive },
  { name: 'pipeline', weight: 5, readOnly: true, run: pipeline },
  { name: 'half-close', weight: 5, readOnly: true, run: halfClose },
  { name: 'garbage', weight: 5, run: sendGarbage },
  { name: 'live', weight: 14, run: live },
  { name: 'logs follow', weight: 6, run: followLogs },
  { name: 'exec echo', weight: 8, run: execEcho },
  { name: 'attach echo', weight: 8, run: attachEcho },
  { name: 'events', weight: 6, run: hearEvents },
  { name: 'pull', weight: 3, run: pull },
  { name: 'slow body', weight: 3, run: createSlowly },
  { name: 'go away', weight: 12, leaves: true, run: goAway },
]
