import type { EngineHandle } from 'libswarm-core'

/** How often a call has been forwarded. Engines ignore it; another forward counts on. */
export const hopsField = 'X-Swarmd-Hops'

const mostHops = 5

/**
 * The field with this hop counted. Throws `LoopDetected` for a call that has been forwarded too often.
 *
 * @param before the value that the call came with
 */
export function nextHop(
  before: string | undefined,
  error: EngineHandle['error'],
): readonly [name: string, value: string] {
  const hops = Number(before ?? 0)
  if (hops >= mostHops)
    throw error(
      'LoopDetected',
      `forwarded ${hops} times: the engines forward to each other in a loop, or too many of them in a row`,
    )
  return [hopsField, String((Number.isInteger(hops) && hops > 0 ? hops : 0) + 1)]
}
