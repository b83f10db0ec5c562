import { Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { ProxyServer } from 'http-proxy'
import type { Connection, HeaderList } from 'libswarm-core'
import type { Connections } from './connections.js'
import type { Watch } from './send.js'

/** Passes a WebSocket on by http-proxy. */
export interface WebSockets {
  /**
   * @param target path and query to ask the engine for
   * @param added headers besides the client's own
   */
  pass(target: string | Promise<string>, added: HeaderList, connection: Connection): Promise<void>
}

/**
 * @param watch watches over each connection to the engine
 * @param sentence what a client is told of an engine that could not be asked
 */
export function webSocketsTo(
  connections: Connections,
  watch: Watch,
  sentence: (thrown: unknown) => string,
): WebSockets {
  // Whatever it leads to is for the connection to know.
  const target = { host: 'localhost', port: 80 }
  const agent = new Agent()
  agent.createConnection = () => {
    const socket = connections.fresh()
    watch(socket)
    return socket
  }
  let proxy: Promise<ProxyServer> | undefined
  return {
    pass: async (path, added, { request, socket, head }) => {
      const client = socket as Socket
      try {
        proxy ??= load()
        const [server, asked] = await Promise.all([proxy, path])
        // The path that was matched, whatever form the client wrote it in.
        request.url = asked
        for (const [name, value] of added) request.headers[name.toLowerCase()] = value
        server.ws(request, client, head, { target, agent, toProxy: true }, (error) => refuse(client, sentence(error)))
      } catch (thrown) {
        refuse(client, sentence(thrown))
      }
    },
  }
}

async function load(): Promise<ProxyServer> {
  const { createProxyServer } = await import('http-proxy')
  const server = createProxyServer()
  server.on('proxyReqWs', (asked: ClientRequest, _request: IncomingMessage, client: Socket) => {
    endTogether(asked, client)
    asked.once('response', frameByTheEnd)
  })
  // Each call has its own listener; without one here as well http-proxy throws.
  server.on('error', () => undefined)
  return server
}

/** http-proxy ends the engine's side when the client is gone, but neither a request nor an answer that is under way. */
function endTogether(asked: ClientRequest, client: Socket): void {
  client.once('close', () => asked.destroy())
  asked.once('upgrade', (_response, socket) => {
    client.once('close', () => socket.destroy())
    // Whatever the client has not read yet: it is not whole.
    socket.once('error', () => client.destroy())
  })
  asked.once('response', (response) => response.once('error', () => client.destroy()))
}

/** http-proxy writes the head of a refusal as it came, then its body without its chunks, and ends the connection behind it. */
function frameByTheEnd({ headers }: IncomingMessage): void {
  delete headers['transfer-encoding']
  delete headers['keep-alive']
  headers.connection = 'close'
}

/** Answers 502 where nothing was answered yet, in Docker's shape of an error. */
function refuse(client: Socket, message: string): void {
  if (client.writable && client.bytesWritten === 0) {
    const body = `${JSON.stringify({ message })}\n`
    const head = ['HTTP/1.1 502 Bad Gateway', 'Content-Type: application/json', 'Connection: close']
    client.write(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  client.destroySoon()
}
