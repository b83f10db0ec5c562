import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex, PassThrough, Readable } from 'node:stream'
import type { Socket } from 'node:net'

/** A request whose body is on its way. */
export interface Arriving {
  readonly body: Readable
  readonly socket: Socket
  /** Whether the client has sent all of it. */
  isWhole(): boolean
  /** Whether an answer has begun. */
  isAnswered(): boolean
}

/** How long a body may take, in ms: from one piece to the next, and in all where that is limited. */
export interface BodyTimes {
  readonly idle: number
  readonly total?: number
}

/** A request whose body is read by Node's parser. */
export function arrivingRequest(request: IncomingMessage, response: ServerResponse): Arriving {
  const isAnswered = () => response.headersSent
  return { body: request, socket: request.socket, isWhole: () => request.complete, isAnswered }
}

/** An upgrade request, whose body is the beginning of what comes on its connection. */
export function arrivingUpgrade(body: PassThrough, socket: Socket): Arriving {
  return { body, socket, isWhole: () => body.writableEnded, isAnswered: () => socket.writableEnded }
}

/** The bodies that are on their way. */
export class Arrivals {
  readonly #open = new WeakMap<Duplex, Arriving>()

  /** Keeps one, and calls back with a sentence, once, when it does not arrive in time; until what is returned is called. */
  watch(arriving: Arriving, times: BodyTimes, late: (why: string) => void): () => void {
    const { body, socket } = arriving
    this.#open.set(socket, arriving)
    const stop = watchArrival(arriving, times, late)
    body.once('close', stop)
    return () => {
      stop()
      this.#open.delete(socket)
    }
  }

  /** Whether what is sent on a connection now is taken for the answer to a request whose body is still to come. */
  isUnanswered(connection: Duplex): boolean {
    const arriving = this.#open.get(connection)
    return arriving !== undefined && !arriving.isWhole() && !arriving.isAnswered()
  }
}

/**
 * Looks now and then how many bytes have come, so that none of them costs anything: that nothing comes is noticed after
 * the time for it, and at most a quarter more. A client whose bytes wait to be read is not at fault.
 */
function watchArrival(arriving: Arriving, times: BodyTimes, late: (why: string) => void): () => void {
  const { body, socket } = arriving
  const { idle, total } = times
  let last = { at: performance.now(), bytes: socket.bytesRead }
  let isOver = false
  const stop = () => {
    isOver = true
    clearInterval(looking)
    clearTimeout(ending)
  }
  const tell = (why: string) => {
    stop()
    late(why)
  }
  const look = () => {
    if (isOver || arriving.isWhole() || socket.destroyed) return stop()
    const now = performance.now()
    if (socket.bytesRead !== last.bytes || body.readableLength > 0) last = { at: now, bytes: socket.bytesRead }
    if (now - last.at >= idle) tell(`nothing of the request body has arrived for ${idle / 1000} s`)
  }
  const end = (limit: number) => {
    if (isOver || arriving.isWhole() || socket.destroyed) return stop()
    tell(`the request body has not arrived within ${limit / 1000} s`)
  }
  // What has come while this process was busy is read first.
  const looking = setInterval(() => setImmediate(look), idle / 4).unref()
  const ending = total === undefined ? undefined : setTimeout(() => setImmediate(end, total), total).unref()
  return stop
}
