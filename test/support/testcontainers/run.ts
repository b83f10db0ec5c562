import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('main.js', import.meta.url))

/** What came of one check. */
export interface Outcome {
  readonly title: string
  /** Why it failed; undefined where it did not. */
  readonly failure?: string
}

/**
 * Runs checks in a process of their own, since Testcontainers looks for its engine once a process, by the environment.
 * `through` are words of a program that becomes it.
 */
export async function runChecks(
  about: readonly string[],
  env: Readonly<Record<string, string>>,
  through: readonly string[] = [],
): Promise<ReadonlyMap<string, Outcome>> {
  const [command, ...words] = [...through, process.execPath, program, ...about] as [string, ...string[]]
  const child = spawn(command, words, { env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => void (complaints += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const outcomes = new Map<string, Outcome>()
  for await (const line of createInterface({ input: child.stdout })) {
    const outcome = JSON.parse(line) as Outcome
    outcomes.set(outcome.title, outcome)
  }
  const code = await ended
  if (code !== 0) throw new Error(`the checks ended with ${code}: ${complaints}`)
  return outcomes
}

// Not the machine's engine and accounts, no Ryuk, and where published ports are, wherever this runs.
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  TESTCONTAINERS_RYUK_DISABLED: 'true',
  TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
})
