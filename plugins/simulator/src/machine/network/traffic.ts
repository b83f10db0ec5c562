/** Bytes, with the headers of their packets, and packets. */
export interface Counts {
  bytes: number
  packets: number
}

/** What went through an interface. */
export interface InterfaceTraffic {
  readonly received: Readonly<Counts>
  readonly sent: Readonly<Counts>
}

/** What of a packet is data, and what goes before it: Ethernet, IPv4, and TCP with its timestamps, or UDP. */
const segment = { tcp: 1448, udp: 1472 }
const heads = { tcp: 66, udp: 42 }

const nothing: Readonly<Counts> = { bytes: 0, packets: 0 }

/** What the addresses of a stack have received and sent. */
export class Traffic {
  readonly #received = new Map<string, Counts>()
  readonly #sent = new Map<string, Counts>()

  /** So much data; without any it is one packet, as the first of a connection. */
  receive(address: string, protocol: 'tcp' | 'udp', bytes: number): void {
    count(this.#received, address, protocol, bytes)
  }
  send(address: string, protocol: 'tcp' | 'udp', bytes: number): void {
    count(this.#sent, address, protocol, bytes)
  }

  /** Of all addresses of one interface. */
  of(addresses: readonly string[]): InterfaceTraffic {
    return { received: sum(this.#received, addresses), sent: sum(this.#sent, addresses) }
  }
}

/** Where something is sent from or to: undefined of what is no stack. */
type End = { readonly traffic: Traffic; readonly address: string } | undefined

/** Counts so much data that one sends another over a connection, and the answer that it has come. */
export function countSent(from: End, to: End, bytes: number): void {
  from?.traffic.send(from.address, 'tcp', bytes)
  to?.traffic.receive(to.address, 'tcp', bytes)
  to?.traffic.send(to.address, 'tcp', 0)
  from?.traffic.receive(from.address, 'tcp', 0)
}

function count(all: Map<string, Counts>, address: string, protocol: 'tcp' | 'udp', bytes: number): void {
  const counts = all.get(address) ?? { ...nothing }
  const packets = Math.max(1, Math.ceil(bytes / segment[protocol]))
  counts.packets += packets
  counts.bytes += bytes + packets * heads[protocol]
  all.set(address, counts)
}

function sum(all: ReadonlyMap<string, Counts>, addresses: readonly string[]): Counts {
  const found = addresses.map((address) => all.get(address) ?? nothing)
  return {
    bytes: found.reduce((bytes, one) => bytes + one.bytes, 0),
    packets: found.reduce((packets, one) => packets + one.packets, 0),
  }
}
