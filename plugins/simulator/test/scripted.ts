import type { Install } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import type { Container } from '../dist/containers/container.js'
import { addLocalImages } from '../dist/images/add-local.js'
import { ProgramMissing } from '../dist/processes/process.js'
import type { Processes } from '../dist/processes/processes.js'
import type { State } from '../dist/state.js'
import { ManualClock } from './manual-clock.js'
import { newState, serving } from './state.js'

interface Running {
  readonly stubborn: boolean
  readonly end: (code: number) => void
  readonly callOff: () => void
  held: number | undefined
  paused: boolean
}

/**
 * Processes that do what their command says: `stubborn` ends by SIGKILL only, `missing` is not there,
 * `for <seconds> <code>` ends by itself, all others stay until a signal that is not HUP.
 */
export function scriptedProcesses(clock: ManualClock): Processes {
  const running = new Map<string, Running>()
  let lastPid = 0
  const forget = (id: string): boolean => {
    running.get(id)?.callOff()
    return running.delete(id)
  }
  const end = (id: string, code: number): void => {
    const one = running.get(id)
    if (one === undefined) return
    if (one.paused && code !== 137) one.held = code
    else if (forget(id)) one.end(code)
  }
  const start = ({ id, config }: Container, onExit: (code: number) => void): number => {
    const [program, seconds, code] = config.Cmd ?? []
    if (program === 'missing') throw new ProgramMissing('exec: "missing": executable file not found in $PATH')
    const later = clock.now() + Number(seconds) * 1_000_000
    const callOff = program === 'for' ? clock.at(later, () => end(id, Number(code))) : () => undefined
    running.set(id, { stubborn: program === 'stubborn', end: onExit, callOff, held: undefined, paused: false })
    return ++lastPid
  }
  const signal = (id: string, number: number): void => {
    const one = running.get(id)
    if (one !== undefined && number !== 1 && (number === 9 || !one.stubborn))
      queueMicrotask(() => end(id, 128 + number))
  }
  const pause = (id: string): void => void (running.get(id)!.paused = true)
  const resume = (id: string): void => {
    const one = running.get(id)
    if (one === undefined) return
    one.paused = false
    if (one.held !== undefined) end(id, one.held)
  }
  const scripted: Pick<Processes, 'start' | 'signal' | 'pause' | 'resume' | 'forget' | 'close'> = {
    ...{ start, signal, pause, resume, forget: (id) => void forget(id) },
    close: () => [...running.keys()].forEach(forget),
  }
  return scripted as Processes
}

/** A simulated engine whose time and processes are scripted. */
export interface Scripted {
  readonly install: Install
  readonly clock: ManualClock
  readonly state: State
}

/** Makes one; it has the image `busybox`. */
export function scripted(): Scripted {
  const clock = new ManualClock()
  const state = { ...newState({ clock }), processes: scriptedProcesses(clock) }
  addLocalImages(state, ['busybox:latest'])
  return { install: serving(state), clock, state }
}

/** A daemon with a scripted engine. */
export interface ScriptedDaemon extends Scripted {
  readonly daemon: TestDaemon
  /** What happened to a container: `start`, `kill 9`, `die 137`, `network disconnect`… */
  history(name: string): readonly string[]
  /** `State` of a container, and how often it was started again. */
  inspect(name: string): Promise<Record<string, unknown>>
}

/** Starts one. */
export async function startScripted(): Promise<ScriptedDaemon> {
  const made = scripted()
  const daemon = await startTestDaemon({ backends: [{ name: 'simulator', install: made.install, simulated: true }] })
  const inspect = async (name: string): Promise<Record<string, unknown>> => {
    const answer = await call(daemon, `GET /containers/${name}/json`)
    const { State, RestartCount } = answer.json<{ State: object; RestartCount: number }>()
    return { ...State, RestartCount }
  }
  return { ...made, daemon, inspect, history: (name) => historyOf(made.state, name) }
}

function historyOf({ events }: State, name: string): readonly string[] {
  return events.past(0, undefined).flatMap(({ Type, Action = '', Actor }) => {
    const { name: called, signal, exitCode, execDuration } = Actor?.Attributes ?? {}
    if (Type !== 'container' || called !== name) return []
    return [[Action, signal, exitCode, execDuration === '0' ? undefined : execDuration].filter(Boolean).join(' ')]
  })
}
