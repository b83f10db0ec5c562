import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { isRunning, type Container } from './container.js'
import { containerEvent } from './event.js'
import { resolve } from './resolve.js'
import { sendSignal, untilEnded } from './signalling.js'
import { isSupported, killSignal, parseSignal, stopSignalOf } from './signals.js'
import { signal as signalStep } from './transitions.js'

/** How long a container may take to stop, in seconds, where neither it nor the client says. */
const standardTimeout = 10

/** How a container is to be stopped. */
export interface Stopping {
  readonly signal: number
  /** Seconds until it is killed; negative for never. */
  readonly timeout: number
}

/** Answers `ContainerStop` when the container has stopped; 304 for one that is not running. */
export async function stopContainer(state: State, job: Job<'ContainerStop'>): Promise<ReplyInit | undefined> {
  const container = resolve(state.containers, job.path.id, state.error)
  // A timeout that is no number is refused, also where none is needed.
  void job.query.t
  if (!isRunning(container)) return { status: 304 }
  await stop(state, container, stoppingOf(container, job, 'stop', state.error))
}

/** How a client wants a container stopped: as it says, or as the container does. */
export function stoppingOf(
  container: Container,
  { path, query, version = '1.42' }: Job<'ContainerStop' | 'ContainerRestart'>,
  doing: 'stop' | 'restart',
  error: State['error'],
): Stopping {
  // The parameter came with API 1.42; before, it was not looked at.
  const asked = isOlder(version, '1.42') ? '' : (query.signal ?? '')
  const signal = asked === '' ? stopSignalOf(container) : parseSignal(asked, error)
  if (!isSupported(signal)) {
    const sentence = `Cannot ${doing} container: ${path.id}: The linux daemon does not support signal ${signal}`
    throw error('InvalidParameter', sentence)
  }
  return { signal, timeout: query.t ?? container.config.StopTimeout ?? standardTimeout }
}

/** Stops a container that runs: by a signal, and by SIGKILL when it takes too long. Resolves when it has stopped. */
export function stop(state: State, { id }: Container, { signal, timeout }: Stopping): Promise<void> {
  const { containers, clock, events, pending } = state
  let callOff = (): void => undefined
  const ask = (): void => {
    const asked = { ...containers.get(id)!, restsAtExit: true }
    containers.apply({ before: containers.get(id), after: asked, events: [] })
    if (timeout === 0 && asked.run.phase !== 'restarting') return sendBoth(state, asked, signal)
    sendSignal(state, asked, signal)
    const running = containers.get(id)
    if (timeout < 0 || running === undefined || !isRunning(running)) return
    const endTimer = clock.at(clock.now() + timeout * 1_000_000, () => {
      callOff()
      const late = containers.get(id)
      if (late !== undefined && isRunning(late)) sendSignal(state, late, killSignal)
    })
    const forget = pending.add(endTimer)
    callOff = () => {
      endTimer()
      forget()
    }
  }
  return untilEnded(state, id, ask, ({ before, after }) => {
    callOff()
    const stopped = after ?? before
    if (stopped !== undefined) events.publish([containerEvent(stopped, 'stop', clock.now())])
  })
}

/** Sends a signal with SIGKILL right behind it: the process dies before it gets to the first one. */
function sendBoth(state: State, container: Container, number: number): void {
  const { containers, clock } = state
  if (number !== killSignal) containers.apply(signalStep(container, clock.now(), number))
  sendSignal(state, containers.get(container.id)!, killSignal)
}
