import type { EventMessage } from '../events/log.js'
import type { Instant } from '../world.js'
import type { Container, HealthCheck, HostConfig, Run } from './container.js'
import { renamedOn } from './dns-names.js'
import { containerEvent } from './event.js'
import { healthAfter, healthAtHalt, healthAtStart } from './health.js'
import { restartDelay } from './restart-policy.js'
import { stopsForGood } from './signals.js'

/** What a call did to one container: how it is now, undefined where it is gone, and what happened in between. */
export interface Step {
  readonly before: Container | undefined
  readonly after: Container | undefined
  readonly events: readonly EventMessage[]
  /** The code that it exited with, where it did. */
  readonly exitCode?: number
}

/** How a container is on its networks. */
type Place = Pick<Container, 'networks' | 'ports'>

/** A new container's marks, and those of one that a client starts. */
export const untouched = {
  restartCount: 0,
  backOff: 0,
  restsAtExit: false,
  stoppedByClient: false,
  removing: false,
  keepers: 0,
} as const

/** A new container. */
export function create(container: Container): Step {
  return { before: undefined, after: container, events: [containerEvent(container, 'create', container.created)] }
}

/** Makes the restart policy begin anew, as a client starts the container. */
export function rearm(before: Container): Container {
  return { ...before, restartCount: 0, backOff: 0, restsAtExit: false, stoppedByClient: false }
}

/** A container that is not running, or waits for its restart, runs. */
export function start(before: Container, now: Instant, pid: number, { networks, ports }: Place): Step {
  const { finishedAt, oomKilled = false } = before.run
  const run = { phase: 'running', pid, exitCode: 0, error: '', startedAt: now, finishedAt, oomKilled } as const
  const after = { ...before, run, networks, ports, health: healthAtStart(before) }
  return { before, after, events: [containerEvent(after, 'start', now)] }
}

/** A container could not be started: it is where it was, and knows why. */
export function failStart(before: Container, exitCode: number, error: string): Step {
  return { before, after: { ...before, run: { ...before.run, exitCode, error } }, events: [] }
}

/**
 * The main process of a container has ended: the restart policy says whether it is to be started again. `more` is what
 * the event says besides.
 */
export function exit(
  before: Container,
  now: Instant,
  exitCode: number,
  { networks, ports }: Place,
  more: Readonly<Record<string, string>> = {},
): Step {
  const { startedAt = now, outOfMemory: oomKilled = false } = before.run
  const delay = restartDelay(before, exitCode, now - startedAt)
  const ended: Run = { phase: phaseAtEnd(before), pid: 0, exitCode, error: '', startedAt, finishedAt: now, oomKilled }
  const left = { ...before, networks, ports, run: ended, health: healthAtHalt(before) }
  const after: Container =
    delay === undefined
      ? left
      : { ...left, backOff: delay, restartCount: before.restartCount + 1, run: { ...ended, phase: 'restarting' } }
  const died = containerEvent(before, 'die', now, { ...more, exitCode: String(exitCode) })
  return { before, after, events: [died], exitCode }
}

/**
 * A process of a running container is ended for want of memory, whichever one it is (moby `daemon/monitor.go`). `isShown`
 * says whether that is told before the container ends.
 */
export function runOutOfMemory(before: Container, now: Instant, isShown: boolean): Step {
  const { oomKilled = false } = before.run
  const after: Container = {
    ...before,
    run: { ...before.run, outOfMemory: true, oomKilled: isShown || oomKilled },
  }
  return { before, after, events: [containerEvent(after, 'oom', now)] }
}

/** A container that waits for its restart is not started again after all. Docker tells nobody of it. */
export function abandonRestart(before: Container): Step {
  const { exitCode } = before.run
  const after: Container = { ...before, restsAtExit: true, run: { ...before.run, phase: phaseAtEnd(before) } }
  return { before, after, events: [], exitCode }
}

/** A client sends a signal to a container that runs; some mean that it is not to be started again. */
export function signal(before: Container, now: Instant, number: number): Step {
  const restsAtExit = before.restsAtExit || stopsForGood(before, number)
  const after = { ...before, restsAtExit, stoppedByClient: true }
  return { before, after, events: [containerEvent(after, 'kill', now, { signal: String(number) })] }
}

/** Halts a running container. */
export function pause(before: Container, now: Instant): Step {
  const after: Container = { ...before, run: { ...before.run, phase: 'paused' }, health: healthAtHalt(before) }
  return { before, after, events: [containerEvent(after, 'pause', now)] }
}

/** Lets a paused container go on. */
export function unpause(before: Container, now: Instant): Step {
  const after: Container = { ...before, run: { ...before.run, phase: 'running' } }
  return { before, after, events: [containerEvent(after, 'unpause', now)] }
}

/** A health check of a container has ended. */
export function checked(before: Container, now: Instant, check: HealthCheck): Step {
  const health = healthAfter(before, check)
  const after = { ...before, health }
  const events =
    health.status === before.health?.status ? [] : [containerEvent(after, `health_status: ${health.status}`, now)]
  return { before, after, events }
}

/** Gives a container another name, which those on its networks find it by at once. */
export function rename(before: Container, now: Instant, name: string): Step {
  const named = { ...before, name }
  const after = { ...named, networks: renamedOn(before.networks, named) }
  return { before, after, events: [containerEvent(after, 'rename', now, { oldName: `/${before.name}` })] }
}

/** Gives a container other limits, or another restart policy. */
export function update(before: Container, now: Instant, hostConfig: HostConfig): Step {
  const after = { ...before, hostConfig }
  return { before, after, events: [containerEvent(after, 'update', now)] }
}

/** One more call, or one less, needs the container after its end. */
export function keep(before: Container, more: 1 | -1): Step {
  return { before, after: { ...before, keepers: before.keepers + more }, events: [] }
}

/** The removal of a container has begun; one that runs is killed next. */
export function beginRemoval(before: Container): Step {
  return { before, after: { ...before, removing: true, restsAtExit: true }, events: [] }
}

/** A container that is not running is gone. */
export function remove(before: Container, now: Instant): Step {
  return { before, after: undefined, events: [containerEvent(before, 'destroy', now)] }
}

function phaseAtEnd({ removing }: Container): 'removing' | 'exited' {
  return removing ? 'removing' : 'exited'
}
