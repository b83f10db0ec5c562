import { fileURLToPath } from 'node:url'
import { splitWords } from 'libswarm-core'
import type { DockerResult } from '../docker.js'
import { findProgram, run } from '../processes.js'
import { versionText } from '../tours/tour.js'

// Compiled tests lie in dist-test, fixtures beside their sources.
const folder = fileURLToPath(new URL('../../../test/fixtures/compose/', import.meta.url))

/** Why docker-compose 1 (Debian's `docker-compose`) cannot be run here; undefined when it can. */
export function composeMissing(): string | undefined {
  if (findProgram('docker-compose') === undefined) return 'docker-compose not installed'
  return composeVersion().startsWith('1.') ? undefined : `docker-compose is ${composeVersion()}, not 1`
}

/** The version of docker-compose. */
export const composeVersion = (): string => versionText('docker-compose', 'version', '--short') ?? ''

/** Runs `docker-compose` against an engine, on a file of `test/fixtures/compose` unless the command names others. */
export async function compose(address: string, file: string, command: string): Promise<DockerResult> {
  const args = ['--ansi', 'never', '--project-name', 'shop', ...splitWords(command)]
  const { code, stdout, stderr } = await run(findProgram('docker-compose')!, args, {
    cwd: folder,
    env: environment(address, file),
  })
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

// Without the proxies of the machine, which it takes for an engine on loopback, too.
const environment = (address: string, file: string): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  DOCKER_HOST: address,
  COMPOSE_FILE: file,
  LANG: 'C.UTF-8',
  TZ: 'UTC',
})
