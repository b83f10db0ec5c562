import type { MakeError } from './errors.js'
import { newest, oldest, releaseOf } from './releases.js'

/** Two API versions, both included. */
export interface ApiRange {
  readonly min: string
  readonly max: string
}

/** Every API version that the simulated engine speaks unless its option says otherwise. */
export const everyVersion: ApiRange = { min: oldest, max: newest }

/** Throws `InvalidParameter` for a version outside the range, in the words of moby's `middleware/version.go`. */
export function checkVersion(version: string | undefined, { min, max }: ApiRange, error: MakeError): void {
  if (version === undefined) return
  if (isOlder(version, min)) {
    const sentence = `client version ${version} is too old. Minimum supported API version is ${min}`
    throw error('InvalidParameter', `${sentence}, please upgrade your client to a newer version`)
  }
  if (isOlder(max, version)) {
    throw error('InvalidParameter', `client version ${version} is too new. Maximum supported API version is ${max}`)
  }
}

/** The API version that a job is answered by: the one that its client asked for, the newest otherwise. */
export const versionOf = (
  { settings }: { readonly settings: { readonly api: ApiRange } },
  { version }: { readonly version?: string | undefined },
): string => version ?? settings.api.max

/** Reads `1.24-1.41` or `1.41`; throws `InvalidParameter` for what is no range of versions that there are. */
export function readRange(text: string, error: MakeError): ApiRange {
  const [, min = '', max = min] = /^(1\.\d+)(?:-(1\.\d+))?$/.exec(text) ?? []
  const wrong = releaseOf(min) === undefined || releaseOf(max) === undefined
  if (!wrong && !isOlder(max, min)) return { min, max }
  const why = wrong ? `are from ${oldest} to ${newest}` : 'stand with the older one first'
  const examples = `write --api ${oldest}-1.41, or --api 1.41 for one alone`
  throw error('InvalidParameter', `"${text}" is no range of API versions: they ${why}; ${examples}`)
}

/** Whether one API version comes before another, its parts read as numbers. */
export function isOlder(version: string, than: string): boolean {
  const left = version.split('.').map(Number)
  const right = than.split('.').map(Number)
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] || 0) - (right[at] || 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
