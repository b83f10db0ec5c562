import type { Install } from 'libswarm-core'
import { containerHandlers } from './containers/handlers.js'
import { addStartingContainers } from './containers/starting.js'
import type { MakeError } from './errors.js'
import { addLocalImages } from './images/add-local.js'
import { imageHandlers } from './images/handlers.js'
import { readSettings, type SimulatorOptions } from './options.js'
import { execHandlers } from './execs/handlers.js'
import { networkHandlers } from './networks/handlers.js'
import { registerAll } from './register.js'
import { createState } from './state.js'
import { systemHandlers } from './system/handlers.js'
import { realClock, realRandom, seededRandom } from './world.js'
import { volumeHandlers } from './volumes/handlers.js'

export type { SimulatorOptions }

/** A Docker Engine in memory. Operations that it does not simulate are left to the next backend. */
export const install: Install<SimulatorOptions> = (engine, options) => {
  const error: MakeError = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const { image = [], name = [], seed } = options
  const random = seed === undefined ? realRandom : seededRandom(String(seed))
  const state = createState({ clock: realClock(), random, error, settings: readSettings(options, error) })
  addLocalImages(state, image)
  addStartingContainers(state, name)
  registerAll(engine, state, {
    ...systemHandlers,
    ...containerHandlers,
    ...execHandlers,
    ...imageHandlers,
    ...networkHandlers,
    ...volumeHandlers,
  })
  engine.onClose(() => {
    state.streams.close()
    state.processes.close()
    state.pending.close()
  })
}
