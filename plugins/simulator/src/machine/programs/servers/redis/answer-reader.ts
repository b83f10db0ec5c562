import type { ByteString } from '../../../byte-string.js'
import { ByteReader, type ByteSource } from '../../../http/byte-reader.js'
import { fromBytes } from '../../../byte-string.js'
import type { Answer } from './format.js'

const longestLine = 65_536

/** Reads what a server answers (RESP 2 and 3). */
export class AnswerReader {
  readonly #reader: ByteReader

  constructor(source: ByteSource) {
    this.#reader = new ByteReader(source)
  }

  /** Undefined where the server has gone. */
  async next(): Promise<Answer | undefined> {
    const line = await this.#reader.line(longestLine)
    if (!line.endsWith('\n')) return undefined
    const [kind = '', text] = [line[0], line.slice(1).replace(/\r?\n$/, '')]
    const length = Number(text)
    if (kind === '+') return { status: text }
    if (kind === '-') return { error: text }
    if (kind === ':') return length
    if (kind === '_' || length < 0) return null
    if (kind === '$') return this.#bulk(length)
    if (kind === '%') return this.#pairs(length)
    return this.#all(length)
  }

  async #bulk(length: number): Promise<ByteString | undefined> {
    let text = ''
    while (text.length < length + 2) {
      const some = await this.#reader.some(length + 2 - text.length)
      if (some === null) return undefined
      text += fromBytes(some)
    }
    return text.slice(0, length)
  }

  async #all(length: number): Promise<Answer | undefined> {
    const list: Answer[] = []
    while (list.length < length) {
      const one = await this.next()
      if (one === undefined) return undefined
      list.push(one)
    }
    return { list }
  }

  async #pairs(length: number): Promise<Answer | undefined> {
    const all = await this.#all(length * 2)
    if (all === undefined || all === null || typeof all !== 'object' || !('list' in all)) return undefined
    const { list } = all
    return { map: Array.from({ length }, (_, at) => [list[2 * at]!, list[2 * at + 1]!] as const) }
  }
}
