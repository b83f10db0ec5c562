import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { Errno } from '../machine/errno.js'
import type { DatagramSocket } from '../machine/network/datagram-socket.js'
import type { SocketAddress } from '../machine/network/sockets.js'
import type { Instant } from '../world.js'
import type { Behind, Door, OpenDoor } from './door.js'

// How long a client without an answer is kept (`UDPConnTrackTimeout` of docker-proxy), in microseconds.
const patience = 90_000_000

/** How many clients a port has at once; the one that came first is forgotten for one more. */
export const mostClients = 1024

/** How much waits to be sent to clients; what comes after is lost, as UDP is. */
const longestQueue = 212_992

/** Listens for datagrams (UDP), and hands them on to the container, each client's from a port of its own. */
export const openUdp: OpenDoor = async ({ address, port }, behind) => {
  const six = address.includes(':')
  const socket = createSocket(six ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' })
  const door = new UdpDoor(socket, behind)
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close()
      reject(error)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      socket.on('error', () => undefined)
      resolve()
    })
  })
  return door
}

interface Client {
  readonly inner: DatagramSocket
  readonly end: () => void
}

class UdpDoor implements Door {
  readonly #socket: Socket
  readonly #behind: Behind
  readonly #clients = new Map<string, Client>()

  constructor(socket: Socket, behind: Behind) {
    this.#socket = socket
    this.#behind = behind
    socket.on('message', (bytes, from) => this.#enter(bytes, from))
  }

  close(): void {
    this.#socket.close()
    for (const { end } of this.#clients.values()) end()
  }

  #enter(bytes: Uint8Array, from: RemoteInfo): void {
    const to = this.#behind.at()
    if (to === undefined) return
    const key = `${from.address} ${from.port} ${to.address}`
    ignoring(() => {
      const client = this.#clients.get(key) ?? this.#admit(key, from, to)
      client.inner.send(to, bytes)
    })
  }

  #admit(key: string, { address, port }: RemoteInfo, to: SocketAddress): Client {
    const { host, clock } = this.#behind
    if (this.#clients.size >= mostClients) this.#clients.values().next().value?.end()
    const inner = host.datagrams({ address: '::', port: 0 }, to)
    let answered = clock.now()
    const answer = (): void => {
      stopHearing = inner.onReadable(answer)
      ignoring(() => {
        for (let got = inner.tryReceive(); got !== undefined; got = inner.tryReceive()) {
          answered = clock.now()
          if (this.#socket.getSendQueueSize() < longestQueue) this.#socket.send(got.bytes, port, address)
        }
      })
    }
    let stopHearing = inner.onReadable(answer)
    let callOff = (): void => undefined
    const wait = (until: Instant): void => {
      callOff = clock.at(until, () => (clock.now() < answered + patience ? wait(answered + patience) : end()))
    }
    const end = (): void => {
      callOff()
      stopHearing()
      inner.release()
      this.#clients.delete(key)
    }
    wait(answered + patience)
    const client = { inner, end }
    this.#clients.set(key, client)
    return client
  }
}

/** What leads nowhere, or is taken by nobody, is lost. */
function ignoring(call: () => void): void {
  try {
    call()
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}
