import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** What an engine does with a connection on which a whole head has come. */
export type Deed = (socket: Socket) => void

/** An engine that answers `GET /version` as one does, and all else by the deed of the moment. */
export interface DeadlyEngine {
  readonly address: string
  /** The first line of each request since this was called last. */
  asked(): readonly string[]
  /** What it does from now on. */
  does(deed: Deed): void
  /** The connections that its deed has been done on and that are open. */
  touched(): readonly Socket[]
  close(): Promise<void>
}

const fine = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"fine":true}'

/** Starts one on a port of loopback, where a connection can be reset. */
export async function startDeadlyEngine(): Promise<DeadlyEngine> {
  let deed: Deed = (socket) => socket.destroy()
  let lines: string[] = []
  const sockets = new Set<Socket>()
  const touched = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    let received = ''
    socket.setEncoding('latin1').on('error', () => undefined)
    socket.on('data', (text: string) => {
      received += text
      if (!received.includes('\r\n\r\n')) return
      const [line = ''] = received.split('\r\n')
      lines.push(line)
      received = ''
      if (line.startsWith('GET /version ')) return void socket.write(fine)
      touched.add(socket)
      deed(socket)
    })
    socket.once('close', () => {
      sockets.delete(socket)
      touched.delete(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => {
      const asked = lines
      lines = []
      return asked
    },
    does: (next) => void (deed = next),
    touched: () => [...touched],
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
