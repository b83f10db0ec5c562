import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a program ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The folder of this package. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program to its end in a folder. */
export function run(cwd: string, command: string, ...words: readonly string[]): Promise<Ended> {
  // Nothing that the tests' own caller set for npm or for Node's test runner.
  const { PATH, HOME } = process.env
  return new Promise((resolve) => {
    const child = execFile(command, words, { cwd, env: { PATH, HOME } }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** Runs what `npm init libswarm-backend` runs. */
export const create = (cwd: string, ...words: readonly string[]): Promise<Ended> =>
  run(cwd, process.execPath, `${root}/bin/create.js`, ...words)
