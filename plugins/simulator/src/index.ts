import type { Install } from 'libswarm-core'
import { containerHandlers } from './containers/handlers.js'
import { addStartingContainers } from './containers/starting.js'
import type { MakeError } from './errors.js'
import { registerAll } from './register.js'
import { standardSettings } from './settings.js'
import { createState } from './state.js'
import { systemHandlers } from './system/handlers.js'
import { realClock, realRandom } from './world.js'

/** What the manifest declares: the names of the containers that are there from the start, running. */
export interface SimulatorOptions {
  readonly name?: readonly string[]
}

/** A Docker Engine in memory. Operations that it does not simulate are left to the next backend. */
export const install: Install<SimulatorOptions> = (engine, options) => {
  const error: MakeError = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const state = createState({ clock: realClock(), random: realRandom, error, settings: standardSettings })
  addStartingContainers(state, options.name ?? [])
  registerAll(engine, state, { ...systemHandlers, ...containerHandlers })
  engine.onClose(() => {
    state.streams.close()
    state.processes.close()
  })
}
