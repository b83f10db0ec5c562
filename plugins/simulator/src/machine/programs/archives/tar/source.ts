import type { Proc } from '../../../kernel/proc.js'
import { Compression } from '../compression.js'

/** The bytes of an archive in the pieces that are asked for; expanded where they are compressed. */
export class ArchiveSource {
  readonly #proc: Proc
  readonly #fd: number
  #kept: Uint8Array = new Uint8Array()
  #compression: Compression | undefined
  #pieces: Uint8Array[] = []
  #ended = false
  #begun = false

  constructor(proc: Proc, fd: number) {
    this.#proc = proc
    this.#fd = fd
  }

  /** So many bytes; fewer at the end. */
  async read(length: number): Promise<Uint8Array> {
    while (this.#kept.length < length && (await this.#fill()));
    const taken = this.#kept.subarray(0, length)
    this.#kept = this.#kept.subarray(taken.length)
    return taken
  }

  /** Whether there was any more. */
  async #fill(): Promise<boolean> {
    while (this.#pieces.length === 0) {
      if (this.#ended) return false
      const chunk = await this.#proc.read(this.#fd)
      if (!this.#begun && chunk !== null && chunk[0] === 0x1f && chunk[1] === 0x8b)
        this.#compression = new Compression('expand')
      this.#begun = true
      this.#ended = chunk === null
      if (this.#compression === undefined) {
        if (chunk !== null) this.#pieces.push(Uint8Array.from(chunk))
      } else
        for await (const piece of chunk === null ? this.#compression.end() : this.#compression.push(chunk))
          this.#pieces.push(piece)
    }
    this.#kept = Buffer.concat([this.#kept, this.#pieces.shift()!])
    return true
  }
}
