import type { Install } from 'libswarm-core'
import { aggregate } from './aggregate.js'
import type { Options } from './options.js'
import { usualTimes, type Times } from './times.js'

export type { Options } from './options.js'
export { usualTimes, type Times } from './times.js'
export { ways, type ObjectKind, type Way } from './routing/ways.js'

/** Makes one engine of many. */
export const install: Install<Options> = createAggregate()

/** The same backend with other limits of time. */
export function createAggregate(times: Partial<Times> = {}): Install<Options> {
  return (engine, options) => aggregate(engine, options, { ...usualTimes, ...times })
}
