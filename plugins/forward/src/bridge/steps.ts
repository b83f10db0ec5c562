import { containers } from './containers.js'
import { images } from './images.js'
import { networks } from './networks.js'
import type { Step } from './step.js'
import { system } from './system.js'
import { isOlder } from './versions.js'

/** Every change of the Engine API that a bridge knows, the oldest first. */
export const steps: readonly Step[] = [...containers, ...images, ...networks, ...system].sort((a, b) =>
  a.since === b.since ? 0 : isOlder(a.since, b.since) ? -1 : 1,
)
