import { join } from 'node:path'
import type { Candidate } from './candidate.js'
import type { Examined } from './manifest.js'
import { nameOf } from './resolve-name.js'

/** Whether an installed backend can be used; all but the first two come with a reason. */
export type BackendStatus =
  'standard' | 'ok' | 'incompatible' | 'invalid' | 'shadowed' | 'not a direct dependency' | 'denied'

/** A status and its reason. */
export interface Standing {
  readonly status: BackendStatus
  readonly reason: string | undefined
}

/** Whether a candidate can be used: what is said of it by others goes before what is wrong in it. */
export function standingOf(candidate: Candidate, examined: Examined, deny: readonly string[] = []): Standing {
  const { place, home, shadow, problem } = candidate
  const denied = deniedAs(deny, candidate.package, examined.package)
  if (denied !== undefined) return { status: 'denied', reason: `the deny list has "${denied}"` }
  if (shadow !== undefined) return { status: 'shadowed', reason: shadowedBy(shadow) }
  if (place === 'indirect') {
    const reason = `it is in node_modules, but no dependency in ${join(home!, 'package.json')}: npm i ${candidate.package}`
    return { status: 'not a direct dependency', reason }
  }
  if (problem !== undefined) return { status: 'invalid', reason: problem }
  if (examined.status !== 'ok') return { status: examined.status, reason: examined.reason }
  return { status: place === 'standard' ? 'standard' : 'ok', reason: undefined }
}

/** The entry of a deny list that a package is meant by. */
export function deniedAs(deny: readonly string[], ...packages: readonly (string | undefined)[]): string | undefined {
  const names = packages.flatMap((name) => (name === undefined ? [] : [name, nameOf(name)]))
  return deny.find((entry) => names.includes(entry))
}

function shadowedBy({ place, folder }: Candidate): string {
  const by = place === 'standard' ? `the name is taken by the standard backend in ${folder}` : `${folder} comes first`
  return `${by}; name this one by the path of its folder`
}
