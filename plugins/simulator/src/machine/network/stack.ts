import { isIP } from 'node:net'
import { formatAddress, parseAddress } from '../../networks/address.js'
import { Errno } from '../errno.js'
import { Pipe } from '../kernel/pipe.js'
import { Bound } from './bound.js'
import { Connection } from './connection.js'
import { DatagramSocket } from './datagram-socket.js'
import type { HostNetwork, NetworkInterface, SocketInfo } from './host-network.js'
import { Listener } from './listener.js'
import type { SocketAddress } from './sockets.js'
import { Traffic, type InterfaceTraffic } from './traffic.js'
import type { Wires } from './wires.js'

/** Where a stack sends: to a stack (with the address that it is sent to there), or why it cannot. */
type Target =
  | { readonly stack: NetworkStack; readonly from: string; readonly to: SocketAddress }
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'dropped'

const loopback: NetworkInterface = {
  name: 'lo',
  mac: '00:00:00:00:00:00',
  addresses: ['127.0.0.1/8', '::1/128'],
  gateways: [],
}

const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::'
const isLoopback = (address: string): boolean => address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)

/** A network namespace: the sockets of one container, or of those that share its network. */
export class NetworkStack implements HostNetwork {
  readonly #wires: Wires
  readonly #listeners = new Bound<Listener>()
  readonly #datagrams = new Bound<DatagramSocket>()
  readonly #connections = new Set<Connection>()
  readonly #traffic = new Traffic()
  #lastPort = 32_767

  constructor(wires: Wires) {
    this.#wires = wires
  }

  interfaces(): readonly NetworkInterface[] {
    return [loopback, ...this.#wires.interfaces()]
  }
  /** What went through its interfaces but for `lo`, by their names. */
  traffic(): readonly (readonly [name: string, traffic: InterfaceTraffic])[] {
    return this.#wires.interfaces().map(({ name, addresses }) => {
      return [name, this.#traffic.of(addresses.map((address) => address.split('/')[0]!))]
    })
  }
  lookup(name: string): readonly string[] {
    return this.#wires.lookup(name)
  }
  reverse(address: string): string | undefined {
    return this.#wires.reverse(address)
  }

  sockets(): readonly SocketInfo[] {
    const none = { peer: undefined }
    return [
      ...this.#listeners
        .all()
        .map((one): SocketInfo => ({ ...shown(one), ...none, protocol: 'tcp', state: 'listening' })),
      ...[...this.#connections].map((one): SocketInfo => ({
        ...shown(one),
        peer: one.peer,
        protocol: 'tcp',
        state: one.isClosing ? 'closing' : 'established',
      })),
      ...this.#datagrams
        .all()
        .map((one): SocketInfo => ({ ...shown(one), ...none, protocol: 'udp', state: 'unconnected' })),
    ]
  }

  echo(address: string): ReturnType<HostNetwork['echo']> {
    const target = this.#targetOf({ address, port: 0 })
    if (typeof target === 'object') return 'answers'
    return target === 'dropped' ? 'silent' : target
  }

  /** Throws `EADDRINUSE`, `EADDRNOTAVAIL`. */
  listen(at: SocketAddress, backlog: number): Listener {
    const local = this.#listeners.claim(this.#own(at))
    const listener = new Listener(local, backlog, (ended) => this.#listeners.remove(ended))
    this.#listeners.add(listener)
    return listener
  }

  /** Throws `EADDRINUSE`, `EADDRNOTAVAIL`. */
  datagrams(at: SocketAddress): DatagramSocket {
    const local = this.#datagrams.claim(this.#own(at))
    const socket = new DatagramSocket(local, (ended) => this.#datagrams.remove(ended))
    this.#datagrams.add(socket)
    return socket
  }

  /** A connection, or `dropped` where nothing ever comes back. Throws why there can be none. */
  connect(to: SocketAddress): Connection | 'dropped' {
    const target = this.#targetOf(to)
    if (target === 'dropped') return target
    if (typeof target === 'string') throw new Errno(target)
    const port = this.#portFor()
    return target.stack.dial({ address: target.from, port }, target.to, this)
  }

  /** A connection from elsewhere to a port of this stack. Throws `ECONNREFUSED`; `dropped` where too many wait. */
  dial(from: SocketAddress, to: SocketAddress, caller?: NetworkStack): Connection | 'dropped' {
    const listener = this.#listeners.find(to)
    if (listener === undefined) {
      const published = this.#wires.published('tcp', to.port)
      if (published === undefined) throw new Errno('ECONNREFUSED')
      return published.stack.dial(from, published.at, caller)
    }
    if (listener.isFull) return 'dropped'
    const [there, back] = [new Pipe(), new Pipe()]
    // Both ends are open before one of them is told of it.
    const calling = new Connection([back, there], from, to, (end) => caller?.forget(end))
    const called = new Connection([there, back], to, from, (end) => this.forget(end))
    caller?.add(calling)
    this.add(called)
    listener.put(called)
    return calling
  }

  /** Sends a datagram from a socket of this stack. Throws `ENETUNREACH`; what nobody takes is lost. */
  send(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): void {
    const target = this.#targetOf(to)
    if (target === 'ENETUNREACH') throw new Errno(target)
    if (typeof target === 'string') return
    const address = isWildcard(from.address) ? target.from : from.address
    target.stack.deliver({ address, port: from.port }, target.to, bytes)
  }

  /** A datagram from elsewhere; whether there is a socket that takes it. */
  deliver(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): boolean {
    const socket = this.#datagrams.find(to)
    if (socket !== undefined) {
      socket.put({ from, bytes })
      return true
    }
    const published = this.#wires.published('udp', to.port)
    return published?.stack.deliver(from, published.at, bytes) ?? false
  }

  #targetOf({ address: text, port }: SocketAddress): Target {
    const address = canonical(text)
    // Linux takes the wildcard for itself (connect to 0.0.0.0 is to 127.0.0.1).
    const asked = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
    if (isLoopback(asked)) {
      return { stack: this, from: asked.includes(':') ? '::1' : '127.0.0.1', to: { address: asked, port } }
    }
    if (this.#has(asked)) return { stack: this, from: asked, to: { address: asked, port } }
    const route = this.#wires.route(asked)
    if (typeof route === 'string') return route
    return { stack: route.to, from: route.from, to: { address: asked, port } }
  }

  #own({ address: text, port }: SocketAddress): SocketAddress {
    const address = canonical(text)
    if (isWildcard(address) || isLoopback(address) || this.#has(address)) return { address, port }
    throw new Errno('EADDRNOTAVAIL')
  }

  #has(address: string): boolean {
    return this.#wires.interfaces().some(({ addresses }) => addresses.some((own) => own.split('/')[0] === address))
  }

  /** A connection of its own begins. */
  add(connection: Connection): void {
    this.#connections.add(connection)
  }
  /** A connection of its own has ended. */
  forget(connection: Connection): void {
    this.#connections.delete(connection)
  }

  #portFor(): number {
    this.#lastPort = this.#lastPort >= 60_999 ? 32_768 : this.#lastPort + 1
    return this.#lastPort
  }
}

const shown = ({ local, inode }: { local: SocketAddress; inode: number }): Pick<SocketInfo, 'local' | 'inode'> => ({
  local,
  inode,
})

/** An address in its usual writing; one of IPv4 that is written as one of IPv6 (`::ffff:10.0.0.1`) as what it is. */
function canonical(text: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1]
  const address = parseAddress(mapped ?? text)
  if (address === undefined || isIP(text) === 0) throw new Errno('EINVAL')
  return formatAddress(address)
}
