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
  const { clock, containers, error, events, processes } = state
  const { logs = false, stream = false, stdin = false, stdout = false, stderr = false } = job.query
  const keys = detachKeys(job.query.detachKeys ?? '', error)
  const container = resolve(containers, job.path.id, error)
  checkAttachable(container, job.path.id, error)
  const { id, config } = container
  const tty = config.Tty === true
  const tell = (action: string): void => {
    events.publish([containerEvent(containers.get(id) ?? container, action, clock.now())])
  }
  const client = new Client({
    stdout,
    // A terminal has one stream of output.
    stderr: tty ? false : stderr,
    stdin: stdin && config.OpenStdin === true,
    framed: !tty,
    keys: tty ? keys : undefined,
    endsInput: config.StdinOnce === true && !tty,
    onDetach: () => tell('detach'),
  })
  if (logs) replay(state, id, client)
  if (stream) {
    processes.attach(id, client)
    tell('attach')
  } else client.finish()
  const upgraded = job.upgrade !== undefined
  const type = mediaType(upgraded ? job.version : '1.41', !tty)
  return { status: upgraded ? 101 : 200, headers: { 'Content-Type': type }, body: client }
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

function replay({ processes }: State, id: string, client: Client): void {
  const log = processes.log(id)
  if (log === undefined) return
  for (let number = log.first; number < log.end; number++) {
    const line = log.line(number)
    if (line !== undefined) void client.deliver(line.name, line.bytes)
  }
}
