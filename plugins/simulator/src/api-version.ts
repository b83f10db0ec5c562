import type { MakeError } from './errors.js'

/** The oldest and the newest API version that the simulated engine speaks. */
export const apiVersions = { min: '1.24', max: '1.51' } as const

/** Throws `InvalidParameter` for a version outside the range, in the words of moby's `middleware/version.go`. */
export function checkVersion(version: string | undefined, error: MakeError): void {
  if (version === undefined) return
  const { min, max } = apiVersions
  if (isOlder(version, min)) {
    const sentence = `client version ${version} is too old. Minimum supported API version is ${min}`
    throw error('InvalidParameter', `${sentence}, please upgrade your client to a newer version`)
  }
  if (isOlder(max, version)) {
    throw error('InvalidParameter', `client version ${version} is too new. Maximum supported API version is ${max}`)
  }
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
