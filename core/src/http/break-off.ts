import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { carrierOf } from '../carrier.js'

/** Hears the errors of a connection that Node has let go of: unheard, one would end the process. */
export const ignoreError = (): void => undefined

/** Ends a connection so that its other end cannot take what it has received for whole: by a reset, where TCP has one. */
export function breakOff(connection: Duplex): void {
  // What ends a TLS connection is taken for its end by some clients, with or without its last words.
  const carrier = connection instanceof Socket ? carrierOf(connection) : undefined
  if (carrier?.remoteFamily !== undefined) carrier.resetAndDestroy()
  connection.destroy()
}

// How long a client that has its last answer may go on sending, in ms; as long as Go's servers wait (`rstAvoidanceDelay`).
const lingering = 500

/**
 * Sends a last answer on a connection that nobody reads any more, and ends it. What the client still sends is read and
 * dropped for a moment: on TCP, closing before it is read would take the answer away from the client.
 */
export function endWith(connection: Duplex, answer: string): void {
  // Node's parser, where it still reads, would go on to find errors.
  for (const event of ['data', 'end']) connection.removeAllListeners(event)
  const timer = setTimeout(() => connection.destroy(), lingering).unref()
  connection.on('close', () => clearTimeout(timer))
  connection.on('error', ignoreError)
  connection.on('data', ignoreError)
  connection.end(answer)
  connection.resume()
}
