import { Waiters } from '../kernel/waiters.js'
import type { Room } from './room.js'

/** How much waits in one direction of a connection, and how much of it even where the stack has no room left. */
const capacity = { usual: 64 * 1024, least: 4096 }

/** What is sent in small pieces is kept in one of this size. */
const page = 4096

interface Chunk {
  readonly bytes: Uint8Array
  from: number
  to: number
}

/** One direction of a connection: what was sent and is not received yet. */
export class Flow {
  readonly #room: Room
  readonly #sent: (bytes: number) => void
  readonly #chunks: Chunk[] = []
  readonly #readable = new Waiters()
  readonly #writable = new Waiters()
  #size = 0
  #ended = false
  #closed = false

  /** `room` is what all that wait in the receiver's stack have together; `sent` is told of all that is sent. */
  constructor(room: Room, sent: (bytes: number) => void = () => undefined) {
    this.#room = room
    this.#sent = sent
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#size
  }
  /** Whether the sender has said that there is no more. */
  get ended(): boolean {
    return this.#ended
  }
  /** Whether nobody will receive it. */
  get closed(): boolean {
    return this.#closed
  }

  /** What has come; `null` at the end, undefined where it has to be waited for. */
  take(atMost: number): Uint8Array | null | undefined {
    const [chunk] = this.#chunks
    if (chunk === undefined) return this.#ended ? null : undefined
    const taken = chunk.bytes.subarray(chunk.from, Math.min(chunk.to, chunk.from + atMost))
    chunk.from += taken.length
    if (chunk.from === chunk.to) this.#chunks.shift()
    this.#shrink(taken.length)
    this.#writable.wake()
    return taken
  }

  /** Keeps a copy of what there is room for; how many bytes. */
  put(bytes: Uint8Array): number {
    const room = Math.max(Math.min(capacity.usual - this.#size, this.#room.left), capacity.least - this.#size, 0)
    const taken = Math.min(bytes.length, room)
    if (taken === 0) return 0
    this.#keep(bytes.subarray(0, taken))
    this.#size += taken
    this.#room.add(taken)
    this.#sent(taken)
    this.#readable.wake()
    return taken
  }

  /** There is no more to come. */
  end(): void {
    this.#ended = true
    this.#readable.wake()
  }

  /** Nobody receives it any more: what waits is dropped. */
  close(): void {
    this.#closed = true
    this.#chunks.length = 0
    this.#shrink(this.#size)
    this.wake()
  }

  /** Something has become of the connection: who waits is to look again. */
  wake(): void {
    this.#readable.wake()
    this.#writable.wake()
  }

  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }
  onWritable(call: () => void): () => void {
    return this.#writable.add(call)
  }

  #keep(bytes: Uint8Array): void {
    const last = this.#chunks.at(-1)
    if (last !== undefined && last.bytes.length - last.to >= bytes.length) {
      last.bytes.set(bytes, last.to)
      last.to += bytes.length
      return
    }
    const kept = new Uint8Array(last === undefined ? bytes.length : Math.max(page, bytes.length))
    kept.set(bytes)
    this.#chunks.push({ bytes: kept, from: 0, to: bytes.length })
  }

  #shrink(size: number): void {
    this.#size -= size
    this.#room.add(-size)
  }
}
