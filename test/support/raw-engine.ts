import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { Side } from './side.js'

/** A request whose head an engine has heard; what comes behind the head is for its side to take. */
export interface Asked {
  /** `POST /containers/create HTTP/1.1` */
  readonly line: string
  /** Header lines as they came. */
  readonly headers: readonly string[]
  readonly engine: EngineSide
}

/** The engine's side of a connection. */
export class EngineSide extends Side {
  readonly #answered: () => void

  constructor(socket: Socket, answered: (side: EngineSide) => void) {
    super(socket)
    this.#answered = () => answered(this)
  }

  /** Says all of an answer; what comes then is another request. */
  answer(bytes: string): void {
    this.say(bytes)
    this.#answered()
  }
}

/** An engine of which a test writes every byte, but for the answers to `GET /_ping`. */
export interface RawEngine {
  /** The next request. Rejects when there is none within 5 s. */
  asked(): Promise<Asked>
  /** How many requests there were that nobody has waited for. */
  unnoticed(): number
  /** Leaves the connections on which a request is not answered, as soon as the other side has ended each. Rejects after 5 s. */
  leave(): Promise<void>
  close(): Promise<void>
}

const longest = 5000

/** Starts one on a Unix socket. */
export async function startRawEngine(socketPath: string): Promise<RawEngine> {
  const waiting: Asked[] = []
  const takers: ((asked: Asked) => void)[] = []
  const sides = new Set<EngineSide>()
  const busy = new Set<EngineSide>()

  const hear = async (engine: EngineSide): Promise<void> => {
    busy.delete(engine)
    // Nobody tells of a connection that ends between two requests.
    const head = await engine.take(/\r\n\r\n/, Infinity).catch(() => undefined)
    if (head === undefined) return void engine.end()
    busy.add(engine)
    const [line = '', ...headers] = head.trimEnd().split('\r\n')
    if (line.startsWith('GET /_ping ')) return engine.answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK')
    const taker = takers.shift()
    if (taker === undefined) waiting.push({ line, headers, engine })
    else taker({ line, headers, engine })
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const engine = new EngineSide(socket, (side) => void hear(side))
    sides.add(engine)
    socket.once('close', () => void (sides.delete(engine), busy.delete(engine)))
    void hear(engine)
  })
  server.listen(socketPath)
  await once(server, 'listening')

  return {
    asked: () =>
      new Promise((resolve, reject) => {
        const first = waiting.shift()
        if (first !== undefined) return resolve(first)
        const timer = setTimeout(() => {
          takers.splice(takers.indexOf(take), 1)
          reject(new Error(`the engine was asked nothing for ${longest} ms`))
        }, longest)
        const take = (asked: Asked) => {
          clearTimeout(timer)
          resolve(asked)
        }
        takers.push(take)
      }),
    unnoticed: () => waiting.splice(0).length,
    leave: async () => {
      for (const engine of busy) {
        engine.socket.resume()
        await engine.rest()
        engine.leave()
      }
    },
    close: async () => {
      for (const engine of sides) engine.leave()
      server.close()
      await once(server, 'close')
    },
  }
}
