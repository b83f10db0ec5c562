import { fromBytes, type ByteString } from '../../../byte-string.js'
import { blockSize, decodeHeader, type Entry } from './header.js'
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
    let own: Partial<Entry> = {}
    for (;;) {
      const block = await this.#source.read(blockSize)
      if (block.length === 0 && this.#begun) return undefined
      if (block.length < blockSize) throw new TarError(this.#begun ? 'short' : 'tiny')
      const header = decodeHeader(block)
      if (header === undefined) return undefined
      if (header === 'bad') throw new TarError('no-tar')
      this.#begun = true
      if (header.type === 'L') own = { ...own, name: (await this.#text(header.size)).replace(/\0.*/s, '') }
      else if (header.type === 'K') own = { ...own, target: (await this.#text(header.size)).replace(/\0.*/s, '') }
      else if (header.type === 'x') own = { ...own, ...paxOf(await this.#text(header.size)) }
      else if (header.type === 'g') await this.#text(header.size)
      else return { ...header, ...own }
    }
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
    await this.#source.read((blockSize - (size % blockSize)) % blockSize)
  }
}

/** The records of a pax header: `length key=value`. */
function paxOf(text: ByteString): Partial<Entry> {
  const found: { -readonly [key in keyof Entry]?: Entry[key] } = {}
  for (let at = 0; at < text.length;) {
    const [whole, length = '', key] = /^(\d+) ([^=]*)=/.exec(text.slice(at)) ?? []
    if (whole === undefined || Number(length) <= whole.length) break
    const content = text.slice(at + whole.length, at + Number(length) - 1)
    if (key === 'path') found.name = content
    if (key === 'linkpath') found.target = content
    if (key === 'size') found.size = Number(content)
    if (key === 'mtime') found.modified = Math.floor(Number(content))
    if (key === 'uname') found.owner = content
    if (key === 'gname') found.group = content
    at += Number(length)
  }
  return found
}
