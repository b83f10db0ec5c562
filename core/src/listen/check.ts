import { createServer } from 'node:net'
import { formatAddress, parseAddress } from '../address.js'
import type { SocketOptions } from './listener.js'
import { checkUnix } from './stale.js'
import { isLoopback, listenTcp, resolveHost } from './tcp.js'
import { groupOf } from './unix.js'

/** An address that could be listened on. */
export interface Listenable {
  /** In full, names as IP addresses. */
  readonly address: string
  /** Whether other machines could reach it. */
  readonly exposed: boolean
  /** Whether a socket file that nobody listens on any more would be replaced. */
  readonly stale: boolean
}

/**
 * Looks whether an address could be listened on. Rejects as listening would; nothing is there then or later. What systemd
 * would pass cannot be looked at.
 */
export async function checkListening(text: string, options: SocketOptions = {}): Promise<Listenable> {
  const asked = parseAddress(text)
  if (asked.kind === 'fd') return { address: formatAddress(asked), exposed: false, stale: false }
  if (asked.kind === 'unix') {
    await groupOf(asked, options)
    return { address: formatAddress(asked), exposed: false, stale: await checkUnix(asked) }
  }
  const address = await resolveHost(asked)
  const listener = await listenTcp(createServer(), address)
  listener.close()
  return { address: formatAddress(address), exposed: !isLoopback(address.host), stale: false }
}
