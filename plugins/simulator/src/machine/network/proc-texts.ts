import { parseAddress, type Subnet } from '../../networks/address.js'
import type { ByteString } from '../byte-string.js'
import { heads } from '../files/proc/network.js'
import { isSix } from './addresses.js'
import type { NetworkInterface, SocketInfo } from './host-network.js'
import { routesOf } from './routes.js'
import type { SocketAddress } from './sockets.js'
import type { NetworkStack } from './stack.js'

/** What the kernel calls the states (`include/net/tcp_states.h`); what is over is in no table. */
const states: Readonly<Record<Exclude<SocketInfo['state'], 'closed'>, string>> = {
  established: '01',
  'fin-wait': '05',
  unconnected: '07',
  'close-wait': '08',
  listening: '0A',
}

/** How wide Linux makes the lines of some tables. */
const widths = { tcp: 149, udp: 127, route: 127 } as const

/** A file of `/proc/net` of a stack; undefined for one that has nothing in it but its head. */
export function networkText(stack: NetworkStack | undefined, name: string): ByteString | undefined {
  if (stack === undefined) return undefined
  switch (name) {
    case 'tcp':
    case 'tcp6':
    case 'udp':
    case 'udp6':
      return socketTable(stack.sockets(), name)
    case 'dev':
      return deviceTable(stack)
    case 'route':
      return routeTable(stack.interfaces())
    case 'if_inet6':
      return stack.interfaces().flatMap(addressLines).join('')
    default:
      return undefined
  }
}

function socketTable(sockets: readonly SocketInfo[], name: 'tcp' | 'tcp6' | 'udp' | 'udp6'): string {
  const wanted = name.endsWith('6')
  const protocol = name.startsWith('tcp') ? 'tcp' : 'udp'
  const lines = sockets
    .filter((one) => one.protocol === protocol && isSix(one.local.address) === wanted && one.state !== 'closed')
    .map(protocol === 'tcp' ? tcpLine : udpLine)
  // Those of IPv6 are not padded.
  const width = wanted ? 0 : widths[protocol]
  return heads[name] + lines.map((line) => `${line.padEnd(width)}\n`).join('')
}

function tcpLine(socket: SocketInfo, index: number): string {
  const rest = socket.state === 'listening' ? '100 0 0 10 0' : '20 4 30 10 -1'
  return `${String(index).padStart(4)}: ${common(socket)} 1 ${pointer(socket.inode)} ${rest}`
}

const udpLine = (socket: SocketInfo): string =>
  `${String(socket.local.port).padStart(5)}: ${common(socket)} 2 ${pointer(socket.inode)} 0`

function common({ local, peer, state, waiting, inode }: SocketInfo): string {
  const other = peer ?? { address: isSix(local.address) ? '::' : '0.0.0.0', port: 0 }
  const queues = `${hex(waiting.outgoing, 8)}:${hex(waiting.incoming, 8)}`
  const number = state === 'closed' ? '07' : states[state]
  return `${place(local)} ${place(other)} ${number} ${queues} 00:00000000 00000000     0        0 ${inode}`
}

/** An address as the words of memory that it is in on a machine with the lowest byte first. */
function place({ address, port }: SocketAddress): string {
  const { family, value } = parseAddress(address) ?? { family: 4, value: 0n }
  return `${words(value, family)}:${hex(port, 4)}`
}

function words(value: bigint, family: 4 | 6): string {
  const digits = value.toString(16).padStart(family === 4 ? 8 : 32, '0')
  return digits.replace(/(..)(..)(..)(..)/g, '$4$3$2$1').toUpperCase()
}

const hex = (number: number, width: number): string => number.toString(16).toUpperCase().padStart(width, '0')

/** As Linux shows an address of its own memory: some number that stays the same. */
const pointer = (inode: number): string => (Math.imul(inode, 0x9e3779b1) >>> 0).toString(16).padStart(16, '0')

function deviceTable(stack: NetworkStack): string {
  const traffic = new Map(stack.traffic())
  const lines = stack.interfaces().map(({ name }) => {
    const { received, sent } = traffic.get(name) ?? { received: none, sent: none }
    const came = [[received.bytes, 8], [received.packets, 8], [0, 5], [0, 5], [0, 5], [0, 6], [0, 11], [0, 10]] as const // prettier-ignore
    const went = [[sent.bytes, 9], [sent.packets, 8], [0, 5], [0, 5], [0, 5], [0, 6], [0, 8], [0, 11]] as const // prettier-ignore
    return `${name.padStart(6)}:${[...came, ...went].map(([count, width]) => String(count).padStart(width)).join('')}`
  })
  return heads.dev + lines.map((line) => `${line}\n`).join('')
}

const none = { bytes: 0, packets: 0 }

function routeTable(interfaces: readonly NetworkInterface[]): string {
  const lines = routesOf(interfaces, 4).map(({ to, gateway, device }) => {
    const via = gateway === undefined ? 0n : (parseAddress(gateway)?.value ?? 0n)
    const flags = gateway === undefined ? '0001' : '0003'
    return [device, words(to.first, 4), words(via, 4), flags, 0, 0, 0, words(maskOf(to), 4), 0, 0, 0].join('\t')
  })
  return heads.route + lines.map((line) => `${line.padEnd(widths.route)}\n`).join('')
}

/** The mask of a subnet of IPv4. */
export const maskOf = ({ bits }: Pick<Subnet, 'bits'>): bigint => (0xffff_ffffn << BigInt(32 - bits)) & 0xffff_ffffn

function addressLines({ name, index, addresses }: NetworkInterface): readonly string[] {
  return addresses.filter(isSix).map((text) => {
    const [address = '', bits = '128'] = text.split('/')
    const digits = (parseAddress(address)?.value ?? 0n).toString(16).padStart(32, '0')
    const [scope, flags] = name === 'lo' ? ['10', '80'] : ['00', '82']
    const numbers = [index, Number(bits)].map((number) => number.toString(16).padStart(2, '0'))
    return `${digits} ${numbers.join(' ')} ${scope} ${flags} ${name.padStart(8)}\n`
  })
}
