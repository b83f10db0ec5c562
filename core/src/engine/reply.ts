import { Readable, Stream, type Duplex } from 'node:stream'
import { describeError, isSwarmError, swarmError } from '../errors.js'
import type { Answer, OperationName } from '../api/table.js'
import { findHeader, toHeaderList, type HeaderList, type HeadersInit } from './headers.js'

/** Nothing, bytes, a stream of bytes, or (of operations that take the connection over) both directions of it. */
export type ReplyBody = undefined | Uint8Array | Readable | Duplex

/** Far more than any message has that an engine tells: a line that never ends is not held for ever. */
const longestMessage = 16 * 1024 * 1024

/** The answer of a job. Nothing of its body is read before somebody asks. */
export interface Reply<O extends OperationName = OperationName> {
  /** The HTTP status, 101 for a connection that was taken over. */
  readonly status: number
  readonly headers: HeaderList
  readonly body: ReplyBody
  readonly trailers?: Promise<HeaderList> | undefined
  /**
   * The whole body as one JSON value. Use one of `json`, `messages` and `bytes`, once, or `body` itself. All reject with
   * `Unreachable` when the body breaks off.
   */
  json(): Promise<Answer<O>>
  /** The body's JSON values as they come, one a line. Rejects with `Unreachable` for a line of more than 16 Mi characters, too. */
  messages(): AsyncIterable<Answer<O>>
  /** The whole body. */
  bytes(): Promise<Uint8Array>
}

/** A reply as a handler may write it: `{ status: 304 }` is one. */
export interface ReplyInit {
  /** 200 to 599, or 101 with a duplex. */
  readonly status: number
  readonly headers?: HeadersInit | undefined
  readonly body?: string | ReplyBody
  readonly trailers?: Promise<HeaderList> | undefined
}

/**
 * Completes a reply; every `Reply` there is was made here. Throws a `TypeError` for a status or a header that no answer
 * can have, so that whoever writes it, here or behind a link, need not look again.
 */
export function toReply<O extends OperationName>(init: ReplyInit): Reply<O> {
  const { status, headers, body, trailers } = init
  if (!isStatus(status))
    throw new TypeError(`returned a reply with the status ${String(status)}, not 101 or 200 to 599`)
  if (trailers !== undefined && typeof trailers.then !== 'function') {
    throw new TypeError('returned a reply whose trailers are no promise')
  }
  return new ReplyOf<O>(status, toHeaderList(headers), toBody(body), trailers)
}

/** Whether a value is a `Reply`, made and checked by `toReply`. */
export function isReply(value: unknown): value is Reply {
  return value instanceof ReplyOf
}

/** Whether a body is a connection that was taken over. */
export function isDuplex(body: unknown): body is Duplex {
  return body instanceof Readable && 'write' in body && typeof body.write === 'function'
}

/** Lets go of a body that nobody is going to read. */
export function discard({ body, trailers }: { readonly body: unknown; readonly trailers?: Reply['trailers'] }): void {
  trailers?.then(undefined, () => undefined)
  if (!(body instanceof Stream) || !('destroy' in body)) return
  body.on('error', () => undefined)
  ;(body as Readable).destroy()
}

function isStatus(status: unknown): boolean {
  return typeof status === 'number' && Number.isInteger(status) && (status === 101 || (status >= 200 && status <= 599))
}

function toBody(body: unknown): ReplyBody {
  if (typeof body === 'string') return Buffer.from(body)
  if (body === undefined || body instanceof Uint8Array || body instanceof Readable) return body
  throw new TypeError(`returned a reply whose body is ${kindOf(body)}, not a string, bytes or a Readable`)
}

/** What a value is, in a sentence about one that is wrong. */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}

class ReplyOf<O extends OperationName> implements Reply<O> {
  readonly status: number
  readonly headers: HeaderList
  readonly body: ReplyBody
  readonly trailers: Promise<HeaderList> | undefined

  constructor(status: number, headers: HeaderList, body: ReplyBody, trailers: Promise<HeaderList> | undefined) {
    this.status = status
    this.headers = headers
    this.body = body
    this.trailers = trailers
  }

  async bytes(): Promise<Uint8Array> {
    if (this.body === undefined) return new Uint8Array()
    if (this.body instanceof Uint8Array) return this.body
    const chunks: Uint8Array[] = []
    for await (const chunk of unbroken(this.body)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  async json(): Promise<Answer<O>> {
    return parseAnswer(Buffer.from(await this.bytes()).toString(), this.headers) as Answer<O>
  }

  async *messages(): AsyncGenerator<Answer<O>> {
    if (this.body === undefined) return
    const source = this.body instanceof Uint8Array ? [this.body] : unbroken(this.body)
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of source) {
      const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
      const lines = [rest + first, ...more]
      rest = lines.pop()!
      for (const line of lines) if (line.trim() !== '') yield parseAnswer(line, this.headers) as Answer<O>
      if (rest.length > longestMessage)
        throw swarmError('Unreachable', `the answer has a line of more than ${longestMessage} characters`)
    }
    if (rest.trim() !== '') yield parseAnswer(rest, this.headers) as Answer<O>
  }
}

/** The chunks of a body. Whoever reads all of it has no answer when it breaks off. */
async function* unbroken(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array
  } catch (thrown) {
    throw isSwarmError(thrown)
      ? thrown
      : swarmError('Unreachable', `the answer broke off: ${describeError(thrown)}`, thrown)
  }
}

function parseAnswer(text: string, headers: HeaderList): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const type = findHeader(headers, 'Content-Type') ?? 'no media type'
    throw swarmError('Internal', `the answer is not valid JSON (${type}): ${(cause as Error).message}`, cause)
  }
}
