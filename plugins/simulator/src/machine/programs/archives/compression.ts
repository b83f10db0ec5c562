import { createGunzip, createGzip } from 'node:zlib'

/** That compressed data are none. */
export class BadData extends Error {}

// What one step may become is bounded, whatever is in it.
const stepSize = 4096

/** Compresses or expands a stream piece by piece. */
export class Compression {
  readonly #stream: ReturnType<typeof createGzip> | ReturnType<typeof createGunzip>
  #made: Uint8Array[] = []
  #failed: Error | undefined

  constructor(direction: 'compress' | 'expand', level = 6) {
    this.#stream = direction === 'compress' ? createGzip({ level }) : createGunzip()
    this.#stream.on('data', (chunk: Uint8Array) => this.#made.push(chunk))
    this.#stream.on('error', (error) => (this.#failed = error))
  }

  /** What some bytes become, in steps; throws `BadData`. */
  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += stepSize) {
      const piece = Uint8Array.from(bytes.subarray(at, at + stepSize))
      await this.#settled((done) => this.#stream.write(piece, done))
      yield* this.#taken()
    }
  }

  /** What is left at the end. */
  async *end(): AsyncGenerator<Uint8Array> {
    await this.#settled((done) => this.#stream.end().once('end', done))
    yield* this.#taken()
  }

  #taken(): readonly Uint8Array[] {
    const made = this.#made
    this.#made = []
    return made
  }

  async #settled(begin: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stream.once('error', (error) => {
        this.#failed = error
        resolve()
      })
      begin(resolve)
    })
    this.#stream.removeAllListeners('error')
    this.#stream.on('error', (error) => (this.#failed = error))
    if (this.#failed !== undefined) throw new BadData(this.#failed.message)
  }
}
