import { isOlder } from '../api-version.js'
import type { EventMessage } from '../events/log.js'
import { joinNetworks, leaveNetworks, type Joined } from '../networks/joining.js'
import { whenOpen } from '../networks/opening.js'
import { UnknownUser } from '../machine/rootfs/user.js'
import { ProgramMissing } from '../processes/process.js'
import type { State } from '../state.js'
import { releaseVolumes, useVolumes } from '../volumes/mounting.js'
import type { Instant } from '../world.js'
import type { Container, Ports, Run } from './container.js'
import { destroy } from './destroy.js'
import { monitorHealth } from './health-monitor.js'
import { abandonRestart, exit, failStart, rearm, start } from './transitions.js'

/** How a run has begun, or that its container is another one by now, and is to be looked at again. */
export type Begun = 'runs' | 'changed'

/**
 * Runs a container because a client asks for it; throws what stands in its way. One that has ports on the machine runs
 * when they are open.
 */
export const runForClient = (state: State, container: Container): Begun | Promise<Begun> =>
  run(state, container, rearm(container))

function run(state: State, before: Container, armed: Container): Begun | Promise<Begun> {
  const { containers, clock, opening } = state
  const other = opening.get(before.id)
  const changed = (): Begun => 'changed'
  if (other !== undefined) return other.then(changed, changed)
  const joined = join(state, armed)
  const placed = { ...armed, networks: joined.networks, ports: joined.ports }
  const isSame = (): boolean => containers.get(before.id) === before
  const leave = (): Joined => leaveNetworks(state, placed, clock.now())
  const go = (ports: Ports): Begun => {
    if (isSame()) {
      launch(state, before, armed, { ...joined, ports })
      return 'runs'
    }
    leave()
    return 'changed'
  }
  const refused = (thrown: unknown): Begun => {
    const { events } = leave()
    if (!isSame()) return 'changed'
    throw refuse(state, armed, thrown, events)
  }
  return whenOpen(state, placed, go, refused)
}

function launch(state: State, before: Container, armed: Container, joined: Joined): void {
  const { containers, clock, processes } = state
  const mounted = useVolumes(state, armed, clock.now())
  const ready = { ...armed, run: forStart(state, armed), networks: joined.networks, ports: joined.ports }
  let pid = 0
  try {
    pid = processes.start(ready, (code) => end(state, before.id, pid, code))
  } catch (thrown) {
    const left = giveBack(state, ready)
    const events = [...joined.events, ...mounted, ...left.events]
    throw refuse(state, { ...armed, networks: left.networks, ports: left.ports }, thrown, events)
  }
  const step = start(ready, clock.now(), pid, joined)
  containers.apply({ ...step, before, events: [...joined.events, ...mounted, ...step.events] })
  if (step.after?.health !== undefined) monitorHealth(state, step.after)
}

/** Engines before API 1.42 go on saying that the last run was out of memory until the next one ends. */
const forStart = ({ settings }: State, { run }: Container): Run =>
  isOlder(settings.api.max, '1.42') ? run : { ...run, oomKilled: false }

function join(state: State, container: Container): Joined {
  let told: readonly EventMessage[] = []
  try {
    return joinNetworks(state, container, state.clock.now(), (events) => (told = events))
  } catch (thrown) {
    throw refuse(state, container, thrown, told)
  }
}

/** What a container gives back at its end: its place on its networks, then its volumes. */
function giveBack(state: State, container: Container): Joined {
  const left = leaveNetworks(state, container, state.clock.now())
  return { ...left, events: [...left.events, ...releaseVolumes(state, container, state.clock.now())] }
}

/** Writes down why a container could not be started; one that removes itself is gone then. */
function refuse(state: State, container: Container, thrown: unknown, events: readonly EventMessage[]): unknown {
  if (thrown instanceof UnknownUser)
    return refuse(state, container, state.error('InvalidParameter', thrown.message), events)
  const missing = thrown instanceof ProgramMissing
  const sentence = missing
    ? `${refusalOf(state.settings.api.max)}: ${thrown.message}: unknown`
    : (thrown as Error).message
  const step = failStart(container, missing ? thrown.exitCode : 128, sentence)
  state.containers.apply({ ...step, events })
  if (step.after?.run.phase !== 'restarting') removeItself(state, container.id)
  return missing ? state.error('InvalidParameter', sentence) : thrown
}

// The layers between dockerd and the program: dockerd speaks of the task from API 1.43 on, and runc of its stages in the
// releases that come with 1.48.
function refusalOf(newest: string): string {
  const task = isOlder(newest, '1.43') ? '' : 'failed to create task for container: '
  const stage = isOlder(newest, '1.48') ? '' : ': error during container init'
  const layers = 'failed to create shim task: OCI runtime create failed: runc create failed'
  return `${task}${layers}: unable to start container process${stage}`
}

function end(state: State, id: string, pid: number, code: number): void {
  const { containers, clock } = state
  const before = containers.get(id)
  if (before === undefined || before.run.pid !== pid) return
  const now = clock.now()
  const left = giveBack(state, before)
  const step = exit(before, now, code, left, durationOf(state, before, now))
  containers.apply({ ...step, events: [...step.events, ...left.events] })
  const after = containers.get(id)
  if (after?.run.phase === 'restarting') restartLater(state, after)
  else removeItself(state, id)
}

/** Engines from API 1.42 on say how many seconds a container has run. */
function durationOf({ settings }: State, { run: { startedAt } }: Container, now: Instant): Record<string, string> {
  if (isOlder(settings.api.max, '1.42')) return {}
  return { execDuration: String(Math.floor((now - (startedAt ?? now)) / 1_000_000)) }
}

function removeItself(state: State, id: string): void {
  const container = state.containers.get(id)
  if (container === undefined || container.removing || container.keepers > 0) return
  if (container.hostConfig.AutoRemove === true) destroy(state, container, true)
}

/** Starts a container again after its back-off, unless its restart is abandoned before. */
function restartLater(state: State, { id, run: waiting, backOff }: Container): void {
  const { containers, clock, pending } = state
  const finish = (): void => {
    callOff()
    unwatch()
    forget()
  }
  const callOff = clock.at(clock.now() + backOff, () => {
    finish()
    restartNow(state, id)
  })
  const unwatch = containers.watch(id, ({ after }) => {
    if (after?.run !== waiting) finish()
  })
  const forget = pending.add(finish)
}

function restartNow(state: State, id: string): void {
  const container = state.containers.get(id)
  if (container?.run.phase !== 'restarting') return
  // Nobody asked for it: why it failed is in its record, beside the code that its last run has ended with.
  const fail = (): void => {
    const failed = state.containers.get(id)
    if (failed?.run.phase !== 'restarting') return
    const { exitCode } = container.run
    state.containers.apply(abandonRestart({ ...failed, run: { ...failed.run, exitCode } }))
    removeItself(state, id)
  }
  try {
    const begun = run(state, container, container)
    if (!(begun instanceof Promise)) return
    begun.then((how) => {
      if (how === 'changed') restartNow(state, id)
    }, fail)
  } catch {
    fail()
  }
}
