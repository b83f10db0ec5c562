import { Errno } from '../errno.js'
import { canonical, isLoopback, isSix, isWildcard, mapped, unmapped } from './addresses.js'
import { Bound } from './bound.js'
import { Connection } from './connection.js'
import { Connections } from './connections.js'
import { DatagramSocket } from './datagram-socket.js'
import { Flow } from './flow.js'
import type { HostNetwork, NetworkInterface, SocketInfo } from './host-network.js'
import { Listener } from './listener.js'
import { Room } from './room.js'
import { shownConnection, shownDatagrams, shownListener } from './shown.js'
import type { SocketAddress } from './sockets.js'
import { countSent, Traffic, type InterfaceTraffic } from './traffic.js'
import type { Wires } from './wires.js'

/** The most sockets of one stack, and what should wait in all of them, in bytes: those that have little may go on. */
const most = { sockets: 16_384, waiting: 16 * 2 ** 20 }

/** The data of an echo request of ping(8). */
const echoSize = 56

/** Where a stack sends: to a stack (with the address that it is sent to there), or why it cannot. */
type Target =
  | { readonly stack: NetworkStack; readonly from: string; readonly to: SocketAddress }
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'dropped'

/** Who asks for a connection: how each end of it is seen there, and the stack, where it is of a container. */
interface Caller {
  readonly local: SocketAddress
  readonly peer: SocketAddress
  readonly stack: NetworkStack | undefined
}

const loopback: NetworkInterface = {
  name: 'lo',
  index: 1,
  mtu: 65_536,
  mac: '00:00:00:00:00:00',
  addresses: ['127.0.0.1/8', '::1/128'],
  gateways: [],
}

/** A network namespace: the sockets of one container, or of those that share its network. */
export class NetworkStack implements HostNetwork {
  readonly #wires: Wires<NetworkStack>
  readonly #listeners = new Bound<Listener>()
  readonly #datagrams = new Bound<DatagramSocket>()
  readonly #connections = new Connections()
  readonly #room = new Room(most.waiting)
  readonly #traffic = new Traffic()

  constructor(wires: Wires<NetworkStack>) {
    this.#wires = wires
  }

  /** Bytes that wait in all connections. */
  get waiting(): number {
    return this.#room.used
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
    return [
      ...this.#listeners.all().map(shownListener),
      ...this.#connections.all().map(shownConnection),
      ...this.#datagrams.all().map(shownDatagrams),
    ]
  }

  echo(address: string): ReturnType<HostNetwork['echo']> {
    const target = this.#targetOf({ address, port: 0 })
    if (typeof target === 'object') {
      this.#count(target.from, target, echoSize)
      target.stack.#count(target.to.address, { stack: this, to: { address: target.from } }, echoSize)
      return 'answers'
    }
    return target === 'dropped' ? 'silent' : target
  }

  /** Throws `EADDRINUSE`, `EADDRNOTAVAIL`, `ENFILE`. */
  listen(at: SocketAddress, backlog: number): Listener {
    this.#checkRoom()
    const local = this.#listeners.claim(this.#own(at))
    const listener = new Listener(local, backlog, (ended) => this.#listeners.remove(ended))
    this.#listeners.add(listener)
    return listener
  }

  /** Throws `EADDRINUSE`, `EADDRNOTAVAIL`, `ENFILE`; with a peer, `ENETUNREACH`. */
  datagrams(at: SocketAddress, peer?: SocketAddress): DatagramSocket {
    this.#checkRoom()
    const asked = this.#own(at)
    const local = this.#datagrams.claim(peer === undefined ? asked : this.#towards(asked, peer))
    const to = peer && { address: loopbackForWildcard(canonical(peer.address)), port: peer.port }
    const socket = new DatagramSocket(local, to, {
      send: (socket, to, bytes) => this.#send(socket.local, to, bytes),
      onEnd: (ended) => this.#datagrams.remove(ended),
    })
    this.#datagrams.add(socket)
    return socket
  }

  /** A connection, or `dropped` where nothing ever comes back. Throws why there can be none. */
  connect(to: SocketAddress): Connection | 'dropped' {
    this.#checkRoom()
    const target = this.#targetOf(to)
    if (target === 'dropped') return target
    if (typeof target === 'string') throw new Errno(target)
    const local = this.#connections.claim(target.from, target.to)
    return target.stack.#called({ local, peer: target.to, stack: this })
  }

  /**
   * Addresses of its own have left the network, or are back: connections from and to them stay, and nothing comes through
   * meanwhile, as of a cable that is pulled.
   */
  setCut(addresses: readonly string[], isCut: boolean): void {
    for (const connection of this.#connections.all()) {
      if (addresses.includes(unmapped(connection.local.address))) connection.setCut(isCut)
    }
  }

  /** A connection from outside to a port of this stack. Throws `ECONNREFUSED`; `dropped` where too many wait. */
  dial(from: SocketAddress, to: SocketAddress): Connection | 'dropped' {
    return this.#called({ local: from, peer: to, stack: undefined })
  }

  #called(caller: Caller): Connection | 'dropped' {
    const { local: from, peer: to } = caller
    const listener = this.#listeners.find(to)
    if (listener !== undefined) return this.#open(listener, from, to, caller)
    const published = this.#wires.published('tcp', to)
    if (published === undefined) throw new Errno('ECONNREFUSED')
    const { stack, at, from: address } = published
    const beyond = stack.#listeners.find(at)
    if (beyond === undefined) throw new Errno('ECONNREFUSED')
    return stack.#open(beyond, { address, port: from.port }, at, caller)
  }

  /** Joins a caller to a listener of this stack, which sees the addresses of the two as `from` and `to`. */
  #open(
    listener: Listener,
    from: SocketAddress,
    to: SocketAddress,
    { local, peer, stack }: Caller,
  ): Connection | 'dropped' {
    if (listener.isFull || this.#isFull) return 'dropped'
    const here = { traffic: this.#traffic, address: to.address }
    const there = stack && { traffic: stack.#traffic, address: local.address }
    countSent(there, here, 0)
    const incoming = new Flow(this.#room, (bytes) => countSent(there, here, bytes))
    const outgoing = new Flow((stack ?? this).#room, (bytes) => countSent(here, there, bytes))
    const seen = isSix(listener.local.address) ? asSix : asIs
    const [called, calling] = Connection.pair(
      { local: seen(to), peer: seen(from), incoming, outgoing, onEnd: (end) => this.#connections.remove(end) },
      { local, peer, incoming: outgoing, outgoing: incoming, onEnd: (end) => stack && stack.#connections.remove(end) },
    )
    if (stack !== undefined) stack.#connections.add(calling)
    this.#connections.add(called)
    listener.put(called)
    return calling
  }

  /** Sends a datagram; false where it is known to be taken by nobody. Throws `ENETUNREACH`. */
  #send(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): boolean {
    const target = this.#targetOf(to)
    if (target === 'ENETUNREACH') throw new Errno(target)
    if (typeof target === 'string') return true
    const address = isWildcard(from.address) ? target.from : from.address
    this.#count(address, target, bytes.length)
    return target.stack.deliver({ address, port: from.port }, target.to, bytes)
  }

  /** A datagram of so many bytes goes from an address of this stack to one of another. */
  #count(from: string, { stack, to }: { stack: NetworkStack; to: { address: string } }, bytes: number): void {
    this.#traffic.send(from, 'udp', bytes)
    stack.#traffic.receive(to.address, 'udp', bytes)
  }

  /** A datagram from elsewhere; whether there is a socket that takes it. */
  deliver(from: SocketAddress, to: SocketAddress, bytes: Uint8Array): boolean {
    const socket = this.#datagrams.find(to)
    if (socket?.takesFrom(from) === true) {
      socket.put({ from: isSix(socket.local.address) ? asSix(from) : from, bytes })
      return true
    }
    const published = this.#wires.published('udp', to)
    if (published === undefined) return false
    return published.stack.deliver({ address: published.from, port: from.port }, published.at, bytes)
  }

  #targetOf({ address: text, port }: SocketAddress): Target {
    const address = loopbackForWildcard(canonical(text))
    const to = { address, port }
    if (isLoopback(address)) return { stack: this, from: isSix(address) ? '::1' : '127.0.0.1', to }
    if (this.#has(address)) return { stack: this, from: address, to }
    const route = this.#wires.route(address)
    return typeof route === 'string' ? route : { stack: route.to, from: route.from, to }
  }

  /** Where a socket is whose datagrams go to a peer. */
  #towards({ address, port }: SocketAddress, peer: SocketAddress): SocketAddress {
    const target = this.#targetOf(peer)
    if (target === 'ENETUNREACH') throw new Errno(target)
    return { address: typeof target === 'object' && isWildcard(address) ? target.from : address, port }
  }

  #own({ address: text, port }: SocketAddress): SocketAddress {
    const address = canonical(text)
    if (isWildcard(address) || isLoopback(address) || this.#has(address)) return { address, port }
    throw new Errno('EADDRNOTAVAIL')
  }

  #has(address: string): boolean {
    return this.#wires.interfaces().some(({ addresses }) => addresses.some((own) => own.split('/')[0] === address))
  }

  get #isFull(): boolean {
    return this.#listeners.size + this.#connections.size + this.#datagrams.size >= most.sockets
  }
  #checkRoom(): void {
    if (this.#isFull) throw new Errno('ENFILE')
  }
}

const asIs = (at: SocketAddress): SocketAddress => at
const asSix = ({ address, port }: SocketAddress): SocketAddress => ({ address: mapped(address), port })

/** Linux takes the wildcard for itself: what is sent to 0.0.0.0 is to 127.0.0.1. */
const loopbackForWildcard = (address: string): string =>
  address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
