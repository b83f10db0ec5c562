import { Errno } from '../errno.js'
import type { OpenFile, OpenFlags } from '../files/files.js'
import type { Pool } from '../quota.js'
import type { BlockingFile } from './blocking-file.js'
import { refuse, StreamFile } from './stream-file.js'
import { Waiters } from './waiters.js'

/** How much waits in a pipe, as on Linux (pipe(7)). */
const capacity = 64 * 1024
/** The least that is kept at once: small writes are kept together. */
const pageSize = 512

let lastInode = 20_000

/** What was written and is not read yet. Both ends are counted by who has them open. */
export class Pipe {
  readonly #shown = `pipe:[${++lastInode}]`
  readonly #inode = lastInode
  readonly #chunks: Uint8Array[] = []
  readonly #readable = new Waiters()
  readonly #writable = new Waiters()
  readonly #opened = new Waiters()
  readonly #memory: Pool | undefined
  #size = 0
  /** The bytes of memory that it has taken. */
  #taken = 0
  #readers = 0
  #writers = 0

  /** `memory` is what its pages are taken from; nobody pays for them without. */
  constructor(memory?: Pool) {
    this.#memory = memory
  }

  get hasReader(): boolean {
    return this.#readers > 0
  }
  get hasWriter(): boolean {
    return this.#writers > 0
  }

  /** Calls once when another end is opened. */
  onOpened(call: () => void): () => void {
    return this.#opened.add(call)
  }

  openReader(): BlockingFile {
    this.#readers++
    this.#opened.wake()
    return new ReadEnd(this, this.#shown, this.#inode)
  }

  openWriter(): BlockingFile {
    this.#writers++
    this.#opened.wake()
    return new WriteEnd(this, this.#shown, this.#inode)
  }

  /** Another open file of it, as by `/proc/PID/fd/N`, or both ends in one (`O_RDWR`). */
  open(flags: OpenFlags): OpenFile {
    if (flags.write !== true) return this.openReader()
    if (flags.read !== true) return this.openWriter()
    return new BothEnds(this.openReader(), this.openWriter(), flags)
  }

  take(atMost: number): Uint8Array | null | undefined {
    const [chunk] = this.#chunks
    if (chunk === undefined) return this.#writers === 0 ? null : undefined
    const taken = chunk.length <= atMost ? chunk : chunk.subarray(0, atMost)
    this.#size -= taken.length
    if (taken === chunk) {
      this.#chunks.shift()
      this.#pay(-chunk.buffer.byteLength)
    } else this.#chunks[0] = chunk.subarray(atMost)
    this.#writable.wake()
    return taken
  }

  /** Takes what there is room for, and keeps a copy: programs use their buffers again. */
  put(bytes: Uint8Array): number {
    if (this.#readers === 0) throw new Errno('EPIPE')
    const taken = Math.min(bytes.length, capacity - this.#size)
    if (taken === 0) return 0
    this.#size += taken
    const joined = this.#join(bytes.subarray(0, taken))
    if (joined < taken) this.#add(bytes.subarray(joined, taken))
    this.#readable.wake()
    return taken
  }

  /** Fills the last page; returns how much went there. */
  #join(bytes: Uint8Array): number {
    const last = this.#chunks.at(-1)
    if (last === undefined) return 0
    const end = last.byteOffset + last.length
    const many = Math.min(bytes.length, last.buffer.byteLength - end)
    if (many === 0) return 0
    const longer = new Uint8Array(last.buffer, last.byteOffset, last.length + many)
    longer.set(bytes.subarray(0, many), last.length)
    this.#chunks[this.#chunks.length - 1] = longer
    return many
  }

  #add(bytes: Uint8Array): void {
    const page = new Uint8Array(Math.max(pageSize, bytes.length))
    page.set(bytes)
    this.#chunks.push(page.subarray(0, bytes.length))
    this.#pay(page.length)
  }

  /** May be the end of the process that writes, and of all that it has open. */
  #pay(bytes: number): void {
    this.#taken += bytes
    if (bytes > 0) this.#memory?.take(bytes)
    else this.#memory?.give(-bytes)
  }

  onReadable(call: () => void): () => void {
    return this.#readable.add(call)
  }
  onWritable(call: () => void): () => void {
    return this.#writable.add(call)
  }

  closeReader(): void {
    if (--this.#readers > 0) return
    this.#chunks.length = this.#size = 0
    this.#pay(-this.#taken)
    this.#writable.wake()
  }

  closeWriter(): void {
    if (--this.#writers === 0) this.#readable.wake()
  }
}

class ReadEnd extends StreamFile {
  readonly #pipe: Pipe

  constructor(pipe: Pipe, shown: string, inode: number) {
    super(shown, { read: true }, inode)
    this.#pipe = pipe
  }
  tryRead(atMost: number): Uint8Array | null | undefined {
    return this.#pipe.take(atMost)
  }
  onReadable(call: () => void): () => void {
    return this.#pipe.onReadable(call)
  }
  tryWrite(): number {
    return refuse()
  }
  onWritable(): () => void {
    return refuse()
  }
  reopen(flags: OpenFlags): OpenFile {
    return this.#pipe.open(flags)
  }
  release(): void {
    this.#pipe.closeReader()
  }
}

class WriteEnd extends StreamFile {
  readonly #pipe: Pipe

  constructor(pipe: Pipe, shown: string, inode: number) {
    super(shown, { write: true }, inode)
    this.#pipe = pipe
  }
  tryRead(): Uint8Array | null | undefined {
    return refuse()
  }
  onReadable(): () => void {
    return refuse()
  }
  tryWrite(bytes: Uint8Array): number {
    return this.#pipe.put(bytes)
  }
  onWritable(call: () => void): () => void {
    return this.#pipe.onWritable(call)
  }
  reopen(flags: OpenFlags): OpenFile {
    return this.#pipe.open(flags)
  }
  release(): void {
    this.#pipe.closeWriter()
  }
}

class BothEnds extends StreamFile {
  readonly #reader: BlockingFile
  readonly #writer: BlockingFile

  constructor(reader: BlockingFile, writer: BlockingFile, flags: OpenFlags) {
    super(reader.shown, flags, reader.stat().inode)
    this.#reader = reader
    this.#writer = writer
  }
  tryRead(atMost: number): Uint8Array | null | undefined {
    return this.#reader.tryRead(atMost)
  }
  onReadable(call: () => void): () => void {
    return this.#reader.onReadable(call)
  }
  tryWrite(bytes: Uint8Array): number {
    return this.#writer.tryWrite(bytes)
  }
  onWritable(call: () => void): () => void {
    return this.#writer.onWritable(call)
  }
  release(): void {
    this.#reader.release()
    this.#writer.release()
  }
}
