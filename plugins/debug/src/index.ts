import type { Install } from 'libswarm-core'
import { createDebug } from './debug.js'
import type { DebugOptions } from './options.js'
import { writeStdout } from './stdout.js'

export { createDebug } from './debug.js'
export type { DebugOptions } from './options.js'
export type { Write } from './stdout.js'

/** Prints every job that passes, and what came of it, on stdout; alone it answers every operation with the least. */
export const install: Install<DebugOptions> = (engine, options) => createDebug(writeStdout)(engine, options)
