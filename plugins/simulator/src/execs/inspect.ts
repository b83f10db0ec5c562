import type { Answer, Job } from 'libswarm-core'
import { isRunning } from '../containers/container.js'
import { sizeOf } from '../containers/resize.js'
import type { State } from '../state.js'
import type { Exec } from './execs.js'

/** Answers `ExecInspect`. */
export function inspectExec(state: State, job: Job<'ExecInspect'>): Answer<'ExecInspect'> {
  const { id, containerId, config, keys, phase, exitCode, pid } = requireExec(state, job.path.id)
  const [entrypoint = '', ...args] = config.Cmd ?? []
  const { Tty = false, Privileged = false, User = '' } = config
  return {
    ID: id,
    Running: phase === 'running',
    ExitCode: exitCode ?? null,
    ProcessConfig: {
      tty: Tty,
      entrypoint,
      arguments: args,
      privileged: Privileged,
      ...(User === '' ? {} : { user: User }),
    },
    OpenStdin: config.AttachStdin ?? false,
    OpenStderr: config.AttachStderr ?? false,
    OpenStdout: config.AttachStdout ?? false,
    CanRemove: false,
    ContainerID: containerId,
    // As Go writes bytes.
    DetachKeys: Buffer.from(keys ?? []).toString('base64'),
    Pid: pid,
  }
}

/** Answers `ExecResize`. */
export function resizeExec(state: State, job: Job<'ExecResize'>): void {
  const { rows, columns } = sizeOf(job.query, state.error)
  const { phase, running, containerId } = requireExec(state, job.path.id)
  const container = state.containers.get(containerId)
  if (container === undefined || !isRunning(container)) {
    throw state.error('Conflict', `Container ${containerId} is not running`)
  }
  if (phase !== 'running') throw state.error('NotFound', 'no such exec')
  running?.process.resize(rows, columns)
}

/** The exec of an id; throws `NotFound`. */
export function requireExec({ execs, error }: State, id: string): Exec {
  const exec = execs.get(id)
  if (exec === undefined) throw error('NotFound', `No such exec instance: ${id}`)
  return exec
}
