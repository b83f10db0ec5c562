import { opcode } from './frames.js'
import { readHeader, type FrameHeader, type Violation } from './header.js'

/** What a client said. The payload of messages is passed on as it comes: it is one stream of bytes. */
export type Said = { readonly data: Uint8Array } | { readonly ping: Uint8Array } | { readonly close: true } | Violation

/** Reads a client's frames; no more of them is kept than a header or a control frame takes. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  /** The frame whose payload is being read, and how much of it is there. */
  #frame: FrameHeader | undefined
  #taken = 0
  #continuing = false

  #begin(header: FrameHeader): void {
    this.#frame = header
    this.#taken = 0
    if (header.code <= opcode.binary) this.#continuing = !header.final
  }

  /** What bytes say, in order; nothing counts behind a close or a violation. */
  *take(bytes: Uint8Array): Generator<Said, void> {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes])
    for (;;) {
      if (this.#frame === undefined) {
        const header = readHeader(this.#rest, this.#continuing)
        if (header === undefined) return
        if ('violation' in header) {
          yield header
          return
        }
        this.#rest = this.#rest.subarray(header.size)
        this.#begin(header)
      }
      const said = this.#payload(this.#frame!)
      if (said === undefined) return
      if (said !== 'nothing') yield said
      if (typeof said === 'object' && 'close' in said) return
    }
  }

  /** What of the payload is there; undefined where more has to come first. */
  #payload(frame: FrameHeader): Said | 'nothing' | undefined {
    const isData = frame.code <= opcode.binary
    const missing = frame.length - this.#taken
    if (this.#rest.length < missing && (!isData || this.#rest.length === 0)) return undefined
    const piece = unmasked(this.#rest.subarray(0, missing), frame.mask, this.#taken)
    this.#rest = this.#rest.subarray(piece.length)
    this.#taken += piece.length
    if (this.#taken === frame.length) this.#frame = undefined
    if (isData) return piece.length === 0 ? 'nothing' : { data: piece }
    if (frame.code === opcode.ping) return { ping: piece }
    return frame.code === opcode.close ? { close: true } : 'nothing'
  }
}

function unmasked(bytes: Uint8Array, mask: Uint8Array, at: number): Uint8Array {
  const clear = new Uint8Array(bytes.length)
  for (let index = 0; index < bytes.length; index++) clear[index] = bytes[index]! ^ mask[(at + index) & 3]!
  return clear
}
