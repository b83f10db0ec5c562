import type { Readable } from 'node:stream'

/** One message of a channel: what it says, and bytes that go along. */
export interface Message {
  readonly head: Readonly<Record<string, unknown>>
  readonly payload: Uint8Array
}

/** The longest head in bytes: a job's headers and query are in it, and a frontend takes 128 KiB of those. */
export const longestHead = 1024 * 1024

/** The longest payload in bytes: twice what a frontend takes as a JSON body. */
export const longestPayload = 32 * 1024 * 1024

const prefixLength = 8

/**
 * A message as bytes: the two lengths (32 bits each, big-endian), the head as JSON, the payload. Throws a `TypeError`
 * for what the other side would not take, and what is no JSON.
 */
export function encodeMessage(head: object, payload: Uint8Array = new Uint8Array()): readonly Uint8Array[] {
  const text = Buffer.from(JSON.stringify(head))
  checkLengths(text.length, payload.length)
  const prefix = Buffer.allocUnsafe(prefixLength)
  prefix.writeUInt32BE(text.length, 0)
  prefix.writeUInt32BE(payload.length, 4)
  return payload.length === 0 ? [prefix, text] : [prefix, text, payload]
}

/** Reads messages until the stream ends. Throws a `TypeError` for what is none: nothing behind it can be trusted. */
export async function* readMessages(stream: Readable): AsyncGenerator<Message> {
  const bytes = new Bytes()
  for await (const chunk of stream) {
    bytes.add(chunk as Buffer)
    for (let message = takeMessage(bytes); message !== undefined; message = takeMessage(bytes)) yield message
  }
}

function takeMessage(bytes: Bytes): Message | undefined {
  const prefix = bytes.peek(prefixLength)
  if (prefix === undefined) return undefined
  const [headLength, payloadLength] = [prefix.readUInt32BE(0), prefix.readUInt32BE(4)]
  checkLengths(headLength, payloadLength)
  if (bytes.length < prefixLength + headLength + payloadLength) return undefined
  bytes.take(prefixLength)
  const head: unknown = JSON.parse(bytes.take(headLength).toString())
  if (typeof head !== 'object' || head === null || Array.isArray(head)) throw new TypeError('a message without a head')
  return { head: head as Message['head'], payload: bytes.take(payloadLength) }
}

function checkLengths(head: number, payload: number): void {
  if (head <= longestHead && payload <= longestPayload) return
  throw new TypeError(`a message of ${head} and ${payload} bytes is longer than ${longestHead} and ${longestPayload}`)
}

/** Bytes that have come, joined only when enough are there. */
class Bytes {
  #chunks: Buffer[] = []
  length = 0

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.length += chunk.length
  }

  peek(count: number): Buffer | undefined {
    return this.length < count ? undefined : this.#joined(count).subarray(0, count)
  }

  take(count: number): Buffer {
    if (count === 0) return Buffer.alloc(0)
    const first = this.#joined(count)
    this.length -= count
    if (first.length === count) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(count)
    return first.subarray(0, count)
  }

  /** The first chunk, grown until it has so many bytes. */
  #joined(count: number): Buffer {
    if (this.#chunks[0]!.length < count) {
      let [length, upTo] = [0, 0]
      while (length < count) length += this.#chunks[upTo++]!.length
      this.#chunks.splice(0, upTo, Buffer.concat(this.#chunks.slice(0, upTo)))
    }
    return this.#chunks[0]!
  }
}
