import { Containers } from './containers/containers.js'
import { ContainerAnswers } from './containers/answers.js'
import type { MakeError } from './errors.js'
import { EventLog } from './events/log.js'
import { Images } from './images/images.js'
import { Pending } from './pending.js'
import { Processes } from './processes/processes.js'
import type { Settings } from './settings.js'
import { Streams } from './streams.js'
import type { Clock, Random } from './world.js'

/** What a simulated engine is made of; the clock, the random source and the errors are handed in. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly error: MakeError
  readonly settings: Settings
}

/** One simulated engine: each resource's state is in one place. */
export interface State extends Surroundings {
  readonly events: EventLog
  readonly containers: Containers
  readonly answers: ContainerAnswers
  readonly images: Images
  readonly processes: Processes
  readonly streams: Streams
  readonly pending: Pending
}

/** An engine that holds nothing yet. */
export function createState(surroundings: Surroundings): State {
  const events = new EventLog()
  const containers = new Containers((messages) => events.publish(messages))
  return {
    ...surroundings,
    events,
    containers,
    answers: new ContainerAnswers(),
    images: new Images(),
    processes: new Processes(),
    streams: new Streams(),
    pending: new Pending(),
  }
}
