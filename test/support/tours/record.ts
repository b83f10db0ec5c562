import { install as forward } from 'libswarm-backend-forward'
import { startEngine } from '../engine.js'
import { writeFixture, type Versions } from '../recorded/fixture.js'
import { versionsOf } from '../recorded/versions.js'
import { tell, type Tour, type ToldTour } from './tour.js'

/** A tour as it went through a real engine. */
export interface TourFixture extends ToldTour {
  readonly versions: Versions
}

/** The name of a tour's fixture. */
export const tourFixture = ({ title }: Tour): string => `tour-${title}`

/** Goes a tour through `debug` in front of a real engine, and writes what came of it. */
export async function recordTour(tour: Tour): Promise<string> {
  const missing = tour.missing()
  if (missing !== undefined) throw new Error(missing)
  const engine = await startEngine({ bridge: true })
  try {
    const told = await tell(tour, { name: 'forward', install: forward, options: { address: engine.address } })
    return await writeFixture(tourFixture(tour), { versions: await versionsOf(engine.address), ...told })
  } finally {
    await engine.close()
  }
}
