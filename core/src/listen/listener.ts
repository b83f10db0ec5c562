import type { Address, TcpAddress, UnixAddress } from '../address.js'
import type { TlsFiles } from './tls-files.js'

/** One place to listen at: an address, or a socket that was open when this process was started. */
export type Place = (
  | { readonly address: TcpAddress | UnixAddress; readonly fd?: undefined }
  /** What the socket is bound to; `fd://3` where that cannot be seen. */
  | { readonly address: Address; readonly fd: number }
) & {
  /** Of every TCP place with TLS, and of no other. */
  readonly tls?: TlsFiles | undefined
}

/** An address that is being listened on. */
export interface Listener {
  /** The address as bound: a real port for port 0. */
  readonly address: Address
  /** Stops accepting, and removes what listening made. Connections stay as they are. */
  close(): void
}

/** Who may connect to a Unix socket. */
export interface SocketOptions {
  /** The group that the socket belongs to, by name or number; `docker` unless given, and the user's own without one. */
  readonly socketGroup?: string | undefined
  /** The mode of the socket's file; 0o660 unless given. */
  readonly socketMode?: number | undefined
}

/** What listening is told with. */
export interface ListenOptions extends SocketOptions {
  /** Who is told of what is odd, and of what is done about it. */
  readonly log: { info(line: string): void; warn(line: string): void }
}
