import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { carrierOf } from '../carrier.js'

// How often a client that cannot be heard is asked whether it is still there, in ms.
const period = 500
const nothing = Buffer.alloc(0)

/**
 * Notices that a client has gone of which nothing more is read, until what is returned is called. Writing no bytes tells:
 * the system refuses that when the other end is gone, of a Unix socket at once, of TCP when it was reset or when its
 * keepalive has found out. A client that has only ended its half is not taken for gone. The connection closes then.
 *
 * @param isUnheard whether nothing more is read of it at the moment; `isSilenced` where its streams tell
 */
export function noticeLeaving(client: Duplex, isUnheard = () => isSilenced(client)): () => void {
  // That of a connection which is closed already would never end.
  if (client.closed) return () => undefined
  // Of no bytes TLS does not tell whether they could be written.
  const carrier = client instanceof Socket ? carrierOf(client) : client
  const timer = setInterval(() => {
    if (isUnheard() && client.writableLength === 0 && !client.writableEnded) carrier.write(nothing)
  }, period).unref()
  const stop = () => {
    clearInterval(timer)
    client.off('close', stop)
  }
  client.once('close', stop)
  return stop
}

/** Whether a client has ended its half, which may mean that it is gone; or what it sends has to wait, or nobody reads it yet. */
function isSilenced(client: Duplex): boolean {
  return client.readableEnded || client.readableFlowing !== true
}
