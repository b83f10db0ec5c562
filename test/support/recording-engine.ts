import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'

/** A request that an engine was asked. */
export interface RecordedRequest {
  /** `POST /containers/create` */
  readonly line: string
  /** In the order and the case they came in. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** An engine that answers `{}` to everything, takes every upgrade, and knows what it was asked. */
export interface RecordingEngine {
  /** What it was asked since this was called last, in order; whole requests alone. */
  taken(): readonly RecordedRequest[]
  /** How many bytes of bodies it has read. */
  readBytes(): number
  /** The connections that became something else, and what came on each. */
  readonly upgraded: readonly { readonly socket: Socket; heard(): string }[]
  close(): Promise<void>
}

/** Starts one on a Unix socket. A path with `missing` in it is 404. */
export async function startRecordingEngine(socketPath: string): Promise<RecordingEngine> {
  let requests: RecordedRequest[] = []
  let bytes = 0
  const upgraded: { socket: Socket; heard(): string }[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes < 32 * 1024 * 1024) chunks.push(chunk)
    })
    request.on('error', () => undefined)
    request.on('end', () => {
      const { method, url = '', rawHeaders } = request
      const headers = rawHeaders.flatMap((field, at) => (at % 2 === 0 ? [[field, rawHeaders[at + 1]!] as const] : []))
      requests.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString('latin1') })
      const missing = url.includes('missing')
      const answer = missing ? '{"message":"No such container: missing"}\n' : '{}\n'
      const told = { 'Content-Type': 'application/json', 'Content-Length': answer.length }
      response.writeHead(missing ? 404 : 200, told).end(answer)
    })
  })
  server.maxHeadersCount = 0
  server.on('connection', (socket) => sockets.add(socket))
  server.on('upgrade', (request, socket: Socket, head) => {
    socket.on('error', () => undefined)
    if (request.url?.includes('missing') === true) {
      const body = '{"message":"No such container: missing"}\n'
      socket.end(
        `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      return
    }
    let heard = head.toString('latin1')
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    upgraded.push({ socket, heard: () => heard })
    socket.write('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n')
    socket.write('Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    upgraded,
    readBytes: () => bytes,
    taken: () => {
      const taken = requests
      requests = []
      return taken
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
