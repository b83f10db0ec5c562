import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Output } from '../../output.js'

/** The files that a script writes to: emptied before it begins, and open until it ends. */
export class WrittenFiles {
  readonly #proc: Proc
  readonly #open = new Map<ByteString, number>()
  readonly #output: () => Output

  constructor(proc: Proc, output: () => Output) {
    this.#proc = proc
    this.#output = output
  }

  async open(name: ByteString): Promise<void> {
    if (name === '/dev/stdout' || name === '/dev/stderr' || this.#open.has(name)) return
    this.#open.set(name, await this.#proc.open(name, { write: true, create: true, truncate: true }))
  }

  async write(name: ByteString, text: ByteString): Promise<void> {
    if (name === '/dev/stdout') return this.#output().print(text)
    await this.#proc.write(name === '/dev/stderr' ? 2 : this.#open.get(name)!, text)
  }
}
