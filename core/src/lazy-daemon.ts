import type * as daemon from './daemon.js'
import type * as check from './listen/check.js'

/** See `daemon.ts`, which is loaded at the first call: what only lists or checks needs none of it. */
export const compose: typeof daemon.compose = async (...given) => (await import('./daemon.js')).compose(...given)

/** See `daemon.ts`, which is loaded at the first call: what only lists or checks needs none of it. */
export const startDaemon: typeof daemon.startDaemon = async (options) =>
  (await import('./daemon.js')).startDaemon(options)

/** See `listen/check.ts`. */
export const checkListening: typeof check.checkListening = async (...given) =>
  (await import('./listen/check.js')).checkListening(...given)
