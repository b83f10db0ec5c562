import { createServer, type Server, type Socket } from 'node:net'
import { Errno } from '../machine/errno.js'
import type { Connection } from '../machine/network/connection.js'
import type { Behind, Door, OpenDoor } from './door.js'
import { Relay } from './relay.js'

/** How many connections a port has at once; more are closed at once. */
export const mostConnections = 1024

/** How many wait to be taken (`net.core.somaxconn` of Linux, which Go asks for). */
const backlog = 4096

// When Linux tries again to connect, and when it gives up (tcp(7), `tcp_syn_retries` of 6), in microseconds.
const retries = { first: 1_000_000, last: 64_000_000 }

// How long a client may take for what was said before the end of a container, in milliseconds.
const grace = 1000

/** Listens for connections (TCP), and leads each of them to the container. */
export const openTcp: OpenDoor = async ({ address: host, port }, behind) => {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  server.maxConnections = mostConnections
  const door = new TcpDoor(server, behind)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog, exclusive: true, ipv6Only: true }, resolve)
  })
  // Of a connection that could not be taken: there are others.
  server.on('error', () => undefined)
  return door
}

class TcpDoor implements Door {
  readonly #server: Server
  readonly #behind: Behind
  /** Each client's, with what it is joined to. */
  readonly #clients = new Map<Socket, Relay | undefined>()

  constructor(server: Server, behind: Behind) {
    this.#server = server
    this.#behind = behind
    server.on('connection', (client) => this.#admit(client))
  }

  close(): void {
    this.#server.close()
    for (const [client, relay] of this.#clients) {
      if (relay === undefined) client.destroy()
      else relay.finish()
      const timer = setTimeout(() => client.destroy(), grace)
      client.once('close', () => clearTimeout(timer))
    }
  }

  #admit(client: Socket): void {
    this.#clients.set(client, undefined)
    client.on('error', () => undefined)
    client.on('close', () => this.#clients.delete(client))
    this.#join(client, retries.first)
  }

  /** As docker-proxy does: what cannot be reached is closed, and what does not answer is tried again. */
  #join(client: Socket, pause: number): void {
    const inner = this.#dial()
    if (inner === undefined || (inner === 'dropped' && pause > retries.last)) return void client.destroy()
    if (inner !== 'dropped') return void this.#clients.set(client, new Relay(client, inner))
    const { clock } = this.#behind
    const callOff = clock.at(clock.now() + pause, () => {
      client.off('close', callOff)
      this.#join(client, 2 * pause)
    })
    client.once('close', callOff)
  }

  #dial(): Connection | 'dropped' | undefined {
    const to = this.#behind.at()
    if (to === undefined) return undefined
    try {
      return this.#behind.host.connect(to)
    } catch (thrown) {
      if (thrown instanceof Errno) return undefined
      throw thrown
    }
  }
}
