import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** Two API versions, both included. */
export interface ApiRange {
  readonly min: string
  readonly max: string
}

/** What is spoken while no engine has said what it speaks: what Docker Engine 20.10 does. */
const otherwise: ApiRange = { min: '1.12', max: '1.41' }

/** The API versions that every healthy engine speaks. Where there is none, those up to the oldest engine's newest. */
export function rangeOf(pool: Pool): ApiRange {
  const ranges = pool.healthy().flatMap(rangeOfNode)
  if (ranges.length === 0) return otherwise
  const max = ranges.map((range) => range.max).reduce((least, one) => (isOlder(one, least) ? one : least))
  const min = ranges.map((range) => range.min).reduce((most, one) => (isOlder(most, one) ? one : most))
  return { min: isOlder(max, min) ? max : min, max }
}

/** Throws `InvalidParameter` for a version outside the range, in the words of moby's `middleware/version.go`. */
export function checkVersion(version: string | undefined, pool: Pool): void {
  if (version === undefined) return
  const { min, max } = rangeOf(pool)
  if (isOlder(version, min)) {
    const sentence = `client version ${version} is too old. Minimum supported API version is ${min}`
    throw pool.fail('InvalidParameter', `${sentence}, please upgrade your client to a newer version`)
  }
  if (isOlder(max, version)) {
    throw pool.fail('InvalidParameter', `client version ${version} is too new. Maximum supported API version is ${max}`)
  }
}

/** Whether a version is one that `checkVersion` lets pass. */
export function isSpoken(version: string | undefined, pool: Pool): boolean {
  const { min, max } = rangeOf(pool)
  return version === undefined || !(isOlder(version, min) || isOlder(max, version))
}

function rangeOfNode({ version: { ApiVersion: max, MinAPIVersion: min } }: Node): ApiRange[] {
  return isVersion(max) ? [{ min: isVersion(min) ? min : otherwise.min, max }] : []
}

/** What an engine answers may be anything. */
const isVersion = (text: unknown): text is string => typeof text === 'string' && /^\d+(\.\d+)*$/.test(text)

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
