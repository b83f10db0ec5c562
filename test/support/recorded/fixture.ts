import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { release } from './versions.js'
import type { Recorded } from './step.js'

/** The versions of what was recorded. */
export interface Versions {
  readonly engine: string
  readonly api: string
  readonly docker: string
}

/** What a real engine answered to the table of commands. */
export interface CommandFixture {
  readonly versions: Versions
  readonly groups: Readonly<Record<string, readonly Recorded[]>>
}

// Compiled tests lie in dist-test, fixtures beside their sources.
const folder = new URL('../../../test/fixtures/recorded/', import.meta.url)

/** The name of the fixture for a version of `docker`. */
export const commandFixture = (docker: string): string => `commands-${release(docker)}`

/** Whether there is a fixture of a name. */
export const hasFixture = (name: string): boolean => existsSync(new URL(`${name}.json`, folder))

/** Reads a fixture by its name: `commands-28.2`. */
export async function readFixture<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8')) as T
}

/** Writes a fixture and returns its path. */
export async function writeFixture(name: string, fixture: unknown): Promise<string> {
  const path = fileURLToPath(new URL(`${name}.json`, folder))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(fixture, null, 2)}\n`)
  return path
}
