import type { EngineEvent } from '../nodes/engine-event.js'
import type { Node, NodeState } from '../nodes/node.js'

/** How many events of the pool itself are remembered, as an engine remembers its own. */
export const remembered = 256

/**
 * The event that a node has come, gone or come back, as Docker Swarm classic told it; undefined where it has not. Its
 * moment is by the clock of the engine, as that of its other events.
 *
 * @param met whether it had been there before
 */
export function connectionEvent(node: Node, before: NodeState | undefined, met: boolean): EngineEvent | undefined {
  const Action = actionOf(node.state, before, met)
  if (Action === undefined) return undefined
  const at = Date.now() + node.clock.offset
  return {
    Type: 'node',
    Action,
    Actor: { ID: node.id ?? '', Attributes: { name: node.name } },
    scope: 'swarm',
    time: Math.floor(at / 1000),
    timeNano: at * 1e6,
  }
}

function actionOf(state: NodeState, before: NodeState | undefined, met: boolean): string | undefined {
  // One that leaves tells its state once more.
  if (state === before) return state === 'healthy' ? 'engine_disconnect' : undefined
  if (state === 'healthy') return met ? 'engine_reconnect' : 'engine_connect'
  return before === 'healthy' ? 'engine_disconnect' : undefined
}
