import type { Answer, Job } from 'libswarm-core'
import { isRunning, type Container } from '../containers/container.js'
import { containerEvent } from '../containers/event.js'
import { nullable, plain } from '../containers/fields.js'
import { isObject, mismatch, readFields } from '../containers/read-fields.js'
import { resolve } from '../containers/resolve.js'
import type { MakeError } from '../errors.js'
import { parseKeys } from '../processes/escape-keys.js'
import type { State } from '../state.js'
import { changeExecs } from './change.js'
import type { Exec, ExecConfig } from './execs.js'

const fields = {
  AttachStdin: plain('boolean'),
  AttachStdout: plain('boolean'),
  AttachStderr: plain('boolean'),
  ConsoleSize: nullable('integers'),
  DetachKeys: plain('string'),
  Tty: plain('boolean'),
  Env: nullable('strings'),
  Cmd: nullable('strings'),
  Privileged: plain('boolean'),
  User: plain('string'),
  WorkingDir: plain('string'),
}

/** Answers `ContainerExec`: a command that can be started once, in a container that runs. */
export function createExec(state: State, job: Job<'ContainerExec'>): Answer<'ContainerExec'> {
  const { containers, error } = state
  const config = readConfig(job.body, error)
  if (config.Cmd?.[0] === undefined) throw error('InvalidParameter', 'No exec command specified')
  const container = resolve(containers, job.path.id, error)
  checkExecutable(container, job.path.id, error)
  const asked = config.DetachKeys ?? ''
  const keys = asked === '' ? undefined : parseKeys(asked)
  if (asked !== '' && keys === undefined) throw error('InvalidParameter', `Invalid escape keys (${asked}) provided`)
  return { Id: addExec(state, container, config, keys).id }
}

/** Adds an exec to a container that runs. */
export function addExec(
  state: State,
  container: Container,
  config: ExecConfig,
  keys: readonly number[] | undefined,
): Exec {
  const { clock, execs, random } = state
  const id = Buffer.from(random(32)).toString('hex')
  const fresh = { phase: 'created', exitCode: undefined, pid: 0, running: undefined, endedAt: undefined } as const
  const exec = { id, containerId: container.id, config, keys, ...fresh }
  execs.put(exec)
  const [program, ...args] = config.Cmd ?? []
  const event = containerEvent(container, `exec_create: ${program} ${args.join(' ')}`, clock.now(), { execID: id })
  changeExecs(state, container, [...(container.execIds ?? []), id], [event])
  return exec
}

/** Throws `Conflict` for a container in which nothing can be executed; `asked` is how the client called it. */
export function checkExecutable(container: Container, asked: string, error: MakeError): void {
  const { phase } = container.run
  if (!isRunning(container)) throw error('Conflict', `Container ${container.id} is not running`)
  if (phase === 'paused') throw error('Conflict', `Container ${asked} is paused, unpause the container before exec`)
  if (phase === 'restarting') {
    throw error('Conflict', `Container ${asked} is restarting, wait until the container is running`)
  }
}

function readConfig(body: unknown, error: MakeError): ExecConfig {
  if (body === undefined) throw error('InvalidParameter', 'got EOF while reading request body')
  if (!isObject(body)) throw mismatch(body, 'value', 'types.ExecConfig', error)
  return readFields(body, fields, 'ExecConfig', error)
}
