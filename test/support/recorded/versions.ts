import { execFileSync } from 'node:child_process'
import { docker } from '../docker.js'
import { engineMissing } from '../engine.js'
import type { Versions } from './fixture.js'

/** The versions of an engine and of the `docker` that asks it. */
export async function versionsOf(address: string): Promise<Versions> {
  const format = '{{.Server.Version}} {{.Server.APIVersion}} {{.Client.Version}}'
  const { stdout, stderr } = await docker(address, ['version', '--format', format])
  const [engine, api, client] = stdout.trim().split(' ')
  if (engine === undefined || api === undefined || client === undefined) throw new Error(`docker version: ${stderr}`)
  return { engine, api, docker: client }
}

/** The release of the `docker` on `PATH`; it says things of its own, and asks for another default here and there. */
export async function dockerRelease(): Promise<string> {
  const { stdout } = await docker('unix:///nowhere.sock', ['--version'])
  return release(/\d\S+/.exec(stdout)?.[0] ?? '')
}

/** `20.10` of `20.10.24+dfsg1`: what an engine answers is the same in there. */
export const release = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Why what was recorded from one release of the engine cannot be held against the one here; undefined where it can. */
export function engineDiffers(recorded: string): string | undefined {
  const missing = engineMissing()
  if (missing !== undefined) return missing
  const here = /\d+\.\d\S*/.exec(execFileSync('dockerd', ['--version'], { encoding: 'utf8' }))?.[0] ?? ''
  if (release(here) === release(recorded)) return undefined
  return `recorded from Docker Engine ${release(recorded)}, this is ${release(here)}: npm run record`
}
