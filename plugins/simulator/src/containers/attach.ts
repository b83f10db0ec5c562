import type { Job, ReplyInit } from 'libswarm-core'
import type { MakeError } from '../errors.js'
import { Client } from '../processes/client.js'
import { parseKeys, standardKeys } from '../processes/escape-keys.js'
import type { State } from '../state.js'
import type { Container } from './container.js'
import { containerEvent } from './event.js'
import { mediaType } from './logs.js'
import { resolve } from './resolve.js'

/** Answers `ContainerAttach`: a connection to the container's main process, or to the next one where none runs. */
export function attachToContainer(state: State, job: Job<'ContainerAttach'>): ReplyInit {
  const container = requireAttachable(state, job)
  const { stdin = false, stdout = false, stderr = false } = job.query
  const framed = container.config.Tty !== true
  const client = attach(state, container, { ...job.query, stdin, stdout, stderr, framed })
  const upgraded = job.upgrade !== undefined
  const type = mediaType(upgraded ? job.version : '1.41', framed)
  return { status: upgraded ? 101 : 200, headers: { 'Content-Type': type }, body: client }
}

/** What a client asks for that attaches itself. */
export interface Wish {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  /** Whether its output comes in Docker's frames. */
  readonly framed: boolean
  readonly logs?: boolean
  readonly stream?: boolean
  readonly detachKeys?: string
}

/** Attaches a client to a container, for what was written, what will be written, or both. */
export function attach(state: State, container: Container, wish: Wish): Client {
  const { clock, containers, events, processes } = state
  const { id, config } = container
  const tty = config.Tty === true
  const tell = (action: string): void => {
    events.publish([containerEvent(containers.get(id) ?? container, action, clock.now())])
  }
  const client = new Client({
    stdout: wish.stdout,
    // A terminal has one stream of output.
    stderr: tty ? false : wish.stderr,
    stdin: wish.stdin && config.OpenStdin === true,
    framed: wish.framed,
    keys: tty ? detachKeys(wish.detachKeys ?? '', state.error) : undefined,
    endsInput: config.StdinOnce === true && !tty,
    onDetach: () => tell('detach'),
  })
  const log = wish.logs === true ? processes.log(id) : undefined
  if (log !== undefined) client.replay(log.lines())
  if (wish.stream === true) {
    processes.attach(id, client)
    tell('attach')
  } else client.finish()
  return client
}

/** The container to attach to; throws where that cannot be. */
export function requireAttachable(
  { containers, error }: State,
  job: Job<'ContainerAttach' | 'ContainerAttachWebsocket'>,
): Container {
  detachKeys(job.query.detachKeys ?? '', error)
  const container = resolve(containers, job.path.id, error)
  checkAttachable(container, job.path.id, error)
  return container
}

/** The keys that detach a client; throws `InvalidParameter` for what is no list of keys. */
export function detachKeys(text: string, error: MakeError): readonly number[] {
  const keys = text === '' ? standardKeys : parseKeys(text)
  if (keys === undefined) throw error('InvalidParameter', `Invalid detach keys (${text}) provided`)
  return keys
}

function checkAttachable({ run }: Container, asked: string, error: MakeError): void {
  if (run.phase === 'paused') {
    throw error('Conflict', `container ${asked} is paused, unpause the container before attach`)
  }
  if (run.phase === 'restarting') {
    throw error('Conflict', `container ${asked} is restarting, wait until the container is running`)
  }
}
