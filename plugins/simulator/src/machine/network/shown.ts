import type { Connection } from './connection.js'
import type { DatagramSocket } from './datagram-socket.js'
import type { SocketInfo } from './host-network.js'
import type { Listener } from './listener.js'

/** What `netstat` and `/proc/net` show of a socket. */
export const shownListener = ({ local, inode, waiting, backlog }: Listener): SocketInfo => ({
  protocol: 'tcp',
  state: 'listening',
  local,
  peer: undefined,
  inode,
  waiting: { incoming: waiting, outgoing: 0 },
  backlog,
})

export const shownConnection = ({ local, peer, inode, state, waiting }: Connection): SocketInfo => ({
  protocol: 'tcp',
  state,
  local,
  peer,
  inode,
  waiting,
})

export const shownDatagrams = ({ local, peer, inode, waiting }: DatagramSocket): SocketInfo => ({
  protocol: 'udp',
  state: peer === undefined ? 'unconnected' : 'established',
  local,
  peer,
  inode,
  waiting: { incoming: waiting, outgoing: 0 },
})
