import type { Container, Ports } from '../containers/container.js'
import type { State } from '../state.js'
import { gatewayOf } from './gateway.js'
import type { HeldPort } from './host-ports.js'
import { refusing } from './joining.js'
import { portsOf } from './published.js'

/** How many ports that are taken on the machine are passed over, for one that may be any. */
const mostTries = 1000
/** How many are opened in one turn of the event loop. */
const perTurn = 16

/**
 * Goes on when the machine listens for the ports that a container holds, at once where there is nothing to listen for.
 * `refused` is told in dockerd's words why one cannot be had; others may be open then. Until either has returned, nobody
 * else is to open ports of that container: `state.opening` has it.
 */
export function whenOpen<T>(
  state: State,
  container: Container,
  go: (ports: Ports) => T,
  refused: (thrown: unknown) => T,
): T | Promise<T> {
  const { id } = container
  const groups = state.networks.ports.groups(id).filter((group) => group.some((one) => state.doors.has(one)))
  if (groups.length === 0) return go(container.ports)
  const opening = openAll(state, container, groups)
    .then(go, refused)
    .finally(() => state.opening.delete(id))
  state.opening.set(id, opening)
  return opening
}

type Group = readonly HeldPort[]

async function openAll(state: State, container: Container, groups: readonly Group[]): Promise<Ports> {
  const { config, hostConfig, id } = container
  for (const [index, group] of groups.entries()) {
    await openGroup(state, container, group)
    if (state.doors.isClosed) throw state.error('Unavailable', 'the engine has been closed')
    if (index % perTurn === perTurn - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return portsOf(config, hostConfig, state.networks.ports.of(id))
}

/** Opens what was given for one port; what may be any is exchanged where it is taken on the machine. */
async function openGroup(state: State, container: Container, given: Group): Promise<void> {
  const { networks, doors, error } = state
  const gateway = gatewayOf(networks, container)
  const refuse = gateway === undefined ? error : refusing(state, container.name, gateway)
  let group = given
  for (let tries = 1; ; tries++) {
    const refused = await doors.open(container.id, group)
    if (refused === undefined) return
    const mayBeAny = refused.isTaken && group[0]!.wanted.from === 0 && tries < mostTries
    // A container that has gone or left meanwhile has given back what it held.
    const isHeld = networks.ports.of(container.id).includes(group[0]!)
    if (!mayBeAny || !isHeld) throw refuse('Internal', refused.sentence)
    group = networks.ports.exchange(container.id, group, refuse)
  }
}
