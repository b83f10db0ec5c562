import type { Answer } from 'libswarm-core'
import type { AskEngine } from './ask.js'
import { kindOf } from './failure.js'

/** Whether a node takes new containers: `pause` is cordoned, `drain` is about to be emptied. */
export type Availability = 'active' | 'pause' | 'drain'

/** The label of a volume that keeps what an operator has said of its node. */
export const markLabel = 'com.docker.swarm.availability'

/** The name of the volume by whose label an engine keeps whether it takes containers. Without it, it does. */
export const markVolume = 'swarmd-availability'

/** The body that makes the mark of an availability. A volume with options is one that no engine prunes. */
export const markOf = (availability: Availability) => ({
  Name: markVolume,
  Driver: 'local',
  DriverOpts: { type: 'tmpfs', device: 'tmpfs' },
  Labels: { [markLabel]: availability },
})

/** Reads the mark of an engine; `active` where it has none, or cannot have one. */
export async function readMark(ask: AskEngine): Promise<Availability> {
  try {
    return availabilityIn(await ask({ operation: 'VolumeInspect', path: { name: markVolume } }))
  } catch (thrown) {
    if (['NotFound', 'NotImplemented'].includes(kindOf(thrown) ?? '')) return 'active'
    throw thrown
  }
}

function availabilityIn({ Labels }: Answer<'VolumeInspect'>): Availability {
  const kept = Labels?.[markLabel]
  return kept === 'pause' || kept === 'drain' ? kept : 'active'
}
