import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import { isRunning } from './container.js'
import { resolve } from './resolve.js'
import { sendSignal, untilEnded } from './signalling.js'
import { isSupported, killSignal, parseSignal } from './signals.js'

/** Answers `ContainerKill`: when the container has ended for SIGKILL, which is sent unless the client says, else at once. */
export async function killContainer(state: State, job: Job<'ContainerKill'>): Promise<void> {
  const { containers, error } = state
  const { id: text } = job.path
  const asked = job.query.signal ?? ''
  const signal = asked === '' ? killSignal : parseSignal(asked, error)
  const refuse: State['error'] = (kind, sentence) => error(kind, `Cannot kill container: ${text}: ${sentence}`)
  const container = resolve(containers, text, refuse)
  if (!isRunning(container)) throw refuse('Conflict', `Container ${container.id} is not running`)
  if (!isSupported(signal)) throw refuse('InvalidParameter', `The linux daemon does not support signal ${signal}`)
  const send = (): void => sendSignal(state, container, signal)
  if (signal === killSignal) await untilEnded(state, container.id, send)
  else send()
}
