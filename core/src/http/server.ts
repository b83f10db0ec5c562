import { createServer, type Server, type ServerOptions } from 'node:http'
import type { FrontendLimits } from './limits.js'

/** How one address is served. */
export interface Service {
  /** Makes the server; of plain HTTP unless given. */
  readonly make?: ((options: ServerOptions) => Server) | undefined
  /** Where browsers can reach it: the origins whose pages may send requests. No page may, unless it is here. */
  readonly origins?: readonly string[] | undefined
}

const serverOptions = {
  // A build or a load may take any time; slow headers may not.
  requestTimeout: 0,
  insecureHTTPParser: false,
  // Checked with the rest of the framing, and refused in Docker's shape.
  requireHostHeader: false,
  noDelay: true,
  // A host that has vanished says nothing, and would hold its streams for ever.
  keepAlive: true,
  // See `IdleConnections`.
  keepAliveTimeout: 0,
  keepAliveInitialDelay: 10_000,
}

/** Makes a server that listens to nobody yet, and parses by these limits. */
export function makeServer(
  { headers, headerSize }: FrontendLimits,
  make: (options: ServerOptions) => Server = createServer,
): Server {
  const server = make({
    ...serverOptions,
    headersTimeout: headers,
    connectionsCheckingInterval: Math.ceil(headers / 3),
    // `X-Registry-Config` holds credentials of every registry that a client knows.
    maxHeaderSize: headerSize,
  })
  // Node drops headers past its limit and still frames by them; the size above is the only limit.
  server.maxHeadersCount = 0
  // A client may end its half and wait for the answer, as `printf … | socat - UNIX:docker.sock` does.
  return Object.assign(server, { httpAllowHalfOpen: true })
}
