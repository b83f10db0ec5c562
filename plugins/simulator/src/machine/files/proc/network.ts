import type { ByteString } from '../../byte-string.js'
import type { Handle } from '../node.js'
import { fixedEntries, madeDirectory, madeFile, type Maker } from './made.js'
import type { ProcSource } from './source.js'

const sockets = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const sockets6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'

/** The heads of the files of `/proc/net`, as Linux pads them. */
export const heads = {
  arp: 'IP address       HW type     Flags       HW address            Mask     Device\n',
  dev: [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '',
  ].join('\n'),
  if_inet6: '',
  route: `${'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(127)}\n`,
  tcp: `${sockets.padEnd(149)}\n`,
  tcp6: `${sockets6}\n`,
  udp: `${` ${sockets} ref pointer drops`.padEnd(127)}\n`,
  udp6: `${sockets6} ref pointer drops\n`,
  unix: 'Num       RefCount Protocol Flags    Type St Inode Path\n',
} as const

const makers = Object.fromEntries(
  Object.entries(heads).map(([name, head]): [string, Maker<ProcSource>] => [
    name,
    (path, source) => madeFile({ path, at: source.now() }, () => source.network?.(name) ?? head),
  ]),
)

/** `/proc/PID/net`. */
export const networkDirectory = (source: ProcSource, path: ByteString): Handle =>
  madeDirectory({ path, at: source.now() }, fixedEntries(path, makers, source))
