import type { HeaderList } from 'libswarm-core'
import type { Decoder } from './decoder.js'
import { readTrailers } from './head.js'
import { Lines } from './lines.js'
import { NotHttp } from './not-http.js'

// A size with its extensions is a few bytes, trailers are few.
const longestLine = 16 * 1024
const longestTrailers = 64 * 1024

/** Takes chunks apart (RFC 9112 section 7.1). */
export class ChunkedDecoder implements Decoder {
  readonly endsWithConnection = false
  trailers: HeaderList = []
  #state: 'size' | 'data' | 'behind data' | 'trailers' = 'size'
  #missing = 0
  #lines = new Lines(longestLine)
  readonly #trailerLines: string[] = []

  take(bytes: Buffer, sink: (piece: Buffer) => void): number | undefined {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'data') {
        at = this.#data(bytes, at, sink)
        continue
      }
      const found = this.#lines.next(bytes, at)
      if (found === undefined) return undefined
      const [line, behind] = found
      at = behind
      if (this.#line(line)) return at
    }
    return undefined
  }

  #data(bytes: Buffer, at: number, sink: (piece: Buffer) => void): number {
    const end = Math.min(bytes.length, at + this.#missing)
    sink(bytes.subarray(at, end))
    this.#missing -= end - at
    if (this.#missing === 0) this.#state = 'behind data'
    return end
  }

  /** Whether it was the last line. */
  #line(line: string): boolean {
    if (this.#state === 'size') {
      this.#missing = readSize(line)
      this.#state = this.#missing === 0 ? 'trailers' : 'data'
      this.#lines = new Lines(this.#missing === 0 ? longestTrailers : longestLine)
      return false
    }
    if (this.#state === 'behind data') {
      if (line !== '') throw new NotHttp('a chunk is longer than its size')
      this.#state = 'size'
      return false
    }
    if (line !== '') this.#trailerLines.push(line)
    else this.trailers = readTrailers(this.#trailerLines)
    return line === ''
  }
}

// Extensions mean nothing to anybody; those in quotes no parser reads as another does.
const size = /^([0-9A-Fa-f]{1,13})(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=[!#$%&'*+.^_`|~0-9A-Za-z-]+)?)*$/

function readSize(line: string): number {
  const digits = size.exec(line)?.[1]
  if (digits === undefined) throw new NotHttp(`the size of a chunk is ${JSON.stringify(line.slice(0, 60))}`)
  return Number.parseInt(digits, 16)
}
