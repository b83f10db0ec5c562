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
  const { name, id = '', host = '', address = '', clock, isPool } = node
  const { Actor = {}, timeNano = 0, time = 0 } = event
  // Labels of a container are attributes, too: those of these names mean no node.
  const inner = isPool ? Actor.Attributes : undefined
  const way = inner?.['node.name']
  const Attributes = {
    ...Actor.Attributes,
    'node.name': way === undefined ? name : `${name}/${way}`,
    'node.id': inner?.['node.id'] ?? id,
    'node.addr': inner?.['node.addr'] ?? host,
    'node.ip': inner?.['node.ip'] ?? address,
  }
  const at = timeNano - clock.offset * 1e6
  const moment = clock.offset === 0 ? { time, timeNano } : { time: Math.floor(at / 1e9), timeNano: at }
  const { Type, Action, scope } = event
  return { node: name, nodeId: id, at, event: { Type, Action, Actor: { ...Actor, Attributes }, scope, ...moment } }
}

/** How events are written. */
export interface Form {
  /**
   * Whether events of containers and images have the fields of API 1.21 besides, as they have until 1.52; Docker Swarm classic
   * wrote the node into `from`.
   */
  readonly isLegacy: boolean
  /** What stands before each. */
  readonly before: string
}

const written = new WeakMap<PoolEvent, Map<string, Buffer>>()

/** The line of an event, made once for all who want it in this form. */
export function lineOf(told: PoolEvent, { isLegacy, before }: Form): Buffer {
  const lines = written.get(told) ?? new Map<string, Buffer>()
  const form = `${isLegacy} ${before}`
  const known = lines.get(form)
  if (known !== undefined) return known
  const text = JSON.stringify(isLegacy ? { ...legacyOf(told), ...told.event } : told.event)
  const line = Buffer.from(`${before}${text}\n`)
  written.set(told, lines.set(form, line))
  return line
}

function legacyOf({ event: { Type, Action, Actor = {} } }: PoolEvent): object {
  if (Type === 'image') return { status: Action, id: Actor.ID }
  if (Type !== 'container') return {}
  const { image = '', 'node.name': node = '' } = Actor.Attributes ?? {}
  return { status: Action, id: Actor.ID, from: `${image} node:${node}` }
}
