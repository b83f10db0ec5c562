import { execFileSync } from 'node:child_process'
import { createDebug } from 'libswarm-backend-debug'
import type { BackendSpec } from 'libswarm-core'
import { startTestDaemon } from 'libswarm-core/testing'
import { Ids, withoutDiffering } from '../recorded/normalise.js'
import { findProgram, run, type Ended } from '../processes.js'
import { operationsIn } from './operations.js'

/** A client's way through an engine. */
export interface Tour {
  readonly title: string
  /** Why it cannot be gone here; undefined when it can. */
  missing(): string | undefined
  /** Whether it always calls in the same order. */
  readonly ordered: boolean
  /** The version of the client: another one calls other operations. */
  version(): string
  /** Goes it, with the environment that is given and nothing else, and tells what the client said. */
  go(env: Readonly<Record<string, string>>): Promise<readonly string[]>
}

/** What came of a tour, without what differs from run to run. */
export interface ToldTour {
  readonly client: string
  readonly said: readonly string[]
  readonly operations: readonly string[]
}

/** Goes a tour through `debug` in front of a backend. */
export async function tell(tour: Tour, behind: BackendSpec): Promise<ToldTour> {
  const lines: string[] = []
  const debug = {
    name: 'debug',
    install: createDebug((text) => void lines.push(text)),
    options: { quiet: true, v: false },
  }
  const daemon = await startTestDaemon({ backends: [debug, behind] })
  const ids = new Ids()
  try {
    const said = await tour.go(environment(daemon.address))
    const masked = said.map((text) => {
      ids.next()
      return ids.named(withoutDiffering(text))
    })
    const operations = operationsIn(lines)
    return { client: tour.version(), said: masked, operations: tour.ordered ? operations : operations.toSorted() }
  } finally {
    await daemon.close()
  }
}

// Proxies of the machine are not for an engine beside it, though Python's clients take them.
function environment(address: string): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', DOCKER_HOST: address, LANG: 'C.UTF-8', TZ: 'UTC' }
}

/** What a program printed, line by line. Rejects with what it said when it failed. */
export async function printed(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const ended = await run(program, args, { env })
  if (ended.code !== 0) throw new Error(`${program} exited with ${ended.code}: ${textOf(ended)}`)
  return ended.stdout.toString().trimEnd().split('\n')
}

const textOf = ({ stdout, stderr }: Ended): string => `${stderr.toString()}${stdout.toString().slice(-500)}`

/** What a program prints of its version; undefined when it cannot be run. */
export function versionText(program: string, ...args: string[]): string | undefined {
  const path = program.startsWith('/') ? program : findProgram(program)
  if (path === undefined) return undefined
  try {
    return execFileSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
