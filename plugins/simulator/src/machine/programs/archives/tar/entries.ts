import { blockSize, decodeBlock, NotTar, padding, type TarBlock } from '../../../archive/tar-block.js'
import { paxFields } from '../../../archive/tar-pax.js'
import { fromBytes, toBytes, type ByteString } from '../../../byte-string.js'
import { entryOf, type Entry } from './header.js'
import type { ArchiveSource } from './source.js'

/** That an archive is none, or not whole. */
export class TarError extends Error {
  readonly kind: 'no-tar' | 'short' | 'tiny'

  constructor(kind: TarError['kind']) {
    super(kind)
    this.kind = kind
  }
}

const longest = 64 * 1024

/** Reads the entries of an archive one by one; what is in a file has to be read before the next one. */
export class Entries {
  readonly #source: ArchiveSource
  #begun = false

  constructor(source: ArchiveSource) {
    this.#source = source
  }

  /** Undefined at the end; throws `TarError`. */
  async next(): Promise<Entry | undefined> {
    let own: Partial<TarBlock> = {}
    for (;;) {
      const block = await this.#source.read(blockSize)
      if (block.length === 0 && this.#begun) return undefined
      if (block.length < blockSize) throw new TarError(this.#begun ? 'short' : 'tiny')
      const header = strictly(() => decodeBlock(block))
      if (header === undefined) return undefined
      this.#begun = true
      if (header.type === 'L') own = { ...own, name: (await this.#text(header.size)).replace(/\0.*/s, '') }
      else if (header.type === 'K') own = { ...own, target: (await this.#text(header.size)).replace(/\0.*/s, '') }
      else if (header.type === 'x') own = { ...own, ...(await this.#pax(header.size)) }
      else if (header.type === 'g') await this.#text(header.size)
      else return entryOf({ ...header, ...own })
    }
  }

  async #pax(size: number): Promise<Partial<TarBlock>> {
    const text = await this.#text(size)
    return strictly(() => paxFields(toBytes(text)))
  }

  async #text(size: number): Promise<ByteString> {
    let text = ''
    for await (const piece of this.content(size)) if (text.length < longest) text += fromBytes(piece)
    return text
  }

  /** What is in a file. */
  async *content(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0;) {
      const piece = await this.#source.read(Math.min(left, longest))
      if (piece.length === 0) throw new TarError('short')
      left -= piece.length
      yield piece
    }
    await this.#source.read(padding(size).length)
  }
}

function strictly<T>(read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw thrown instanceof NotTar ? new TarError('no-tar') : thrown
  }
}
