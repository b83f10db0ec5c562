import { swarmError, type Install } from 'libswarm-core'
import { serve } from '../dist/serve.js'
import { standardSettings } from '../dist/settings.js'
import { createState, type State, type Surroundings } from '../dist/state.js'
import { realClock, realRandom } from '../dist/world.js'

/** The state of an engine that holds nothing yet, in the real world but for what is given. */
export const newState = (surroundings: Partial<Surroundings> = {}): State =>
  createState({
    ...{ clock: realClock(), random: realRandom, error: swarmError, settings: standardSettings },
    ...surroundings,
  })

/** A backend that answers from a state. */
export const serving =
  (state: State): Install =>
  (engine) =>
    serve(engine, state)
