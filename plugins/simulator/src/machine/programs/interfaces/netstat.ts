import { isIP } from 'node:net'
import type { Proc, Program } from '../../kernel/proc.js'
import { isSix } from '../../network/addresses.js'
import type { SocketInfo } from '../../network/host-network.js'
import { nameOfAddress } from '../../network/resolve.js'
import type { SocketAddress } from '../../network/sockets.js'
import { readOptions, type Words } from '../options.js'
import { routingTable } from './route.js'

const states: Readonly<Record<SocketInfo['state'], string>> = {
  listening: 'LISTEN',
  established: 'ESTABLISHED',
  'fin-wait': 'FIN_WAIT2',
  'close-wait': 'CLOSE_WAIT',
  closed: 'CLOSE',
  unconnected: '',
}

/** How wide addresses are, and with `-W`. */
const widths = { usual: 23, wide: 51 } as const

/** Shows sockets. `-p` and `-W` are of the official image, not of all builds of busybox. */
export const netstat: Program = async (proc) => {
  const words = readOptions(proc, { short: 'laentuwxrWp' })
  if (words === undefined) return 1
  if (words.has('r')) {
    await proc.write(1, routingTable(proc, { numeric: words.has('n'), extended: true }))
    return 0
  }
  const protocols = ['t', 'u', 'w', 'x'].filter((name) => words.has(name))
  const shows = (name: string): boolean => protocols.length === 0 || protocols.includes(name)
  if (['t', 'u', 'w'].some(shows)) await proc.write(1, internet(proc, words, shows))
  if (shows('x')) {
    const program = words.has('p') ? 'PID/Program name    ' : ''
    const head = `Proto RefCnt Flags       Type       State         I-Node ${program}Path`
    await proc.write(1, `Active UNIX domain sockets ${which(words)}\n${head}\n`)
  }
  return 0
}

const which = (words: Words): string =>
  words.has('a') ? '(servers and established)' : words.has('l') ? '(only servers)' : '(w/o servers)'

function internet(proc: Proc, words: Words, shows: (protocol: string) => boolean): string {
  const width = words.has('W') ? widths.wide : widths.usual
  const cell = (text: string): string => text.slice(0, width).padEnd(width)
  const program = words.has('p') ? programsOf(proc) : undefined
  const heads = `Proto Recv-Q Send-Q ${cell('Local Address')} ${cell('Foreign Address')} State       `
  const lines = wanted(proc, words, shows).map(({ protocol, local, peer, state, waiting, inode }) => {
    const other = peer ?? { address: isSix(local.address) ? '::' : '0.0.0.0', port: 0 }
    const [own, far] = [local, other].map((at) => cell(place(proc, at, words.has('n'))))
    const queues = `${String(waiting.incoming).padStart(6)} ${String(waiting.outgoing).padStart(6)}`
    return `${protocol}   ${queues} ${own} ${far} ${states[state].padEnd(12)}${program?.(inode) ?? ''}\n`
  })
  const head = `${heads}${program === undefined ? '' : 'PID/Program name    '}`
  return `Active Internet connections ${which(words)}\n${head}\n${lines.join('')}`
}

/** In the order of the files of `/proc/net`: those of IPv4 first. */
function wanted({ host }: Proc, words: Words, shows: (protocol: string) => boolean): readonly SocketInfo[] {
  const sockets = host.network.sockets().filter(({ state }) => {
    const isServer = state === 'listening' || state === 'unconnected'
    return state !== 'closed' && (words.has('a') || words.has('l') === isServer)
  })
  return (['tcp', 'udp'] as const)
    .filter((protocol) => shows(protocol.charAt(0)))
    .flatMap((protocol) => {
      const own = sockets.filter((socket) => socket.protocol === protocol)
      return [...own.filter(({ local }) => !isSix(local.address)), ...own.filter(({ local }) => isSix(local.address))]
    })
}

function place(proc: Proc, { address, port }: SocketAddress, isNumeric: boolean): string {
  const isAny = address === '0.0.0.0' || address === '::'
  const name = isNumeric || isAny || isIP(address) === 0 ? undefined : nameOfAddress(proc, address)
  return `${name ?? address}:${port === 0 ? '*' : port}`
}

/** Who has a socket, of those that have one. */
function programsOf({ host }: Proc): (inode: number) => string {
  const owners = new Map<string, string>()
  for (const { pid, argv, descriptors } of host.processes()) {
    const [program = ''] = argv
    const name = `${pid}/${program.slice(program.lastIndexOf('/') + 1)}`
    for (const shown of descriptors.values()) if (!owners.has(shown)) owners.set(shown, name)
  }
  return (inode) => (owners.get(`socket:[${inode}]`) ?? '-').slice(0, 20)
}
