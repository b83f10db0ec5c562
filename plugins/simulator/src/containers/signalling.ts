import type { State } from '../state.js'
import type { Container } from './container.js'
import { killSignal, stopsForGood } from './signals.js'
import { abandonRestart, signal, unpause, type Step } from './transitions.js'

/**
 * Sends a signal to the main process of a container that runs. One that waits for its restart has none: it is not
 * started again. A paused one goes on, unless it is killed outright.
 */
export function sendSignal(state: State, container: Container, number: number): void {
  const { containers, clock, processes } = state
  const { id, run } = container
  const step = signal(container, clock.now(), number)
  if (run.phase === 'restarting') {
    containers.apply({ ...step, events: [] })
    if (step.after?.restsAtExit === true) containers.apply(abandonRestart(step.after))
    return
  }
  containers.apply(step)
  processes.signal(id, number)
  const paused = containers.get(id)
  if (paused?.run.phase !== 'paused' || number === killSignal || !stopsForGood(paused, number)) return
  containers.apply(unpause(paused, clock.now()))
  processes.resume(id)
}

/**
 * Does something to a container that runs, and resolves when its main process has ended or its restart is abandoned.
 * `then` is called at that very moment, before anything else happens to the container.
 */
export function untilEnded(state: State, id: string, act: () => void, then?: (step: Step) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      unwatch()
      forget()
    }
    const unwatch = state.containers.watch(id, (step) => {
      if (step.exitCode === undefined && step.after !== undefined) return
      finish()
      then?.(step)
      resolve()
    })
    const forget = state.pending.add(() => {
      unwatch()
      reject(state.error('Unavailable', 'the engine has been closed'))
    })
    act()
  })
}
