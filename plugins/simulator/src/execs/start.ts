import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import { containerEvent } from '../containers/event.js'
import { mediaType } from '../containers/logs.js'
import { isObject } from '../containers/read-fields.js'
import { Client } from '../processes/client.js'
import { standardKeys } from '../processes/escape-keys.js'
import type { Log } from '../processes/log.js'
import { noService, ProgramMissing, type ProcessSpec } from '../processes/process.js'
import { hostnameOf } from '../processes/hostname.js'
import { environment } from '../processes/processes.js'
import type { State } from '../state.js'
import type { Container } from '../containers/container.js'
import { changeExecs } from './change.js'
import { checkExecutable } from './create.js'
import type { Exec } from './execs.js'
import { requireExec } from './inspect.js'

// Microseconds. docker-py loses what comes together with the head of the answer; no engine starts a process that fast.
const startsIn = 20_000

/** Answers `ExecStart`: with nothing where it is detached, otherwise with a connection to the process. */
export function startExec(state: State, job: Job<'ExecStart'>): ReplyInit {
  const { containers, error } = state
  const exec = requireExec(state, job.path.id)
  const { Detach = false, Tty: rawAsked = false } = optionsOf(job.body, error)
  const container = containers.get(exec.containerId)
  if (container === undefined) throw error('NotFound', `No such exec instance: ${job.path.id}`)
  checkExecutable(container, container.id, error)
  if (exec.phase !== 'created') {
    const doing = exec.phase === 'running' ? 'is already running' : 'has already run'
    throw error('Conflict', `Error: Exec command ${exec.id} ${doing}`)
  }
  if (Detach) {
    const failed = runExec(state, container, exec, {})
    if (failed !== undefined) throw error('InvalidParameter', failed.message)
    return { status: 200 }
  }
  const client = clientOf(state, exec, !rawAsked)
  const upgraded = job.upgrade !== undefined
  if (upgraded) client.hold((go) => state.clock.at(state.clock.now() + startsIn, go))
  const failed = runExec(state, container, exec, { client })
  if (failed !== undefined) {
    client.fail(`${failed.message}\r\n`)
    client.finish()
  }
  const type = mediaType(upgraded ? job.version : '1.41', !rawAsked)
  return { status: upgraded ? 101 : 200, headers: { 'Content-Type': type }, body: client }
}

function optionsOf(body: unknown, error: State['error']): { Detach?: boolean; Tty?: boolean } {
  if (body === undefined) throw error('InvalidParameter', 'got EOF while reading request body')
  const values = isObject(body) ? body : {}
  return { Detach: values['Detach'] === true, Tty: values['Tty'] === true }
}

function clientOf(state: State, { id, containerId, config, keys }: Exec, framed: boolean): Client {
  const { clock, containers, events } = state
  return new Client({
    stdout: config.AttachStdout === true,
    stderr: config.AttachStderr === true && config.Tty !== true,
    stdin: config.AttachStdin === true,
    framed,
    keys: config.Tty === true ? (keys ?? standardKeys) : undefined,
    endsInput: config.Tty !== true,
    onDetach: () => {
      const container = containers.get(containerId)
      if (container === undefined) return
      events.publish([containerEvent(container, 'exec_detach', clock.now(), { execID: id })])
    },
  })
}

/** Who is told of the process of an exec. */
export interface ExecEars {
  readonly client?: Client | undefined
  /** Keeps what it writes. */
  readonly log?: Log
  /** Called as it ends, behind the events of that. */
  readonly onExit?: (code: number) => void
}

/** Starts the process of an exec; returns why it could not. */
export function runExec(
  state: State,
  container: Container,
  exec: Exec,
  { client, log, onExit }: ExecEars,
): ProgramMissing | undefined {
  const { clock, containers, events, execs, processes, settings } = state
  const { id, config } = exec
  const action = `exec_start: ${(config.Cmd ?? [])[0]} ${(config.Cmd ?? []).slice(1).join(' ')}`
  events.publish([containerEvent(container, action, clock.now(), { execID: id })])
  const end = (exitCode: number): void => {
    const now = clock.now()
    const ended = execs.get(id) ?? exec
    execs.put({ ...ended, phase: 'ended', exitCode, running: undefined, endedAt: now })
    const present = containers.get(container.id)
    if (present === undefined) return
    const left = (present.execIds ?? []).filter((other) => other !== id)
    const died = containerEvent(present, 'exec_die', now, { execID: id, exitCode: String(exitCode) })
    changeExecs(state, present, left, ended.phase === 'running' ? [died] : [])
  }
  const exited = (code: number): void => {
    end(code)
    onExit?.(code)
  }
  try {
    const spec = specOf(container, exec, client !== undefined)
    const running = processes.exec(container, spec, exited, log && (() => log))
    execs.put({ ...exec, phase: 'running', pid: running.pid, running })
    if (client !== undefined) running.attach(client)
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof ProgramMissing)) throw thrown
    // Engines before API 1.47 say 126 of whatever cannot be started.
    end(isOlder(settings.api.max, '1.47') ? 126 : thrown.exitCode)
    return thrown
  }
}

function specOf(container: Container, { config }: Exec, attached: boolean): ProcessSpec {
  const tty = config.Tty === true
  const user = (config.User ?? '') || (container.config.User ?? '')
  return {
    argv: config.Cmd ?? [],
    env: environment(container, { tty, more: config.Env ?? [] }),
    cwd: (config.WorkingDir ?? '') || (container.config.WorkingDir ?? ''),
    user,
    hostname: hostnameOf(container),
    tty,
    stdin: attached && config.AttachStdin === true,
    stopSignal: undefined,
    service: noService,
  }
}
