import { protocolVersion } from '../engine/protocol.js'

/** Whether this host speaks a version of the job protocol that is in a range; undefined for what is no range. */
export async function isCompatible(range: string): Promise<boolean | undefined> {
  // What nearly every backend says needs no semver, and the start no time to load it.
  if (range === `^${protocolVersion}`) return true
  const { default: Range } = await import('semver/classes/range.js')
  try {
    return new Range(range).test(protocolVersion)
  } catch {
    return undefined
  }
}

/** Why a range is not met. */
export function incompatible(range: string): string {
  return `it was written for version ${range} of the job protocol, this is ${protocolVersion}`
}
