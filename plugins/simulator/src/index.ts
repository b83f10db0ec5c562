import type { Install } from 'libswarm-core'
import { addStartingContainers } from './containers/starting.js'
import type { MakeError } from './errors.js'
import { addLocalImages } from './images/add-local.js'
import { readSettings, type SimulatorOptions } from './options.js'
import { serve } from './serve.js'
import { createState } from './state.js'
import { realClock, realRandom, seededRandom } from './world.js'

export type { SimulatorOptions }

/** A Docker Engine in memory. Operations that it does not simulate are left to the next backend. */
export const install: Install<SimulatorOptions> = (engine, options) => {
  const error: MakeError = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const { image = [], name = [], seed } = options
  const random = seed === undefined ? realRandom : seededRandom(String(seed))
  const settings = readSettings(options, error)
  const state = createState({ clock: realClock(settings.clockOffset), random, error, settings }, options.id)
  addLocalImages(state, image)
  addStartingContainers(state, name, options.id)
  serve(engine, state)
}
