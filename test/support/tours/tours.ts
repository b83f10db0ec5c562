import { compose } from './compose.js'
import { dockerPy } from './docker-py.js'
import { dockerode } from './dockerode.js'
import type { Tour } from './tour.js'

/** The clients whose tours are recorded. */
export const tours: readonly Tour[] = [dockerode, dockerPy, compose]
