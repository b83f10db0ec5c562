import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain, reasonOf } from '../../complain.js'
import { Lines } from '../../lines.js'
import { SedError } from './command.js'

interface Line {
  readonly text: ByteString
  readonly ended: boolean
  readonly name: ByteString
}

/** The lines of all inputs one after the other, with one read ahead, so that the last one is known. */
export class SedInput {
  readonly #proc: Proc
  readonly #names: readonly ByteString[]
  readonly #separator: string
  #index = 0
  #open: { readonly lines: Lines; readonly fd: number; readonly name: ByteString } | undefined
  #next: Line | undefined
  failed = false

  constructor(proc: Proc, names: readonly ByteString[], separator: string) {
    this.#proc = proc
    this.#names = names.length > 0 ? names : ['-']
    this.#separator = separator
  }

  /** The next line; undefined behind the last one. */
  async next(): Promise<Line | undefined> {
    const line = this.#next ?? (await this.#read())
    this.#next = undefined
    return line
  }

  async isLast(): Promise<boolean> {
    this.#next ??= await this.#read()
    return this.#next === undefined
  }

  async #read(): Promise<Line | undefined> {
    for (;;) {
      if (this.#open === undefined) {
        if (this.#index >= this.#names.length) return undefined
        await this.#begin(this.#names[this.#index++]!)
        continue
      }
      const { lines, name } = this.#open
      const line = await this.#lineOf(lines, name)
      if (line !== undefined) return { ...line, name }
      if (this.#open.fd !== 0) this.#proc.close(this.#open.fd)
      this.#open = undefined
    }
  }

  async #lineOf(lines: Lines, name: ByteString): Promise<Omit<Line, 'name'> | undefined> {
    try {
      return await lines.next()
    } catch (thrown) {
      const reason = reasonOf(thrown)
      this.failed = true
      if (this.#proc.flavor === 'gnu') throw new SedError(`read error on ${name}: ${reason}`, 4)
      await complain(this.#proc, `read error: ${reason}`)
      return undefined
    }
  }

  async #begin(name: ByteString): Promise<void> {
    try {
      const fd = name === '-' ? 0 : await this.#proc.open(name, { read: true })
      this.#open = { lines: new Lines(this.#proc, fd, this.#separator), fd, name }
    } catch (thrown) {
      const reason = reasonOf(thrown)
      this.failed = true
      await complain(this.#proc, this.#proc.flavor === 'gnu' ? `can't read ${name}: ${reason}` : `${name}: ${reason}`)
    }
  }
}
