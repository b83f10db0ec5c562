import type { ByteString } from '../../byte-string.js'
import type { Words } from '../options.js'
import type { Output } from '../output.js'

/** The names of the files in front of what `head` and `tail` print of them. */
export class Headers {
  readonly #output: Output
  readonly #shown: boolean
  #printed = false

  constructor(output: Output, words: Words, files = words.operands.length) {
    this.#output = output
    this.#shown = (files > 1 || words.has('v')) && !words.has('q')
  }

  print(name: ByteString, later = false): void | Promise<void> {
    if (!this.#shown) return
    const before = this.#printed || later ? '\n' : ''
    this.#printed = true
    const shown = name === '-' ? 'standard input' : name
    return this.#output.print(`${before}==> ${shown} <==\n`)
  }
}
