import { splitWords } from 'libswarm-core'
import { docker } from '../docker.js'
import { Ids, recorded } from './normalise.js'
import type { Recorded, Step } from './step.js'

/** Runs commands one after the other against an engine. `env` is set besides. */
export async function runSteps(
  address: string,
  steps: readonly Step[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Recorded[]> {
  const ids = new Ids()
  const began = seconds()
  const results: Recorded[] = []
  for (const step of steps) {
    const timed = step.command.replaceAll('%began%', began).replaceAll('%now%', seconds())
    const running = docker(address, splitWords(timed), { input: step.input ?? '', limit: 10_000, env })
    // A command that hangs is one failure, not the end of the table.
    const result = await running.catch(() => ({ code: 128, stdout: '', stderr: 'did not end\n' }))
    results.push(recorded(step, result, ids))
  }
  return results
}

function seconds(): string {
  return (Date.now() / 1000).toFixed(3)
}
