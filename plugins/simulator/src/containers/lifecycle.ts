import type { Job, ReplyInit } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning, type Container } from './container.js'
import { resolve } from './resolve.js'
import { isSupported, parseSignal } from './signals.js'
import { kill, start, stop } from './transitions.js'

const unchanged: ReplyInit = { status: 304 }

/** Answers `ContainerStart`; 304 for a container that is running. */
export function startContainer({ containers, clock, error }: State, job: Job<'ContainerStart'>): ReplyInit | undefined {
  const container = resolve(containers, job.path.id, error)
  if ((job.query.checkpoint ?? '') !== '') {
    throw error('InvalidParameter', 'checkpoint is only supported in experimental mode')
  }
  if (isRunning(container)) return unchanged
  containers.apply(start(container, clock.now(), containers.nextPid()))
}

/** Answers `ContainerStop`; 304 for a container that is not running. It stops at once, whatever the timeout. */
export function stopContainer({ containers, clock, error }: State, job: Job<'ContainerStop'>): ReplyInit | undefined {
  const container = resolve(containers, job.path.id, error)
  // A timeout that is no number is refused, also where none is needed.
  void job.query.t
  if (!isRunning(container)) return unchanged
  const asked = job.query.signal ?? ''
  const signal = asked === '' ? undefined : parseSignal(asked, error)
  if (signal !== undefined && !isSupported(signal)) throw unsupported('stop', job.path.id, signal, error)
  containers.apply(stop(container, clock.now(), signal))
}

/** Answers `ContainerKill`; the signal is `SIGKILL` unless the client says. */
export function killContainer({ containers, clock, error }: State, job: Job<'ContainerKill'>): void {
  const asked = job.query.signal ?? ''
  const signal = asked === '' ? 9 : parseSignal(asked, error)
  const container = killable(containers, job.path.id, error)
  if (!isSupported(signal)) throw unsupported('kill', job.path.id, signal, error)
  containers.apply(kill(container, clock.now(), signal))
}

function killable(containers: State['containers'], text: string, error: State['error']): Container {
  const refuse: State['error'] = (kind, sentence) => error(kind, `Cannot kill container: ${text}: ${sentence}`)
  const container = resolve(containers, text, refuse)
  if (!isRunning(container)) throw refuse('Conflict', `Container ${container.id} is not running`)
  return container
}

function unsupported(doing: 'kill' | 'stop', text: string, signal: number, error: State['error']): Error {
  const sentence = `Cannot ${doing} container: ${text}: The linux daemon does not support signal ${signal}`
  return error('InvalidParameter', sentence)
}
