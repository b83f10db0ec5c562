import { createSocket } from 'node:dgram'

/** Records of a name: addresses with the seconds that they live, or services. */
export interface Zone {
  readonly a?: readonly string[]
  readonly aaaa?: readonly string[]
  readonly srv?: readonly (readonly [port: number, target: string])[]
  /** In seconds; 0 unless given. */
  readonly ttl?: number
  /** The RCODE of RFC 1035 that is answered instead: 2 is a failure, 3 no such name, 5 refused. */
  readonly rcode?: number
  /** Nothing is answered. */
  readonly silent?: boolean
}

/** A DNS server on loopback that answers each name with what is set for it, and no such name for others. */
export class DnsServer {
  readonly zones = new Map<string, Zone>()
  /** How often each name was asked for. */
  readonly asked = new Map<string, number>()
  readonly #socket = createSocket('udp4')

  static async start(): Promise<DnsServer> {
    const server = new DnsServer()
    server.#socket.on('message', (query, from) => {
      const answer = server.#answer(query)
      if (answer !== undefined) server.#socket.send(answer, from.port, from.address)
    })
    await new Promise<void>((resolve) => server.#socket.bind(0, '127.0.0.1', resolve))
    return server
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()))
  }

  /** RFC 1035, section 4: a header, the question again, and the records of its type. */
  #answer(query: Buffer): Buffer | undefined {
    const labels: string[] = []
    let at = 12
    for (; query[at] !== 0; at += query[at]! + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!))
    const question = query.subarray(12, at + 5)
    const name = labels.join('.').toLowerCase()
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1)
    const { silent = false, rcode = 0, ttl = 0, ...zone } = this.zones.get(name) ?? { rcode: 3 }
    if (silent) return undefined
    const records =
      rcode === 0 ? dataOf(zone, query.readUInt16BE(at + 1)).map((data) => record(query, at, ttl, data)) : []
    const header = Buffer.from(query.subarray(0, 12))
    header.writeUInt16BE(0x8180 | rcode, 2)
    header.writeUInt16BE(records.length, 6)
    header.writeUInt32BE(0, 8)
    return Buffer.concat([header, question, ...records])
  }
}

function record(query: Buffer, at: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12)
  // The name is the one at offset 12.
  head.writeUInt16BE(0xc00c, 0)
  query.copy(head, 2, at + 1, at + 5)
  head.writeUInt32BE(ttl, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function dataOf({ a = [], aaaa = [], srv = [] }: Zone, type: number): readonly Buffer[] {
  if (type === 1) return a.map((address) => Buffer.from(address.split('.').map(Number)))
  if (type === 28) return aaaa.map((address) => Buffer.from(address.replaceAll(':', ''), 'hex'))
  if (type !== 33) return []
  return srv.map(([port, target]) => Buffer.concat([Buffer.from([0, 0, 0, 0, port >> 8, port & 255]), nameOf(target)]))
}

function nameOf(target: string): Buffer {
  const labels = target.split('.').filter((label) => label !== '')
  return Buffer.concat([
    ...labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
    Buffer.of(0),
  ])
}
