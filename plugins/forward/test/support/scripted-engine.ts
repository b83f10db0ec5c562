import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A request as it came over the wire. */
export interface RawRequest {
  /** `POST /containers/create HTTP/1.1` */
  readonly line: string
  /** Header lines as they were written. */
  readonly headers: readonly string[]
  /** The body with its framing, if it is chunked. */
  readonly body: string
}

/** One connection, on the engine's side. */
export class Peer {
  readonly socket: Socket
  readonly #closing: Promise<void>
  #received = ''

  constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => (this.#received += text))
    socket.on('error', () => undefined)
    this.#closing = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  /** What has come and was not taken yet, once it is enough. */
  async take(enough: (received: string) => number): Promise<string> {
    for (;;) {
      const length = enough(this.#received)
      if (length > 0) {
        const taken = this.#received.slice(0, length)
        this.#received = this.#received.slice(length)
        return taken
      }
      await Promise.race([
        once(this.socket, 'data'),
        this.#closing.then(() => Promise.reject(new Error('the connection was closed'))),
      ])
    }
  }

  /** The head of a request. */
  async head(): Promise<Omit<RawRequest, 'body'>> {
    const text = await this.take(upTo('\r\n\r\n'))
    const [line = '', ...headers] = text.trimEnd().split('\r\n')
    return { line, headers }
  }

  /** A whole request. */
  async request(): Promise<RawRequest> {
    const head = await this.head()
    const length = Number(/^content-length: (\d+)$/im.exec(head.headers.join('\n'))?.[1] ?? 0)
    const chunked = /^transfer-encoding: chunked$/im.test(head.headers.join('\n'))
    if (chunked) return { ...head, body: await this.take(upTo('0\r\n\r\n')) }
    return { ...head, body: length === 0 ? '' : await this.take((received) => (received.length < length ? 0 : length)) }
  }

  /** Writes lines with the ends that HTTP has, and then the body. */
  answer(lines: readonly string[], body = ''): void {
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
  }

  /** The client's end of what it sends. */
  async ended(): Promise<void> {
    if (!this.socket.readableEnded) await new Promise((resolve) => this.socket.once('end', resolve))
  }

  /** The end of the connection in both directions. */
  async closed(): Promise<void> {
    await Promise.race([this.ended(), this.#closing])
    // Of an end alone the other direction is left.
    if (!this.socket.destroyed) this.socket.write(' ')
    await this.#closing
  }
}

/** Takes up to and with an end. */
export function upTo(end: string): (received: string) => number {
  return (received) => {
    const at = received.indexOf(end)
    return at < 0 ? 0 : at + end.length
  }
}

/** An engine of which a test writes every byte. */
export interface ScriptedEngine {
  readonly address: string
  /** The next connection. */
  accept(): Promise<Peer>
  /** How many connections there were. */
  opened(): number
  close(): Promise<void>
}

/** Starts one, at a path of its own or the given one. */
export async function scriptedEngine(at?: string): Promise<ScriptedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'scripted-'))
  const path = at ?? join(folder, 'e.sock')
  const waiting: Peer[] = []
  const takers: ((peer: Peer) => void)[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    opened++
    sockets.add(socket)
    const peer = new Peer(socket)
    const taker = takers.shift()
    if (taker === undefined) waiting.push(peer)
    else taker(peer)
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    address: `unix://${path}`,
    accept: () => {
      const peer = waiting.shift()
      return peer === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(peer)
    },
    opened: () => opened,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
