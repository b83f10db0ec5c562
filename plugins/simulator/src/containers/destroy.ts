import { leaveNetworks } from '../networks/joining.js'
import type { State } from '../state.js'
import { removeAnonymousVolumes } from '../volumes/mounting.js'
import type { Container } from './container.js'
import { remove } from './transitions.js'

/** Removes a container that is not running, with its volumes without a name where that is asked for. */
export function destroy(state: State, container: Container, withVolumes: boolean): void {
  const { containers, processes, answers, clock } = state
  const volumes = withVolumes ? removeAnonymousVolumes(state, container, clock.now()) : []
  // Those that it has joined since its last run.
  leaveNetworks(state, container, clock.now())
  const step = remove(container, clock.now())
  processes.forget(container.id)
  answers.inspects.delete(container.id)
  containers.apply({ ...step, events: [...volumes, ...step.events] })
}
