import { Readable, Stream, type Duplex } from 'node:stream'
import type { ReplyKind, Row } from '../api/row.js'
import type { Answer, KindOf, OperationName } from '../api/table.js'
import { discard, isDuplex, isReply, kindOf, toReply, type Reply, type ReplyBody, type ReplyInit } from './reply.js'

interface LooseResults<O extends OperationName> {
  json: Answer<O> | Uint8Array | Readable
  none: void
  messages: AsyncIterable<Answer<O>>
  bytes: Readable | Uint8Array
  duplex: Duplex
}

/** What a handler of an operation may return: a reply, or the loose form of its row's reply kind. */
export type Result<O extends OperationName> = LooseResults<O>[KindOf<O>] | Reply | ReplyInit

/**
 * Makes a reply of what a handler returned, by its row. Throws a `TypeError` that says what would be right; a stream
 * that came with what was wrong is ended.
 */
export function replyOf(row: Row, result: unknown): Reply {
  try {
    const reply = isReply(result)
      ? result
      : isReplyInit(result)
        ? written(result)
        : makers[row.answers.kind](row, result)
    if (reply.status === 101 && !(row.answers.kind === 'duplex' && isDuplex(reply.body))) {
      throw new TypeError('returned a reply with the status 101 where no connection is taken over')
    }
    return reply
  } catch (thrown) {
    letGo(result)
    throw thrown
  }
}

type Maker = (row: Row, result: unknown) => Reply

const makers: Readonly<Record<ReplyKind, Maker>> = {
  none: (row, result) => {
    if (result !== undefined) throw wrongResult('nothing', result)
    return toReply({ status: row.answers.status[0] })
  },
  json: (row, result) => {
    if (result instanceof Readable) return success(row, byteStream(result))
    if (result instanceof Uint8Array) return success(row, result)
    return success(row, jsonLine(result) ?? fail(wrongResult('a JSON value', result)))
  },
  messages: (row, result) => {
    if (!isAsyncIterable(result)) throw wrongResult('an async iterable of objects', result)
    if (result instanceof Readable && !result.readableObjectMode) return success(row, whole(result))
    return success(
      row,
      streamOf(
        result,
        (value) => bytesOf(value) ?? jsonLine(value) ?? fail(wrongResult('an object', value, 'yielded')),
      ),
    )
  },
  bytes: (row, result) => {
    if (result instanceof Readable) return success(row, byteStream(result))
    if (result instanceof Uint8Array) return success(row, result)
    throw wrongResult('a Readable', result)
  },
  duplex: (row, result) => {
    if (!isDuplex(result)) throw wrongResult('a Duplex', result)
    return success(row, whole(result))
  },
}

function success(row: Row, body: ReplyBody): Reply {
  const { status, type } = row.answers
  return toReply({ status: status[0], headers: type === undefined ? [] : [['Content-Type', type]], body })
}

const members = new Set(['status', 'headers', 'body', 'trailers', 'json', 'messages', 'bytes'])

// No JSON of the Engine API has a `status` and nothing else but these: what does is meant as a reply, right or wrong.
function isReplyInit(result: unknown): result is ReplyInit {
  if (typeof result !== 'object' || result === null || !('status' in result)) return false
  for (const key in result) if (!members.has(key)) return false
  return true
}

function written({ status, headers, body, trailers }: ReplyInit): Reply {
  const own = body instanceof Readable ? (isDuplex(body) ? whole(body) : byteStream(body)) : body
  return toReply({ status, headers, body: own, trailers })
}

/** A stream of bytes of one that may hold them as objects, as `Readable.from([buffer])` does. */
function byteStream(stream: Readable): Readable {
  if (!whole(stream).readableObjectMode) return stream
  return streamOf(stream, (chunk) => bytesOf(chunk) ?? fail(wrongResult('a stream of bytes', chunk)))
}

/** A stream that still has everything to give. */
function whole<S extends Readable>(stream: S): S {
  if (stream.errored) throw stream.errored
  // One that only listens from now on is a duplex still.
  const ended = stream.readableEnded && !(isDuplex(stream) && stream.writable)
  if (stream.destroyed || ended) throw new TypeError('returned a stream that has ended already')
  return stream
}

function bytesOf(chunk: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  return chunk instanceof Uint8Array ? chunk : undefined
}

/** One JSON value on a line of its own; undefined for what JSON has no words for, as a function. */
function jsonLine(value: unknown): Buffer | undefined {
  const text = JSON.stringify(value) as string | undefined
  return text === undefined ? undefined : Buffer.from(`${text}\n`)
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

/** Ends the stream that a wrong result is or has as its body. */
function letGo(result: unknown): void {
  if (result instanceof Stream) discard({ body: result })
  else if (typeof result === 'object' && result !== null && 'body' in result) discard({ body: result.body })
}

function wrongResult(wanted: string, result: unknown, did = 'returned'): TypeError {
  return new TypeError(`${did} ${kindOf(result)} where ${wanted} was expected`)
}

function fail(error: Error): never {
  throw error
}
