/** One end of a connection, or where datagrams go: an address in its usual writing (`172.17.0.2`, `::1`), and a port. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** What is sent at once, and from where. */
export interface Datagram {
  readonly from: SocketAddress
  readonly bytes: Uint8Array
}

/**
 * The system calls of sockets, as a process has them. Descriptors of connections are read and written as any other.
 * Wildcards are `0.0.0.0` (IPv4 alone) and `::` (both). What fails throws `Errno`, or rejects with it.
 */
export interface Sockets {
  /**
   * A connection (TCP). `ECONNREFUSED` where nobody listens, `EHOSTUNREACH` where no one on the network has the address,
   * `ENETUNREACH` where no network leads there, `ETIMEDOUT` after the two minutes that Linux tries for where it is not let
   * through; programs that have less patience stop waiting.
   */
  connect(to: SocketAddress): Promise<number>
  /** Listens (TCP). Port 0 is any that is free. `EADDRINUSE`; `EADDRNOTAVAIL` for an address of somebody else's. */
  listen(at: SocketAddress, backlog?: number): number
  /** Waits for a connection of a listener; its own descriptor. */
  accept(fd: number): Promise<number>
  /** Ends one direction, or both, whoever else has the connection open. `ENOTCONN` for what is none. */
  shutdown(fd: number, how: 'read' | 'write' | 'both'): void
  /**
   * A socket for datagrams (UDP), at a port of its own unless given one. `EADDRINUSE`, `EADDRNOTAVAIL`. With a peer it can
   * be read and written, has what comes from there alone, and the call after one that nobody took is `ECONNREFUSED`;
   * `ENETUNREACH` where no network leads there.
   */
  datagrams(at?: SocketAddress, peer?: SocketAddress): number
  /** Sends one datagram; what nobody takes is lost. `EMSGSIZE` above 65,507 bytes; `ENETUNREACH`. */
  send(fd: number, to: SocketAddress, bytes: Uint8Array): void
  receive(fd: number): Promise<Datagram>
  /** Its own address. `EBADF` and `ENOTSOCK` as of any descriptor. */
  nameOf(fd: number): SocketAddress
  /** The address of its other end. `ENOTCONN` where it has none. */
  peerOf(fd: number): SocketAddress
}
