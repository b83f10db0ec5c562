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

/** Sends a last answer on a connection that Node has let go of, and ends it. */
export function endWith(connection: Duplex, answer: string): void {
  connection.on('error', ignoreError)
  connection.end(answer, () => connection.destroy())
}
