import type { Container } from '../containers/container.js'
import type { EventMessage } from '../events/log.js'
import type { State } from '../state.js'

/** Notes which execs of a container have not ended, and tells what happened. */
export function changeExecs(
  { containers }: State,
  before: Container,
  execIds: readonly string[],
  events: readonly EventMessage[],
): void {
  containers.apply({ before, after: { ...before, execIds }, events })
}
