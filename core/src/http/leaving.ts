import type { Duplex } from 'node:stream'

// How often a client that cannot be heard is asked whether it is still there, in ms.
const period = 500
const nothing = Buffer.alloc(0)

/**
 * Notices that a client has gone of which nothing more is read, until what is returned is called. Writing no bytes tells:
 * the system refuses that when the other end is gone, of a Unix socket at once, of TCP when it was reset or when its
 * keepalive has found out. The connection closes then.
 *
 * @param isUnheard whether nothing more is read of it at the moment; `isSilenced` where its streams tell
 */
export function noticeLeaving(client: Duplex, isUnheard = () => isSilenced(client)): () => void {
  const timer = setInterval(() => {
    if (isUnheard() && client.writableLength === 0 && !client.writableEnded) client.write(nothing)
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
