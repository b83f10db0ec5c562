import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a program ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The folder of this package. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The file that `npm init libswarm-backend` runs. */
export const bin = `${root}bin/create.js`

/** Nothing that the tests' own caller set for npm or for Node's test runner. */
export function plainEnvironment(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME }
}

/** Runs a program to its end in a folder, with nobody to answer it. */
export function run(cwd: string, command: string, ...words: readonly string[]): Promise<Ended> {
  return runWith({}, cwd, command, ...words)
}

/** The same, with more in its environment. */
export function runWith(
  environment: Readonly<Record<string, string>>,
  cwd: string,
  command: string,
  ...words: readonly string[]
): Promise<Ended> {
  const env = { ...plainEnvironment(), ...environment }
  return new Promise((resolve) => {
    const child = execFile(command, words, { cwd, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
    child.stdin?.end()
  })
}

/** Runs what `npm init libswarm-backend` runs. */
export const create = (cwd: string, ...words: readonly string[]): Promise<Ended> =>
  run(cwd, process.execPath, bin, ...words)
