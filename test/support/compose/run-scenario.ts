import { setTimeout as pause } from 'node:timers/promises'
import { Ids, recorded } from '../recorded/normalise.js'
import type { Recorded, Step } from '../recorded/step.js'
import { compose } from './compose.js'
import { withoutChance } from './normalise.js'

/** `docker-compose` commands that follow one another, on an engine on which nothing has happened. */
export interface Scenario {
  readonly title: string
  /** The file in `test/fixtures/compose` whose services they are about. */
  readonly file: string
  readonly steps: readonly Step[]
}

/** Runs the commands of a scenario against an engine. */
export async function runScenario(address: string, { file, steps }: Scenario): Promise<readonly Recorded[]> {
  const ids = new Ids()
  const results: Recorded[] = []
  for (const step of steps) {
    await pause(step.after ?? 0)
    // A command that hangs is one failure, not the end of the scenario.
    const { code, stdout, stderr } = await compose(address, file, step.command).catch((thrown: Error) => {
      return { code: 128, stdout: '', stderr: `${thrown.message}\n` }
    })
    results.push(recorded(step, { code, stdout: withoutChance(stdout), stderr: withoutChance(stderr) }, ids))
  }
  return results
}
