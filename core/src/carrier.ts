import type { Socket } from 'node:net'

/** The TCP connection that carries a TLS connection; of any other, itself. Node documents no way to ask for it. */
export function carrierOf(connection: Socket): Socket {
  return (connection as Socket & { readonly _parent?: Socket | null })._parent ?? connection
}
