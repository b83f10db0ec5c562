import { createServer } from 'node:net'
import { formatAddress } from '../address.js'
import { parseListen, type ListenAddress } from './asked.js'
import { judgeExposure, type Guard } from './exposure.js'
import type { SocketOptions } from './listener.js'
import { checkUnix } from './stale.js'
import { listenTcp, resolveHost } from './tcp.js'
import { readTlsFiles } from './tls-files.js'
import { groupOf } from './unix.js'

/** An address that could be listened on. */
export interface Listenable {
  /** In full, names as IP addresses. */
  readonly address: string
  /** What would be warned of, a sentence each. */
  readonly warnings: readonly string[]
  /** Whether a socket file that nobody listens on any more would be replaced. */
  readonly stale: boolean
}

/**
 * Looks whether an address could be listened on. Rejects as listening would; nothing is there then or later. What systemd
 * would pass cannot be looked at.
 */
export async function checkListening(
  listen: ListenAddress,
  guard: Guard,
  options: SocketOptions = {},
): Promise<Listenable> {
  const { address: asked, tls } = parseListen(listen)
  if (asked.kind === 'unix') {
    await groupOf(asked, options)
    return { address: formatAddress(asked), warnings: [], stale: await checkUnix(asked) }
  }
  const files = tls === undefined ? [] : (await readTlsFiles(tls)).warnings
  if (asked.kind === 'fd') return { address: formatAddress(asked), warnings: files, stale: false }
  const address = await resolveHost(asked)
  const exposure = judgeExposure(address, tls, guard)
  const listener = await listenTcp(createServer(), address)
  listener.close()
  const exposed = exposure === undefined ? [] : [exposure.warning]
  return { address: formatAddress(address), warnings: [...files, ...exposed], stale: false }
}
