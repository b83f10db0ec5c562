import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFaultProxy, type Faults, type FaultProxy } from 'libswarm-core/testing'
import { until } from './support.js'

/** One end of a connection, and what it has heard. */
export class End {
  readonly socket: Socket
  readonly #chunks: Buffer[] = []
  #length = 0
  /** How many times something came. */
  pieces = 0
  ended = false
  /** The code of the error that the connection met with. */
  failed: string | undefined

  constructor(socket: Socket) {
    this.socket = socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.pieces++
      this.#length += chunk.length
      this.#chunks.push(chunk)
    })
    socket.on('end', () => (this.ended = true))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.failed = error.code))
  }

  get length(): number {
    return this.#length
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get text(): string {
    return this.bytes.toString('latin1')
  }

  /** Waits until it has heard so many bytes. */
  async heard(length: number): Promise<string> {
    await until(() => this.length >= length)
    return this.text
  }

  /** Waits for the end of what it hears. */
  async end(): Promise<string> {
    await until(() => this.ended)
    return this.text
  }

  /** Waits until nothing is left of the connection; resolves to how that came. */
  async close(): Promise<string> {
    await until(() => this.socket.closed)
    return this.failed ?? (this.ended ? 'end' : 'nothing')
  }
}

/** A server behind a fault proxy. */
export interface TwoEnds {
  readonly proxy: FaultProxy
  /** Connects, and resolves when the server has the connection too. */
  join(): Promise<{ readonly client: End; readonly server: End }>
  /** Connects, without waiting for anything. */
  knock(): End
  /** Waits for the next connection of the server. */
  accept(): Promise<End>
  close(): Promise<void>
}

/** Starts both, on TCP or on Unix sockets. */
export async function startTwoEnds(kind: 'tcp' | 'unix', faults?: Faults): Promise<TwoEnds> {
  const folder = await mkdtemp(join(tmpdir(), 'two-ends-'))
  const accepted: End[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(new End(socket)))
  const to = await listen(server, kind, folder)
  const listenAt = kind === 'unix' ? { listen: `unix://${join(folder, 'proxy.sock')}` } : {}
  const proxy = await startFaultProxy({ to, ...listenAt, ...(faults === undefined ? {} : { faults }) })
  let taken = 0
  const { socketPath, host = '', port = 0 } = proxy
  const knock = () =>
    new End(connect({ ...(socketPath === undefined ? { host, port } : { path: socketPath }), allowHalfOpen: true }))
  const accept = async () => {
    const index = taken++
    await until(() => accepted.length > index)
    return accepted[index]!
  }
  return {
    proxy,
    knock,
    accept,
    join: async () => {
      const client = knock()
      return { client, server: await accept() }
    },
    close: async () => {
      await proxy.close()
      for (const { socket } of accepted) socket.destroy()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function listen(server: Server, kind: 'tcp' | 'unix', folder: string): Promise<string> {
  const path = join(folder, 'server.sock')
  server.listen(kind === 'unix' ? { path } : { port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  return kind === 'unix' ? `unix://${path}` : `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
}
