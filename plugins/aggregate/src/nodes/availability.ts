import type { Answer } from 'libswarm-core'
import type { AskEngine } from './ask.js'
import { kindOf } from './failure.js'

/** Whether a node takes new containers: `pause` is cordoned, `drain` is about to be emptied. */
export type Availability = 'active' | 'pause' | 'drain'

/** The label of a volume that keeps what an operator has said of its node. */
export const markLabel = 'com.docker.swarm.availability'

/**
 * The name of the volume by whose label an engine keeps whether it takes containers. Without it, it does. A node that is a pool
 * itself has volumes of that name on its own nodes, which they are about: what is said of it has its name, too.
 */
export const markVolume = 'swarmd-availability'

/** The body that makes the mark of an availability. A volume with options is one that no engine prunes. */
export const markOf = (name: string, availability: Availability) => ({
  Name: name,
  Driver: 'local',
  DriverOpts: { type: 'tmpfs', device: 'tmpfs' },
  Labels: { [markLabel]: availability },
})

/** Reads the mark of an engine; `active` where it has none, or cannot have one. */
export async function readMark(ask: AskEngine, name: string): Promise<Availability> {
  try {
    return availabilityIn(await ask({ operation: 'VolumeInspect', path: { name } }))
  } catch (thrown) {
    if (['NotFound', 'NotImplemented'].includes(kindOf(thrown) ?? '')) return 'active'
    throw thrown
  }
}

function availabilityIn({ Labels }: Answer<'VolumeInspect'>): Availability {
  const kept = Labels?.[markLabel]
  return kept === 'pause' || kept === 'drain' ? kept : 'active'
}
