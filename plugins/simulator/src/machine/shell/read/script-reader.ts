import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { ByteReader } from './byte-reader.js'

/** How much busybox and dash read of a script at once. */
const blockSize = 1023

/** A line of a script on the standard input. */
export type Line =
  { readonly kind: 'line'; readonly text: ByteString } | { readonly kind: 'end' } | { readonly kind: 'interrupted' }

/**
 * Gives the lines of a script on the standard input. Bash leaves what is behind a line to the programs that it runs; the
 * others read as much as there is.
 */
export class ScriptReader {
  readonly #shell: Shell
  #block: ByteString = ''
  #ended = false

  constructor(shell: Shell) {
    this.#shell = shell
  }

  next(): Promise<Line> {
    const readsAhead = this.#shell.dialect !== 'bash' && !this.#shell.proc.isTerminal(0)
    return readsAhead ? this.#fromBlock() : this.#byByte()
  }

  async #fromBlock(): Promise<Line> {
    for (;;) {
      const end = this.#block.indexOf('\n')
      if (end >= 0 || this.#ended) {
        const text = end < 0 ? this.#block : this.#block.slice(0, end + 1)
        this.#block = this.#block.slice(text.length)
        return text === '' ? { kind: 'end' } : { kind: 'line', text }
      }
      const chunk = await this.#shell.proc.read(0, blockSize)
      if (chunk === null) this.#ended = true
      else this.#block += fromBytes(chunk)
    }
  }

  async #byByte(): Promise<Line> {
    const { proc, traps } = this.#shell
    const reader = new ByteReader(proc, 0, traps)
    let text = ''
    for (;;) {
      const got = await reader.next()
      if (got === 'interrupted') return { kind: 'interrupted' }
      if (got.length === 1) text += got
      if (got.length !== 1 || got === '\n') {
        reader.release()
        return text === '' ? { kind: 'end' } : { kind: 'line', text }
      }
    }
  }
}
