import type { EventMessage } from '../events/log.js'
import type { Instant } from '../world.js'
import { isRunning, type Container } from './container.js'
import { containerEvent } from './event.js'
import { isEnding, numberOf } from './signals.js'

/** What a call did to one container: how it is now, undefined where it is gone, and what happened in between. */
export interface Step {
  readonly before: Container | undefined
  readonly after: Container | undefined
  readonly events: readonly EventMessage[]
  /** The code that it exited with, where it did. */
  readonly exitCode?: number
}

/** A new container. */
export function create(container: Container): Step {
  return { before: undefined, after: container, events: [containerEvent(container, 'create', container.created)] }
}

/** Starts a container that is not running. */
export function start(before: Container, now: Instant, pid: number): Step {
  const run = {
    phase: 'running',
    pid,
    exitCode: 0,
    error: '',
    startedAt: now,
    finishedAt: before.run.finishedAt,
  } as const
  const after = { ...before, run }
  return { before, after, events: [containerEvent(after, 'start', now)] }
}

/** Sends a signal to a running container: one that ends it does so at once, the others leave it as it is. */
export function kill(before: Container, now: Instant, signal: number): Step {
  const sent = containerEvent(before, 'kill', now, { signal: String(signal) })
  if (!isEnding(signal) && signal !== stopSignalOf(before)) return { before, after: before, events: [sent] }
  return exit(before, now, signal, [sent, died(before, now, signal)])
}

/** Stops a running container: its stop signal ends it at once. */
export function stop(before: Container, now: Instant, signal = stopSignalOf(before)): Step {
  const sent = containerEvent(before, 'kill', now, { signal: String(signal) })
  return exit(before, now, signal, [sent, died(before, now, signal), containerEvent(before, 'stop', now)])
}

/** Gives a container another name. */
export function rename(before: Container, now: Instant, name: string): Step {
  const after = { ...before, name }
  return { before, after, events: [containerEvent(after, 'rename', now, { oldName: `/${before.name}` })] }
}

/** Removes a container; a running one is killed first. */
export function remove(before: Container, now: Instant): Step {
  const destroyed = containerEvent(before, 'destroy', now)
  if (!isRunning(before)) return { before, after: undefined, events: [destroyed] }
  const sent = containerEvent(before, 'kill', now, { signal: '9' })
  return { before, after: undefined, events: [sent, died(before, now, 9), destroyed], exitCode: exitCodeOf(9) }
}

function exit(before: Container, now: Instant, signal: number, events: readonly EventMessage[]): Step {
  const exitCode = exitCodeOf(signal)
  if (before.hostConfig.AutoRemove === true) {
    return { before, after: undefined, events: [...events, containerEvent(before, 'destroy', now)], exitCode }
  }
  const { startedAt } = before.run
  const run = { phase: 'exited', pid: 0, exitCode, error: '', startedAt, finishedAt: now } as const
  const after = { ...before, run }
  return { before, after, events, exitCode }
}

const exitCodeOf = (signal: number): number => 128 + signal

function died(before: Container, now: Instant, signal: number): EventMessage {
  return containerEvent(before, 'die', now, { exitCode: String(exitCodeOf(signal)) })
}

function stopSignalOf({ config }: Container): number {
  return numberOf(config.StopSignal ?? 'SIGTERM') ?? 15
}
