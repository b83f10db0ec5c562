import type { HeaderList, ReplyInit } from 'libswarm-core'
import type { Outgoing } from '../request.js'
import { NoAnswer, Silent, type Watch } from '../send.js'
import type { EngineSocket } from '../socket.js'
import { AnswerBody, type Source } from './answer-body.js'
import type { Decoder } from './decoder.js'
import { decoderOf } from './decoders.js'
import type { Head } from './head.js'
import { HeadReader } from './head-reader.js'
import { NotHttp } from './not-http.js'

/** A request that can be sent more than once: its body, where it has one, is there. */
export interface PlainRequest extends Outgoing {
  readonly body: Uint8Array | undefined
}

/** Who has a connection between its calls. */
export interface Keeper {
  /** It may be used again. */
  idle(connection: PlainConnection): void
  /** It is gone. */
  gone(connection: PlainConnection): void
}

/** The call that a connection has. */
interface Call {
  readonly method: string
  readonly settle: (reply: ReplyInit) => void
  readonly fail: (error: Error) => void
  /** Lets go of what the call had begun. */
  readonly release: () => void
  readonly reader: HeadReader
  head?: Head
  decoder?: Decoder
  body?: AnswerBody
  trailersKnown?: (trailers: HeaderList) => void
}

/** A connection for plain calls, one after the other: a request goes out in one piece, and its answer comes. */
export class PlainConnection implements Source {
  /** When it was used last, in ms of `performance.now()`. */
  idleSince = 0
  /** How long it may be idle before the engine closes it, in ms. */
  idleFor = Infinity
  readonly #socket: EngineSocket
  readonly #keeper: Keeper
  #call: Call | undefined
  #wasUsed = false

  constructor(socket: EngineSocket, keeper: Keeper) {
    this.#socket = socket
    this.#keeper = keeper
    socket.on('data', (bytes: Buffer) => this.#data(bytes))
    socket.on('end', () => this.#end())
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => {
      this.#fail(new Error('the connection was closed'))
      keeper.gone(this)
    })
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.readable
  }

  /**
   * Sends a request. Resolves to the answer: with its body where that has arrived whole with the head, else with a stream
   * as soon as the head is there. Rejects with `NoAnswer`, or with the reason of an abort.
   *
   * @param head by `requestHead`
   */
  ask(request: PlainRequest, head: string, signal: AbortSignal, watch: Watch | undefined): Promise<ReplyInit> {
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      const abort = () => this.#fail(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      socket.ref()
      socket.begin()
      const unwatch = watch?.(socket)
      this.#call = {
        method: request.method,
        settle: resolve,
        fail: (error) => reject(signal.aborted ? error : new NoAnswer(error, this.#mayRepeat(request.method, error))),
        release: () => {
          signal.removeEventListener('abort', abort)
          unwatch?.()
        },
        reader: new HeadReader(),
      }
      if (request.body === undefined) return void socket.write(head, 'latin1')
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(request.body)
      socket.uncork()
    })
  }

  resume(body: AnswerBody): void {
    if (this.#call?.body === body) this.#socket.resume()
  }

  abandon(body: AnswerBody): void {
    if (this.#call?.body === body) this.close()
  }

  close(): void {
    // Of a body that is under way it is no failure: whoever closes knows.
    this.#call?.body?.destroy()
    this.#fail(new Error('the connection was closed'))
  }

  /**
   * Only on a connection that had been used before and that was closed, and only what is safe to ask twice or what was not
   * sent at all. Who answers what is no HTTP is not asked again.
   */
  #mayRepeat(method: string, error: Error): boolean {
    if (!this.#wasUsed || error instanceof Silent || error instanceof NotHttp) return false
    return method === 'GET' || method === 'HEAD' || this.#socket.untouched
  }

  #data(bytes: Buffer): void {
    const call = this.#call
    // Nobody has asked.
    if (call === undefined) return void this.#socket.destroy()
    try {
      if (call.decoder === undefined) this.#begin(call, bytes)
      else this.#go(call, call.decoder, bytes)
    } catch (thrown) {
      this.#fail(thrown as Error)
    }
  }

  #begin(call: Call, bytes: Buffer): void {
    const found = call.reader.take(bytes, call.method)
    if (found === undefined) return
    const [head, behind] = found
    if (head.status === 101 || head.status > 599) throw new NotHttp(`it has the unexpected status ${head.status}`)
    const decoder = decoderOf(head.framing)
    call.head = head
    call.decoder = decoder
    const pieces: Buffer[] = []
    const rest = bytes.subarray(behind)
    const taken = decoder.take(rest, (piece) => void pieces.push(piece))
    if (taken !== undefined && !head.hasTrailers) {
      this.#over(call, isFollowed(bytes, behind + taken))
      call.settle(wholeReply(call.method, head, pieces))
      return
    }
    const body = new AnswerBody(this)
    call.body = body
    let trailers: Promise<HeaderList> | undefined
    if (head.hasTrailers) trailers = new Promise((resolve) => (call.trailersKnown = resolve))
    for (const piece of pieces) this.#push(body, piece)
    if (taken !== undefined) this.#over(call, isFollowed(bytes, behind + taken))
    call.settle({ status: head.status, headers: head.headers, body, trailers })
  }

  #go(call: Call, decoder: Decoder, bytes: Buffer): void {
    const body = call.body!
    const taken = decoder.take(bytes, (piece) => this.#push(body, piece))
    if (taken !== undefined) this.#over(call, isFollowed(bytes, taken))
  }

  #push(body: AnswerBody, piece: Buffer): void {
    if (!body.push(piece)) this.#socket.pause()
  }

  /** @param isFollowed whether something came behind the answer: what it would be taken for nobody knows */
  #over(call: Call, isFollowed: boolean): void {
    const socket = this.#socket
    this.#call = undefined
    call.release()
    call.trailersKnown?.(call.decoder!.trailers)
    call.body?.push(null)
    const { keeps, idle = Infinity } = call.head!
    // What the engine has answered without, it will not read.
    if (!keeps || isFollowed || socket.writableLength > 0 || !this.isOpen) return void socket.destroy()
    this.#wasUsed = true
    this.idleFor = idle
    socket.resume()
    socket.unref()
    this.#keeper.idle(this)
  }

  #end(): void {
    const call = this.#call
    // While a write is still to be done it may have failed by the same that has ended the answer.
    if (call?.decoder?.endsWithConnection === true && this.#socket.writableLength === 0) return this.#over(call, false)
    this.#fail(
      Object.assign(new Error(call?.decoder === undefined ? 'socket hang up' : 'aborted'), { code: 'ECONNRESET' }),
    )
  }

  #fail(error: Error): void {
    const call = this.#call
    this.#call = undefined
    this.#socket.destroy()
    if (call === undefined) return
    call.release()
    call.trailersKnown?.([])
    if (call.body === undefined) call.fail(error)
    else call.body.destroy(error)
  }
}

// What Node reads at once, at most. Behind so much there may be more.
const longestRead = 64 * 1024

/** Whether something comes, or may come, behind an answer that has ended at a place. */
function isFollowed(bytes: Buffer, end: number): boolean {
  return end < bytes.length || bytes.length >= longestRead
}

function wholeReply(method: string, { status, headers }: Head, pieces: readonly Buffer[]): ReplyInit {
  if (method === 'HEAD' || status === 204 || status === 304) return { status, headers }
  return { status, headers, body: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces) }
}
