import { connect, createServer, type Socket } from 'node:net'

/** Both ends of one connection, each of which may end its direction alone. */
export function socketPair(path: string): Promise<readonly [Socket, Socket]> {
  return new Promise((resolve) => {
    const server = createServer({ allowHalfOpen: true }, (one) => {
      server.close()
      resolve([one, other])
    }).listen(path, () => undefined)
    const other = connect({ path, allowHalfOpen: true })
  })
}
