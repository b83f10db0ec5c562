import { toBytes } from '../byte-string.js'
import type { ByteReader } from './byte-reader.js'
import type { Headers } from './headers.js'

/** How much of what comes is the body of a message (RFC 9112, 6.3). */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until the end' }

/** No body. */
export const noBody: Framing = { kind: 'length', length: 0 }

/** That a body is not what its head has said: it ends too early (with how many bytes missing), or its chunks are none. */
export class BodyError extends Error {
  readonly kind: 'cut off' | 'malformed'
  /** 0 where it is not known. */
  readonly missing: number

  constructor(kind: 'cut off' | 'malformed', missing = 0) {
    super(`the body of the message is ${kind}`)
    this.kind = kind
    this.missing = missing
  }
}

/** The body of a request; `malformed` where its length is none. */
export function requestFraming(headers: Headers): Framing | 'malformed' {
  if (isChunked(headers)) return { kind: 'chunked' }
  return lengthIn(headers) ?? noBody
}

/** The body of a response to a request of that method. */
export function responseFraming(status: number, headers: Headers, method: string): Framing | 'malformed' {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return noBody
  if (isChunked(headers)) return { kind: 'chunked' }
  return lengthIn(headers) ?? { kind: 'until the end' }
}

const isChunked = (headers: Headers): boolean => /\bchunked\s*$/i.test(headers.get('Transfer-Encoding') ?? '')

function lengthIn(headers: Headers): Framing | 'malformed' | undefined {
  const [given, ...more] = new Set(headers.all('Content-Length'))
  if (given === undefined) return undefined
  return /^\d{1,15}$/.test(given) && more.length === 0 ? { kind: 'length', length: Number(given) } : 'malformed'
}

/** The bytes of a body, as they come. Throws `BodyError`. */
export async function* readBody(reader: ByteReader, framing: Framing): AsyncGenerator<Uint8Array, void> {
  if (framing.kind === 'length') yield* exactly(reader, framing.length)
  else if (framing.kind === 'chunked') yield* chunks(reader)
  else for (let some = await reader.some(); some !== null; some = await reader.some()) yield some
}

async function* exactly(reader: ByteReader, length: number): AsyncGenerator<Uint8Array, void> {
  for (let left = length; left > 0;) {
    const some = await reader.some(left)
    if (some === null) throw new BodyError('cut off', left)
    left -= some.length
    yield some
  }
}

const longestLine = 4096

async function* chunks(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const size = await sizeOf(reader)
    if (size === 0) break
    yield* exactly(reader, size)
    if ((await line(reader)) !== '') throw new BodyError('malformed')
  }
  // The trailers, which nobody asks for.
  for (let lines = 0; (await line(reader)) !== ''; lines++) if (lines > 100) throw new BodyError('malformed')
}

async function sizeOf(reader: ByteReader): Promise<number> {
  const [, digits] = /^([0-9a-fA-F]{1,12})\s*(?:;.*)?$/.exec(await line(reader)) ?? []
  if (digits === undefined) throw new BodyError('malformed')
  return parseInt(digits, 16)
}

async function line(reader: ByteReader): Promise<string> {
  const text = await reader.line(longestLine)
  if (!text.endsWith('\n')) throw new BodyError(text.length >= longestLine ? 'malformed' : 'cut off')
  return text.replace(/\r?\n$/, '')
}

/** Reads a body to its end and forgets it. */
export async function skipBody(reader: ByteReader, framing: Framing): Promise<void> {
  for await (const some of readBody(reader, framing)) void some
}

/** Bytes as one chunk of a body that is sent in chunks. */
export function chunkOf(bytes: Uint8Array): Uint8Array {
  const size = toBytes(`${bytes.length.toString(16)}\r\n`)
  const chunk = new Uint8Array(size.length + bytes.length + 2)
  chunk.set(size)
  chunk.set(bytes, size.length)
  chunk.set([13, 10], size.length + bytes.length)
  return chunk
}

/** What ends a body that is sent in chunks. */
export const lastChunk = '0\r\n\r\n'
