import { Duplex, Readable, Writable } from 'node:stream'
import type { HeaderList } from '../engine/headers.js'

// A direction of a connection is a row of segments: a type (one byte), a length (32 bits, big-endian), bytes. `end` says
// that the direction is whole, and its bytes are the trailers as JSON. A connection that closes without it has broken
// off: a Unix socket itself tells no difference between the two. One that closes behind it says that the other side is
// gone altogether, also as a reader, which a half-closed socket would not tell before the next write.
const types = { data: 0, end: 1 } as const
const prefixLength = 5

/** What can be read of a connection, until its `end`. */
export class IncomingStream extends Readable {
  /** Resolves at the end. Rejects when the connection breaks off before. */
  readonly trailers: Promise<HeaderList>
  readonly #connection: Duplex

  constructor(connection: Duplex) {
    super()
    this.#connection = connection
    this.trailers = receive(connection, this)
  }

  override _read(): void {
    this.#connection.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection.destroy()
    done(error)
  }
}

/** What is written to a connection. Its `end` is sent when it finishes, and never when it is destroyed before. */
export class OutgoingStream extends Writable {
  readonly #connection: Duplex
  readonly #trailers: () => Promise<HeaderList>

  /** @param trailers asked for when everything is written; a rejection breaks the connection off */
  constructor(connection: Duplex, trailers: () => Promise<HeaderList> = async () => []) {
    super()
    this.#connection = connection
    this.#trailers = trailers
    connection.on('error', () => undefined)
    connection.once('close', () => this.destroy(this.writableFinished ? undefined : brokenOff()))
    // Nothing is sent this way: its end tells of a reader that has gone.
    connection.once('end', () => {
      if (!this.writableEnded) this.destroy(brokenOff())
    })
    connection.resume()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    send(this.#connection, chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#trailers().then((trailers) => {
      if (this.#connection.destroyed) done(brokenOff())
      else this.#connection.end(endOf(trailers), () => done())
    }, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished) this.#connection.destroy()
    done(error)
  }
}

/** Both directions of a connection, each with its own end. */
export class DuplexStream extends Duplex {
  readonly #connection: Duplex

  constructor(connection: Duplex) {
    super({ allowHalfOpen: true })
    this.#connection = connection
    receive(connection, this).catch(() => undefined)
  }

  override _read(): void {
    this.#connection.resume()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    send(this.#connection, chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#connection.destroyed) done(brokenOff())
    else this.#connection.write(endOf([]), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection.destroy()
    done(error)
  }
}

function send(connection: Duplex, chunk: Uint8Array, done: (error?: Error | null) => void): void {
  if (connection.destroyed) return done(brokenOff())
  connection.cork()
  connection.write(prefixOf(types.data, chunk.length))
  connection.write(chunk, done)
  connection.uncork()
}

function endOf(trailers: HeaderList): Buffer {
  const bytes = Buffer.from(trailers.length === 0 ? '' : JSON.stringify(trailers))
  return Buffer.concat([prefixOf(types.end, bytes.length), bytes])
}

function prefixOf(type: number, length: number): Buffer {
  const prefix = Buffer.allocUnsafe(prefixLength)
  prefix.writeUInt8(type, 0)
  prefix.writeUInt32BE(length, 1)
  return prefix
}

/** Hands what comes to a stream; resolves to the trailers at its end, and destroys it when there is none. */
function receive(connection: Duplex, stream: Readable): Promise<HeaderList> {
  return new Promise((resolve, reject) => {
    const breakOff = (error: Error) => {
      reject(error)
      stream.destroy(error)
    }
    const reader = new SegmentReader(
      (bytes) => {
        if (!stream.push(bytes)) connection.pause()
      },
      (trailers) => {
        resolve(trailers)
        stream.push(null)
      },
    )
    // A reader that has lost interest listens to nothing; who has not hears of it by the stream's end.
    stream.on('error', () => undefined)
    connection.on('error', () => undefined)
    connection.on('data', (chunk: Buffer) => {
      try {
        reader.add(chunk)
      } catch (thrown) {
        breakOff(thrown as Error)
      }
    })
    const gone = () => {
      if (!reader.ended) breakOff(brokenOff())
      else if (stream.readableEnded) stream.destroy()
      else stream.once('end', () => stream.destroy())
    }
    connection.once('end', gone).once('close', gone)
    stream.once('close', () => reject(brokenOff()))
    if (connection.destroyed) breakOff(brokenOff())
  })
}

class SegmentReader {
  readonly #onData: (bytes: Buffer) => void
  readonly #onEnd: (trailers: HeaderList) => void
  /** What has come of a prefix, or of an end's trailers. */
  #rest: Buffer = Buffer.alloc(0)
  /** How many bytes of data are still to come. */
  #missing = 0
  ended = false

  constructor(onData: (bytes: Buffer) => void, onEnd: (trailers: HeaderList) => void) {
    this.#onData = onData
    this.#onEnd = onEnd
  }

  add(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    this.#rest = Buffer.alloc(0)
    while (bytes.length > 0) {
      if (this.ended) throw new TypeError('bytes behind the end of a stream')
      if (this.#missing > 0) {
        const data = bytes.subarray(0, this.#missing)
        this.#missing -= data.length
        bytes = bytes.subarray(data.length)
        this.#onData(data)
        continue
      }
      if (bytes.length < prefixLength) return this.#keep(bytes)
      const length = bytes.readUInt32BE(1)
      if (bytes.readUInt8(0) === types.end) {
        if (length > longestTrailers) throw new TypeError(`trailers of ${length} bytes`)
        if (bytes.length < prefixLength + length) return this.#keep(bytes)
        this.ended = true
        this.#onEnd(readTrailers(bytes.subarray(prefixLength, prefixLength + length)))
        bytes = bytes.subarray(prefixLength + length)
      } else {
        this.#missing = length
        bytes = bytes.subarray(prefixLength)
      }
    }
  }

  #keep(bytes: Buffer): void {
    this.#rest = bytes
  }
}

const longestTrailers = 128 * 1024

function readTrailers(bytes: Buffer): HeaderList {
  if (bytes.length === 0) return []
  const list: unknown = JSON.parse(bytes.toString())
  const isPair = (pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'string')
  if (!Array.isArray(list) || !list.every(isPair)) throw new TypeError('trailers that are no list of pairs')
  return list as HeaderList
}

function brokenOff(): Error {
  return new Error('the stream from the other process broke off')
}
