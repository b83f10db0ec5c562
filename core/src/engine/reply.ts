import { Readable, type Duplex } from 'node:stream'
import { swarmError } from '../errors.js'
import type { ReplyKind, Row } from '../api/row.js'
import type { Answer, KindOf, OperationName } from '../api/table.js'
import { findHeader, toHeaderList, type HeaderList, type HeadersInit } from './headers.js'

/** Nothing, bytes, a stream of bytes, or (of operations that take the connection over) both directions of it. */
export type ReplyBody = undefined | Uint8Array | Readable | Duplex

/** The answer of a job. Nothing of its body is read before somebody asks. */
export interface Reply<O extends OperationName = OperationName> {
  /** The HTTP status, 101 for a connection that was taken over. */
  readonly status: number
  readonly headers: HeaderList
  readonly body: ReplyBody
  readonly trailers?: Promise<HeaderList> | undefined
  /** The whole body as one JSON value. Use one of `json`, `messages` and `bytes`, once, or `body` itself. */
  json(): Promise<Answer<O>>
  /** The body's JSON values as they come, one a line. */
  messages(): AsyncIterable<Answer<O>>
  /** The whole body. */
  bytes(): Promise<Uint8Array>
}

/** A reply as a handler may write it: `{ status: 304 }` is one. */
export interface ReplyInit {
  readonly status: number
  readonly headers?: HeadersInit
  readonly body?: string | ReplyBody
  readonly trailers?: Promise<HeaderList> | undefined
}

interface LooseResults<O extends OperationName> {
  json: Answer<O> | Uint8Array | Readable
  none: void
  messages: AsyncIterable<Answer<O>>
  bytes: Readable | Uint8Array
  duplex: Duplex
}

/** What a handler of an operation may return: a reply, or the loose form of its row's reply kind. */
export type Result<O extends OperationName> = LooseResults<O>[KindOf<O>] | Reply | ReplyInit

/** Completes a reply. */
export function toReply<O extends OperationName>(init: ReplyInit): Reply<O> {
  const body = typeof init.body === 'string' ? Buffer.from(init.body) : init.body
  return new ReplyOf<O>(init.status, toHeaderList(init.headers), body, init.trailers)
}

/** Makes a reply of what a handler returned, by its row. Throws a `TypeError` that says what would be right. */
export function replyOf(row: Row, result: unknown): Reply {
  if (result instanceof ReplyOf) return result as Reply
  if (!isReplyInit(result)) return makers[row.answers.kind](row, result)
  const { body } = result
  return toReply(body instanceof Readable && !isDuplex(body) ? { ...result, body: byteStream(body) } : result)
}

type Maker = (row: Row, result: unknown) => Reply

const makers: Readonly<Record<ReplyKind, Maker>> = {
  none: (row, result) => {
    if (result !== undefined) throw wrongResult('nothing', result)
    return toReply({ status: row.answers.status[0] })
  },
  json: (row, result) => {
    if (result === undefined) throw wrongResult('a JSON value', result)
    if (result instanceof Readable) return success(row, byteStream(result))
    if (result instanceof Uint8Array) return success(row, result)
    return success(row, Buffer.from(`${JSON.stringify(result)}\n`))
  },
  messages: (row, result) => {
    if (!isAsyncIterable(result)) throw wrongResult('an async iterable of objects', result)
    if (result instanceof Readable && !result.readableObjectMode) return success(row, result)
    return success(
      row,
      streamOf(result, (value) => bytesOf(value) ?? Buffer.from(`${JSON.stringify(value)}\n`)),
    )
  },
  bytes: (row, result) => {
    if (result instanceof Readable) return success(row, byteStream(result))
    if (result instanceof Uint8Array) return success(row, result)
    throw wrongResult('a Readable', result)
  },
  duplex: (row, result) => {
    if (!isDuplex(result)) throw wrongResult('a Duplex', result)
    return success(row, result)
  },
}

/** Whether a body is a connection that was taken over. */
export function isDuplex(body: unknown): body is Duplex {
  return body instanceof Readable && 'write' in body && typeof body.write === 'function'
}

function success(row: Row, body: ReplyBody): Reply {
  const { status, type } = row.answers
  return toReply({ status: status[0], headers: type === undefined ? [] : [['Content-Type', type]], body })
}

function isReplyInit(result: unknown): result is ReplyInit {
  if (typeof result !== 'object' || result === null || !('status' in result)) return false
  const known = new Set(['status', 'headers', 'body', 'trailers', 'json', 'messages', 'bytes'])
  return typeof result.status === 'number' && Object.keys(result).every((key) => known.has(key))
}

/** A stream of bytes of one that may hold them as objects, as `Readable.from([buffer])` does. */
function byteStream(stream: Readable): Readable {
  if (!stream.readableObjectMode) return stream
  return streamOf(stream, (chunk) => {
    const bytes = bytesOf(chunk)
    if (bytes === undefined) throw wrongResult('a stream of bytes', chunk)
    return bytes
  })
}

function bytesOf(chunk: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  return chunk instanceof Uint8Array ? chunk : undefined
}

function streamOf(values: AsyncIterable<unknown>, toBytes: (value: unknown) => Uint8Array): Readable {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const value of values) yield toBytes(value)
  }
  const stream = Readable.from(chunks(), { objectMode: false, highWaterMark: 64 * 1024 })
  // A generator that waits hears of its end only when it goes on; a stream can be told at once.
  if (values instanceof Readable) stream.once('close', () => values.destroy())
  return stream
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function wrongResult(wanted: string, result: unknown): TypeError {
  const got = result === null ? 'null' : Array.isArray(result) ? 'an array' : typeof result
  return new TypeError(`returned ${got} where ${wanted} was expected`)
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
    for await (const chunk of this.body) chunks.push(chunk as Uint8Array)
    return Buffer.concat(chunks)
  }

  async json(): Promise<Answer<O>> {
    return parseAnswer(Buffer.from(await this.bytes()).toString(), this.headers) as Answer<O>
  }

  async *messages(): AsyncGenerator<Answer<O>> {
    if (this.body === undefined) return
    const source = this.body instanceof Uint8Array ? [this.body] : (this.body as AsyncIterable<Uint8Array>)
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of source) {
      rest += decoder.decode(chunk, { stream: true })
      const complete = rest.split('\n')
      rest = complete.pop() ?? ''
      for (const line of complete) if (line.trim() !== '') yield parseAnswer(line, this.headers) as Answer<O>
    }
    if (rest.trim() !== '') yield parseAnswer(rest, this.headers) as Answer<O>
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
