import { startEngine } from '../engine.js'
import { groups } from '../simulator-commands/index.js'
import { clearEngine } from './clear-engine.js'
import { commandFixture, writeFixture, type CommandFixture } from './fixture.js'
import { runSteps } from './run-steps.js'
import type { Recorded } from './step.js'
import { versionsOf } from './versions.js'

/** Runs the table of commands against a real engine, and writes what came of it for this release of `docker`. */
export async function recordCommands(): Promise<string> {
  const engine = await startEngine({ bridge: true })
  try {
    const versions = await versionsOf(engine.address)
    const recorded: Record<string, readonly Recorded[]> = {}
    for (const { title, steps } of groups) {
      recorded[title] = await runSteps(engine.address, steps)
      await clearEngine(engine.address)
    }
    return await writeFixture(commandFixture(versions.docker), { versions, groups: recorded } satisfies CommandFixture)
  } finally {
    await engine.close()
  }
}
