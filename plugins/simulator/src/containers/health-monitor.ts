import { addExec } from '../execs/create.js'
import { runExec } from '../execs/start.js'
import { Log } from '../processes/log.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import type { Container } from './container.js'
import { healthPlanOf, type HealthPlan } from './health.js'
import { checked } from './transitions.js'

/** How many bytes of what a check writes are kept (moby `daemon/health.go`). */
const longestOutput = 4096

/** Checks the health of a container again and again, for as long as it runs on. */
export function monitorHealth(state: State, { id, run }: Container): void {
  const { clock, containers, pending } = state
  const goesOn = (container: Container | undefined): container is Container =>
    container?.run.phase === 'running' && container.run.startedAt === run.startedAt
  let isOver = false
  let callOff: () => void = () => undefined
  const checkLater = (from: Instant): void => {
    const container = containers.get(id)
    const plan = goesOn(container) ? healthPlanOf(container) : undefined
    if (isOver || plan === undefined) return
    callOff = clock.at(from + plan.pause(from), () => {
      const present = containers.get(id)
      if (goesOn(present)) callOff = check(state, present, plan, checkLater)
    })
  }
  const end = (): void => {
    isOver = true
    callOff()
    unwatch()
    forget()
  }
  const unwatch = containers.watch(id, ({ after }) => {
    if (!goesOn(after)) end()
  })
  const forget = pending.add(end)
  checkLater(clock.now())
}

/** Runs one check, and calls back when it has ended and is noted; returns what breaks it off. */
function check(state: State, container: Container, plan: HealthPlan, then: (at: Instant) => void): () => void {
  const { clock, containers } = state
  const { id, config } = container
  const start = clock.now()
  const log = new Log(() => clock.now())
  let isOver = false
  const note = (exitCode: number, output: string): void => {
    if (isOver) return
    isOver = true
    callOff()
    const [present, end] = [containers.get(id), clock.now()]
    if (present === undefined) return
    containers.apply(checked(present, end, { start, end, exitCode, output }))
    queueMicrotask(() => then(end))
  }
  const running = (): void => state.execs.get(exec.id)?.running?.kill()
  const callOff = clock.at(start + plan.timeout, () => {
    note(-1, `Health check exceeded timeout (${duration(plan.timeout)})`)
    running()
  })
  const { User = '', WorkingDir = '' } = config
  const exec = addExec(state, container, { Cmd: [...plan.argv], User, WorkingDir, AttachStdout: true, AttachStderr: true }, undefined) // prettier-ignore
  const onExit = (code: number): void => {
    log.flush()
    note(code, outputOf(log))
  }
  const failed = runExec(state, containers.get(id)!, exec, { log, onExit })
  if (failed !== undefined) note(-1, failed.message)
  return () => {
    isOver = true
    callOff()
  }
}

function outputOf(log: Log): string {
  const lines = log.lines()
  const chunks: Uint8Array[] = []
  for (let line = lines.next(); line.done !== true; line = lines.next()) chunks.push(line.value.bytes)
  const output = Buffer.concat(chunks)
  return output.length > longestOutput ? `${output.subarray(0, longestOutput).toString()}...` : output.toString()
}

/** As Go writes a duration: `30s`, `1m30s`, `1.5s`, `100ms`. */
function duration(microseconds: number): string {
  if (microseconds < 1_000_000) return `${microseconds / 1000}ms`
  const seconds = microseconds / 1_000_000
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${Number((seconds % 60).toFixed(6))}s`
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest
}
