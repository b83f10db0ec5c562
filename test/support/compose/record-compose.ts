import { startEngine } from '../engine.js'
import { clearEngine } from '../recorded/clear-engine.js'
import { writeFixture, type Versions } from '../recorded/fixture.js'
import type { Recorded } from '../recorded/step.js'
import { versionsOf } from '../recorded/versions.js'
import { composeMissing, composeVersion } from './compose.js'
import { runScenario } from './run-scenario.js'
import { scenarios } from './scenarios.js'

/** The name of the fixture. */
export const composeFixture = 'compose'

/** What came of the scenarios through a real engine. */
export interface ComposeFixture {
  readonly versions: Versions
  /** The version of docker-compose: another one says other things. */
  readonly client: string
  readonly scenarios: Readonly<Record<string, readonly Recorded[]>>
}

/** Runs the scenarios against a real engine, and writes what came of them. */
export async function recordCompose(): Promise<string> {
  const missing = composeMissing()
  if (missing !== undefined) throw new Error(missing)
  const engine = await startEngine({ bridge: true })
  try {
    const told: Record<string, readonly Recorded[]> = {}
    for (const scenario of scenarios) {
      told[scenario.title] = await runScenario(engine.address, scenario)
      await clearEngine(engine.address)
    }
    const versions = await versionsOf(engine.address)
    const fixture = { versions, client: composeVersion(), scenarios: told } satisfies ComposeFixture
    return await writeFixture(composeFixture, fixture)
  } finally {
    await engine.close()
  }
}
