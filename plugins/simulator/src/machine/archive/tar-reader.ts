import { fromBytes, type ByteString } from '../byte-string.js'
import { blockSize, decodeBlock, NotTar, padding, tarKinds, type TarBlock } from './tar-block.js'
import { paxFields } from './tar-pax.js'
import type { Sink, TarEntry } from './unpack.js'

/** Takes the entries of an archive, in its order. */
export interface EntryTaker {
  /** Returns what takes the content of a file. */
  add(entry: TarEntry): Sink | undefined
  end(): void
}

interface Body {
  readonly sink: Sink | undefined
  left: number
  padding: number
}

/** The longest name that is taken, and the longest header that says it. */
const longestExtension = 1024 * 1024

/** Reads a tar archive as it comes: ustar, with the extensions of POSIX (pax) and of GNU. */
export class TarReader {
  readonly #taker: EntryTaker
  #rest = Buffer.alloc(0)
  /** What takes the bytes that come next, and how many of them there are, with the padding. */
  #body: Body | undefined
  #extension: { type: string; chunks: Buffer[] } | undefined
  #next: Partial<TarBlock> = {}
  #global: Partial<TarBlock> = {}
  #ended = false

  constructor(taker: EntryTaker) {
    this.#taker = taker
  }

  /** Takes more of it. Throws `NotTar`, and whatever the taker throws. */
  take(bytes: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes])
    while (!this.#ended && this.#step());
    if (this.#ended) this.#rest = Buffer.alloc(0)
  }

  /** There is no more of it. Throws where something is missing. */
  end(): void {
    if (!this.#ended && (this.#body !== undefined || this.#rest.length > 0)) throw new Error('unexpected EOF')
    this.#taker.end()
  }

  /** Returns whether it has got any further. */
  #step(): boolean {
    if (this.#body !== undefined) return this.#takeBody(this.#body)
    if (this.#rest.length < blockSize) return false
    const header = decodeBlock(this.#rest.subarray(0, blockSize))
    this.#rest = this.#rest.subarray(blockSize)
    if (header === undefined) this.#ended = true
    else this.#begin(header)
    return true
  }

  #begin(header: TarBlock): void {
    if ('xgLK'.includes(header.type)) {
      if (header.size > longestExtension) throw new NotTar()
      const chunks: Buffer[] = []
      this.#extension = { type: header.type, chunks }
      const sink = { write: (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes)), end: () => this.#extend() }
      return this.#expect(header.size, sink)
    }
    const whole = { ...header, ...this.#global, ...this.#next }
    this.#next = {}
    const kind = tarKinds[whole.type]
    if (kind === undefined) return this.#expect(whole.size, undefined)
    const isOldDirectory = kind === 'file' && whole.name.endsWith('/')
    const { name, mode, uid, gid, target, major, minor } = whole
    const sink = this.#taker.add({
      name,
      kind: isOldDirectory ? 'directory' : kind,
      mode,
      uid,
      gid,
      modified: Math.round(whole.modified * 1_000_000),
      target,
      numbers: [major, minor],
    })
    this.#expect(kind === 'file' ? whole.size : 0, sink)
  }

  #expect(size: number, sink: Sink | undefined): void {
    this.#body = { sink, left: size, padding: padding(size).length }
  }

  #takeBody(body: Body): boolean {
    const taken = this.#rest.subarray(0, body.left)
    if (taken.length > 0) body.sink?.write(taken)
    body.left -= taken.length
    this.#rest = this.#rest.subarray(taken.length)
    if (body.left > 0) return false
    const skipped = Math.min(body.padding, this.#rest.length)
    body.padding -= skipped
    this.#rest = this.#rest.subarray(skipped)
    if (body.padding > 0) return false
    this.#body = undefined
    body.sink?.end()
    return true
  }

  /** What was read says more of the entry that follows, or of all of them. */
  #extend(): void {
    const { type, chunks } = this.#extension!
    const bytes = Buffer.concat(chunks)
    this.#extension = undefined
    const text = (): ByteString => fromBytes(bytes).split('\0')[0]!
    if (type === 'L') this.#next = { ...this.#next, name: text() }
    else if (type === 'K') this.#next = { ...this.#next, target: text() }
    else if (type === 'g') this.#global = { ...this.#global, ...paxFields(bytes) }
    else this.#next = { ...this.#next, ...paxFields(bytes) }
  }
}
