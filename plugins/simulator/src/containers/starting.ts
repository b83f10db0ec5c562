import { digest } from '../digest.js'
import { addLocalImages } from '../images/add-local.js'
import type { State } from '../state.js'
import { addContainer } from './create.js'
import { claimName } from './naming.js'
import { runForClient } from './runs.js'

const request = { Image: 'busybox:latest', Cmd: ['sleep', 'infinity'] }

/**
 * Adds containers by name, running, as if clients had created and started them. Their ids are made of their names, and of
 * the engine's ID where that was given: those of two engines of a pool are then others.
 */
export function addStartingContainers(state: State, names: readonly string[], engineId = ''): void {
  const { error } = state
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw error('InvalidParameter', `the container name "${twice}" is given twice`)
  if (names.length > 0) addLocalImages(state, [request.Image])
  for (const asked of names) {
    // dockerd's own sentence says what is allowed, and not how much of it.
    if (/^[a-zA-Z0-9]$/.test(asked)) {
      throw error('InvalidParameter', `the container name "${asked}" is too short: it has two characters at least`)
    }
    const name = claimName(state, asked)
    const { container } = addContainer(state, request, { name, id: digest(engineId + name) })
    void runForClient(state, container)
  }
}
