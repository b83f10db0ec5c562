import { isOlder } from '../here/versions.js'
import type { EngineEvent } from '../nodes/engine-event.js'
import type { Node } from '../nodes/node.js'

/** An event of one node, as the pool tells it. */
export interface PoolEvent {
  /** The node's name. */
  readonly node: string
  /** The engine's ID. */
  readonly nodeId: string
  readonly event: EngineEvent
  /** Its moment, in ns since 1970 by the clock of this machine, as exact as a number is. */
  readonly at: number
}

/**
 * Adds the node to an event, in the attributes that Docker Swarm classic gave it (`cluster/engine.go`), and corrects its
 * moment where the engine's clock is wrong. Of a node that is a pool itself, `node.name` says the way: `outer/inner`.
 */
export function poolEvent(node: Node, event: EngineEvent): PoolEvent {
  const { name, id = '', host = '', address = '', clock } = node
  const { Actor = {}, timeNano = 0, time = 0 } = event
  const inner = Actor.Attributes?.['node.name']
  const Attributes = {
    ...Actor.Attributes,
    'node.name': inner === undefined ? name : `${name}/${inner}`,
    'node.id': Actor.Attributes?.['node.id'] ?? id,
    'node.addr': Actor.Attributes?.['node.addr'] ?? host,
    'node.ip': Actor.Attributes?.['node.ip'] ?? address,
  }
  const at = timeNano - clock.offset * 1e6
  const moment = clock.offset === 0 ? { time, timeNano } : { time: Math.floor(at / 1e9), timeNano: at }
  const { Type, Action, scope } = event
  return { node: name, nodeId: id, at, event: { Type, Action, Actor: { ...Actor, Attributes }, scope, ...moment } }
}

const written = new WeakMap<PoolEvent, { legacy?: Buffer; plain?: Buffer }>()

/**
 * The line of an event, made once for all who want it. Until API 1.52 events of containers and images have the fields of
 * API 1.21 besides; classic wrote the node into `from`.
 *
 * @param version the API version asked for; the newest where undefined
 */
export function lineOf(told: PoolEvent, version: string | undefined): Buffer {
  const form = version === undefined || isOlder(version, '1.52') ? 'legacy' : 'plain'
  const lines = written.get(told) ?? {}
  written.set(told, lines)
  return (lines[form] ??= Buffer.from(
    `${JSON.stringify(form === 'legacy' ? { ...legacyOf(told), ...told.event } : told.event)}\n`,
  ))
}

function legacyOf({ event: { Type, Action, Actor = {} } }: PoolEvent): object {
  if (Type === 'image') return { status: Action, id: Actor.ID }
  if (Type !== 'container') return {}
  const { image = '', 'node.name': node = '' } = Actor.Attributes ?? {}
  return { status: Action, id: Actor.ID, from: `${image} node:${node}` }
}
