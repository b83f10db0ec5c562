import { NotHttp } from './not-http.js'

const lineFeed = 0x0a

/** Puts lines together that come in pieces; each ends in CR LF, and they may be so many bytes in all. */
export class Lines {
  #begun = ''
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  /** What has come of a line that is not there to its end. */
  get begun(): string {
    return this.#begun
  }

  /** The line that ends at or behind a place, without its end, and what is behind it; undefined where none ends. */
  next(bytes: Buffer, at: number): readonly [line: string, behind: number] | undefined {
    const end = bytes.indexOf(lineFeed, at)
    const behind = end < 0 ? bytes.length : end + 1
    this.#left -= behind - at
    if (this.#left < 0) throw new NotHttp('its headers are too long')
    const line = this.#begun + bytes.toString('latin1', at, behind)
    this.#begun = end < 0 ? line : ''
    if (end < 0) return undefined
    if (!line.endsWith('\r\n')) throw new NotHttp('a line ends without CR')
    return [line.slice(0, -2), behind]
  }
}
