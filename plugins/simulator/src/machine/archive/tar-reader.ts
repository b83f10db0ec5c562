import { fromBytes, type ByteString } from '../byte-string.js'
import { blockSize, decodeHeader, NotTar, type TarHeader } from './tar-header.js'
import type { Sink, TarEntry } from './unpack.js'

/** Takes the entries of an archive, in its order. */
export interface EntryTaker {
  /** Returns what takes the content of a file. */
  add(entry: TarEntry): Sink | undefined
  end(): void
}

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file', '\0': 'file', '7': 'file', '1': 'hardlink', '2': 'symlink', '3': 'character', '4': 'character',
  '5': 'directory', '6': 'fifo',
} // prettier-ignore

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
  #next: Partial<TarHeader> = {}
  #global: Partial<TarHeader> = {}
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
    const header = decodeHeader(this.#rest.subarray(0, blockSize))
    this.#rest = this.#rest.subarray(blockSize)
    if (header === undefined) this.#ended = true
    else this.#begin(header)
    return true
  }

  #begin(header: TarHeader): void {
    if ('xgLK'.includes(header.type)) {
      if (header.size > longestExtension) throw new NotTar()
      const chunks: Buffer[] = []
      this.#extension = { type: header.type, chunks }
      const sink = { write: (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes)), end: () => this.#extend() }
      return this.#expect(header.size, sink)
    }
    const whole = { ...header, ...this.#global, ...this.#next }
    this.#next = {}
    const kind = kinds[whole.type]
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
    this.#body = { sink, left: size, padding: (blockSize - (size % blockSize)) % blockSize }
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
    else if (type === 'g') this.#global = { ...this.#global, ...recordsOf(bytes) }
    else this.#next = { ...this.#next, ...recordsOf(bytes) }
  }
}

/** The records of a pax header: `LENGTH KEY=VALUE\n`. */
function recordsOf(bytes: Buffer): Partial<TarHeader> {
  const found: { -readonly [K in keyof TarHeader]?: TarHeader[K] } = {}
  for (let at = 0; at < bytes.length;) {
    const [all, length] = /^(\d{1,7}) /.exec(bytes.toString('latin1', at, at + 8)) ?? []
    const end = at + Number(length)
    if (all === undefined || end <= at + all.length || end > bytes.length) throw new NotTar()
    const text = bytes.toString('latin1', at + all.length, end - 1)
    const [key, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
    if (key === 'path') found.name = value
    else if (key === 'linkpath') found.target = value
    else if (key === 'size' || key === 'uid' || key === 'gid') found[key] = wholeNumber(value)
    else if (key === 'mtime') found.modified = Number(value)
    at = end
  }
  return found
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new NotTar()
  return value
}
