import { isSwarmError, type Answer, type Body } from 'libswarm-core'
import type { Container } from '../dist/containers/container.js'
import { untouched } from '../dist/containers/transitions.js'
import { networksOf } from '../dist/containers/networks.js'
import type { EventMessage } from '../dist/events/log.js'
import { joinNetworks, leaveNetworks } from '../dist/networks/joining.js'
import type { State } from '../dist/state.js'
import { mountAll, releaseVolumes, useVolumes } from '../dist/volumes/mounting.js'
import { newState } from './state.js'

/** The state of an engine whose clock goes a second a call, and whose random bytes count up. */
export function countingState(): State {
  let second = 1_700_000_000
  let count = 0
  const random = (length: number): Uint8Array => {
    const bytes = Buffer.alloc(length)
    bytes.writeUInt32BE(++count)
    return bytes
  }
  const clock = { now: () => ++second * 1_000_000, at: () => () => undefined }
  return newState({ clock, random })
}

/** All that happens from now on. */
export function record(state: State): EventMessage[] {
  const events: EventMessage[] = []
  state.events.listen((event) => events.push(event))
  return events
}

/** Adds a container with its mounts; its id is its number as 64 digits. */
export function add(state: State, name: string, body: Partial<Body<'ContainerCreate'>> = {}): Container {
  const { HostConfig, NetworkingConfig, ...config } = body
  const hostConfig = HostConfig ?? {}
  const id = String(state.containers.all().length + 1)
    .padStart(12, 'c')
    .padEnd(64, '0')
  const now = state.clock.now()
  const { mounts, events } = mountAll(state, { id, config, hostConfig, image: undefined }, now)
  const run = { phase: 'created', pid: 0, exitCode: 0, error: '', startedAt: undefined, finishedAt: undefined } as const
  const networks = networksOf(NetworkingConfig ?? {}, hostConfig, state.error)
  const settings = { config, hostConfig, networks, mounts, ports: {} }
  const container = { id, name, created: now, imageId: '', ...settings, run, ...untouched }
  state.containers.apply({ before: undefined, after: container, events })
  return container
}

/** Starts a container, as far as its networks, ports and volumes go. */
export function start(state: State, name: string): Container {
  const before = state.containers.named(name)!
  const now = state.clock.now()
  const { networks, ports, events } = joinNetworks(state, before, now)
  const after: Container = { ...before, networks, ports, run: { ...before.run, phase: 'running', pid: 1 } }
  state.containers.apply({ before, after, events: [...events, ...useVolumes(state, after, now)] })
  return after
}

/** Ends a container, as far as its networks, ports and volumes go. */
export function stop(state: State, name: string): Container {
  const before = state.containers.named(name)!
  const now = state.clock.now()
  const { networks, ports, events } = leaveNetworks(state, before, now)
  const after: Container = { ...before, networks, ports, run: { ...before.run, phase: 'exited', pid: 0 } }
  state.containers.apply({ before, after, events: [...events, ...releaseVolumes(state, after, now)] })
  return after
}

/** Adds a container and starts it. */
export function run(state: State, name: string, body?: Partial<Body<'ContainerCreate'>>): Container {
  add(state, name, body)
  return start(state, name)
}

/** What an event says: its action, what it happened to, and its attributes. */
export const told = ({ Type, Action, Actor }: EventMessage): unknown[] => [Type, Action, Actor?.ID, Actor?.Attributes]

/** The kind and the sentence of the refusal that a call ends with. */
export function refusal(call: () => unknown): [string, string] | 'done' {
  try {
    call()
  } catch (thrown) {
    if (isSwarmError(thrown)) return [thrown.kind, thrown.message]
    throw thrown
  }
  return 'done'
}

/** A job as handlers get it. */
export const job = <T>(path: Record<string, string>, body?: unknown, query: object = {}, version?: string): T =>
  ({ path, body, query, version, signal: new AbortController().signal }) as T

export type Endpoint = NonNullable<NonNullable<Answer<'ContainerInspect'>['NetworkSettings']>['Networks']>[string]
