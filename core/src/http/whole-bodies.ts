import type { Readable } from 'node:stream'
import { swarmError } from '../errors.js'
import type { FrontendLimits } from './limits.js'

// What is no longer than this is read in any case, so that a few long bodies keep nobody else from being heard.
const small = 64 * 1024

/** Reads bodies whole, within what one may be long, and all may hold that are on their way at the same time. */
export class WholeBodies {
  readonly #longest: number
  readonly #most: number
  #held = 0

  constructor({ bodySize, bodySizeInAll }: Pick<FrontendLimits, 'bodySize' | 'bodySizeInAll'>) {
    this.#longest = bodySize
    this.#most = bodySizeInAll
  }

  /** Whether a body may be so long. */
  allows(length: number): boolean {
    return length <= this.#longest
  }

  /** Throws `TooLarge` where a body may not be as long as it is announced to be. */
  require(length: number): void {
    if (length > this.#longest) {
      throw swarmError('TooLarge', `the request body is too large: at most ${this.#longest} bytes`)
    }
  }

  /** All of a body, undefined where there is none. Rejects with `TooLarge`, or `Unavailable` where all hold too much. */
  async read(body: Readable): Promise<Uint8Array | undefined> {
    const chunks: Uint8Array[] = []
    let length = 0
    try {
      for await (const chunk of body.iterator({ destroyOnReturn: false })) {
        const bytes = chunk as Uint8Array
        chunks.push(bytes)
        length += bytes.length
        this.#held += bytes.length
        this.require(length)
        if (length > small && this.#held > this.#most) throw crowded()
      }
    } finally {
      this.#held -= length
    }
    return length === 0 ? undefined : Buffer.concat(chunks)
  }
}

function crowded(): Error {
  return swarmError('Unavailable', 'too many long request bodies are on their way, try again')
}
