import type { Duplex } from 'node:stream'

// How often a client that cannot be heard is asked whether it is still there, in ms.
const period = 500
const nothing = Buffer.alloc(0)

/**
 * Notices that a client has gone of which nothing more is read: it has ended its half, which may mean either, or what it
 * has sent has to wait. Writing no bytes tells: the system refuses that when the other end is gone, of a Unix socket at
 * once, of TCP when its keepalive has found out. The connection closes then.
 */
export function noticeLeaving(client: Duplex): void {
  const timer = setInterval(() => {
    const isUnheard = client.readableEnded || client.isPaused()
    if (isUnheard && client.writableLength === 0 && !client.writableEnded) client.write(nothing)
  }, period).unref()
  client.once('close', () => clearInterval(timer))
}
