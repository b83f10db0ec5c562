import { renameSync } from 'node:fs'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type ListenOptions } from 'node:net'
import { startSwarmd, runSwarmd, type Ended, type Swarmd, type SwarmdOptions } from './swarmd.js'

/** A socket as systemd opens and passes it. */
export interface Opened {
  readonly fd: number
  /** The port, on TCP. */
  readonly port: number
  /** Lets go of it here; who it was passed to goes on, and its file stays. */
  close(): void
}

/** Opens a socket to be passed. */
export async function open(options: ListenOptions): Promise<Opened> {
  const server = createServer().listen(options)
  await once(server, 'listening')
  const { path } = options
  return {
    fd: descriptorOf(server),
    port: path === undefined ? (server.address() as AddressInfo).port : 0,
    close: () => {
      // Node unlinks the path that it was bound by.
      if (path !== undefined) renameSync(path, `${path}.aside`)
      server.close()
      if (path !== undefined) renameSync(`${path}.aside`, path)
    },
  }
}

/** Connects to a port, for what is passed where a connection is taken for a listening socket. */
export async function openConnection(port: number): Promise<Opened> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return { fd: descriptorOf(socket), port, close: () => void socket.destroy() }
}

/** Opens a socket that is no stream. */
export async function openDatagram(): Promise<Opened> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const inner = Object.getOwnPropertySymbols(socket).map((symbol) => (socket as unknown as Inner)[symbol])
  const { handle } = inner.find((one) => one?.handle !== undefined)!
  return { fd: handle!.fd, port: socket.address().port, close: () => void socket.close() }
}

type Inner = Readonly<Record<symbol, { readonly handle?: { readonly fd: number } } | undefined>>

// Node has no public name for it.
function descriptorOf(holder: object): number {
  return (holder as { readonly _handle: { readonly fd: number } })._handle.fd
}

/** What the sockets are told to be. */
export interface Told {
  /** Whom they are for, as a word of a shell; the process itself unless given. */
  readonly pid?: string
  readonly names?: string
  readonly count?: number
}

/** Starts `swarmd` with sockets passed as systemd passes them, and lets go of them here. */
export async function activate(
  sockets: readonly Opened[],
  args: readonly string[],
  options: SwarmdOptions & Told = {},
): Promise<Swarmd> {
  const starting = startSwarmd(args, passed(sockets, options))
  for (const socket of sockets) socket.close()
  return starting
}

/** The same, to its end. */
export async function activateInVain(
  sockets: readonly Opened[],
  args: readonly string[],
  options: SwarmdOptions & Told = {},
): Promise<Ended> {
  const ending = runSwarmd(args, passed(sockets, options))
  for (const socket of sockets) socket.close()
  return ending
}

function passed(
  sockets: readonly Opened[],
  { pid = '$$', names, count, ...options }: SwarmdOptions & Told,
): SwarmdOptions {
  const named: Record<string, string> = names === undefined ? {} : { LISTEN_FDNAMES: names }
  return {
    ...options,
    passing: sockets.map(({ fd }) => fd),
    env: { ...options.env, ...named, LISTEN_FDS: String(count ?? sockets.length) },
    through: [...(options.through ?? []), 'sh', '-c', `LISTEN_PID=${pid} exec "$@"`, 'sh'],
  }
}
