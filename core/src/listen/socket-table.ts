import { readFileSync } from 'node:fs'
import { SocketAddress } from 'node:net'
import { endianness } from 'node:os'
import type { TcpAddress, UnixAddress } from '../address.js'

/** What a socket is bound to, or why nobody can be accepted on it. */
export type Bound = TcpAddress | UnixAddress | 'not listening' | 'no stream'

/**
 * What a socket of this process is bound to, as the kernel's tables say (proc(5)). Undefined for one that is not in
 * them: it is of another network namespace, or of a kind that is neither Unix nor TCP.
 */
export function boundTo(inode: string): Bound | undefined {
  return unixSocket(inode) ?? tcpSocket(inode, 'tcp') ?? tcpSocket(inode, 'tcp6')
}

function unixSocket(inode: string): Bound | undefined {
  // Num RefCount Protocol Flags Type St Inode Path
  const line = find('unix', (one) => one.split(/\s+/, 7)[6] === inode)
  if (line === undefined) return undefined
  const [, flags = '', type = '', path = ''] = /^\S+ \S+ \S+ (\S+) (\S+) \S+ +\d+ ?(.*)$/.exec(line) ?? []
  if (Number.parseInt(type, 16) !== stream) return 'no stream'
  return (Number.parseInt(flags, 16) & accepts) === 0 ? 'not listening' : { kind: 'unix', path }
}

// SOCK_STREAM, and what the kernel calls __SO_ACCEPTCON.
const stream = 1
const accepts = 0x10000

function tcpSocket(inode: string, table: 'tcp' | 'tcp6'): Bound | undefined {
  // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
  const line = find(table, (one) => one.trim().split(/\s+/, 10)[9] === inode)
  if (line === undefined) return undefined
  const [, local = '', , state = ''] = line.trim().split(/\s+/, 4)
  if (state !== listens) return 'not listening'
  const [host = '', port = ''] = local.split(':')
  return { kind: 'tcp', host: readHost(host), port: Number.parseInt(port, 16), tls: false }
}

// TCP_LISTEN
const listens = '0A'

function find(table: string, isIt: (line: string) => boolean): string | undefined {
  try {
    return readFileSync(`/proc/self/net/${table}`, 'utf8').split('\n').find(isIt)
  } catch {
    return undefined
  }
}

/** An IP address as the kernel prints it: words of four bytes, each as a number of this machine. */
function readHost(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  if (endianness() === 'LE') bytes.swap32()
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}
