import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, run, type RunOptions } from './processes.js'

/** How a `docker` command ended. */
export interface DockerResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Why no `docker` command can be run here; undefined when one can. */
export function dockerMissing(): string | undefined {
  return findProgram('docker') === undefined ? 'docker not installed' : undefined
}

/** Why no `docker` command can be given a terminal here; undefined when one can. */
export function terminalMissing(): string | undefined {
  return findProgram('script') === undefined ? 'script (util-linux) not installed' : undefined
}

/** Runs `docker` against an address, with no configuration of the machine's. */
export async function docker(
  address: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<DockerResult> {
  return clean(address, options, (prepared) => run(findProgram('docker')!, args, prepared))
}

/** Runs a line of `sh` in which `docker` speaks to an address, with no configuration of the machine's. */
export function dockerInShell(address: string, line: string, options: RunOptions = {}): Promise<DockerResult> {
  return clean(address, options, (prepared) => run('/bin/sh', ['-c', line], prepared))
}

/** Runs `docker` on a terminal. What it writes to either stream is in `stdout`. */
export async function dockerOnTerminal(
  address: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<DockerResult> {
  const command = [findProgram('docker')!, ...args].map(quote).join(' ')
  return clean(address, options, (prepared) =>
    run(findProgram('script')!, ['--quiet', '--return', '--command', command, '/dev/null'], {
      ...prepared,
      attended: true,
    }),
  )
}

/** The environment of a `docker` command. */
export function dockerEnvironment(address: string, configFolder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: configFolder,
    DOCKER_CONFIG: configFolder,
    DOCKER_HOST: address,
    DOCKER_BUILDKIT: '0',
    DOCKER_CLI_HINTS: 'false',
    TERM: 'dumb',
    LANG: 'C',
    TZ: 'UTC',
  }
}

async function clean(
  address: string,
  { env, ...options }: RunOptions,
  start: (options: RunOptions) => ReturnType<typeof run>,
): Promise<DockerResult> {
  const folder = mkdtempSync(join(tmpdir(), 'docker-config-'))
  try {
    const { code, stdout, stderr } = await start({ ...options, env: { ...dockerEnvironment(address, folder), ...env } })
    return { code, stdout: stdout.toString(), stderr: stderr.toString() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
