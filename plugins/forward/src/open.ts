import { Socket, isIP, type SocketConstructorOpts } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'
import type { Endpoint } from './address.js'
import type { SshTarget } from './ssh-address.js'
import type { SshLink } from './ssh-link.js'
import { LinkedSocket } from './ssh-socket.js'
import { toEngineSocket, type EngineSocket } from './socket.js'
import type { Secure } from './secure.js'

/** Opens a connection to the engine. */
export type Open = (options?: { readonly allowHalfOpen?: boolean }) => EngineSocket

/**
 * What opens connections to an endpoint: with TLS where it has some, and by the files of `secure`.
 *
 * @param linkTo makes the link of an endpoint behind ssh, once
 */
export function opener({ at }: Endpoint, secure: Secure | undefined, linkTo: (target: SshTarget) => SshLink): Open {
  if ('ssh' in at) {
    const link = linkTo(at.ssh)
    return ({ allowHalfOpen = false } = {}) => toEngineSocket(new LinkedSocket(link, { allowHalfOpen }))
  }
  if (secure === undefined || !('host' in at)) {
    return ({ allowHalfOpen = false } = {}) => {
      const socket = toEngineSocket(prepared(new Socket({ allowHalfOpen })))
      socket.connect(at)
      return socket
    }
  }
  const { context, verify, serverName } = secure
  const name = serverName ?? (isIP(at.host) === 0 ? at.host : undefined)
  let session: Buffer | undefined
  return ({ allowHalfOpen = false } = {}) => {
    const options: ConnectionOptions & Pick<SocketConstructorOpts, 'allowHalfOpen'> = {
      ...at,
      allowHalfOpen,
      secureContext: context,
      rejectUnauthorized: verify,
      ...(name === undefined ? {} : { servername: name }),
      ...(session === undefined ? {} : { session }),
    }
    const socket = connect(options)
    // The next connection need not begin from nothing.
    socket.on('session', (given: Buffer) => (session = given))
    return toEngineSocket(prepared(socket))
  }
}

// How long nothing may be said on a connection before the system asks whether the other end is there, in ms: a host that
// has vanished says nothing.
const keepAliveDelay = 10_000

function prepared(socket: Socket): Socket {
  return socket.setNoDelay(true).setKeepAlive(true, keepAliveDelay)
}
