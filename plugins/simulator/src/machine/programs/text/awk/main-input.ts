import type { ByteString } from '../../../byte-string.js'
import { complain, reasonOf } from '../../complain.js'
import { AwkError } from './ast.js'
import { assign } from './assignment.js'
import type { Runtime } from './runtime.js'
import { Records } from './records.js'
import { toText } from './values.js'

/** The records of all files that `ARGV` names, one after the other. */
export class MainInput {
  readonly #awk: Runtime
  #index = 1
  #records: Records | undefined
  #opened = false
  failed = false
  /** Whether a file could not be opened. */
  missing = false

  constructor(awk: Runtime) {
    this.#awk = awk
  }

  async next(): Promise<ByteString | undefined> {
    for (;;) {
      this.#records ??= await this.#open()
      if (this.#records === undefined) return undefined
      const text = await this.#read(this.#records)
      if (text !== undefined) {
        const { globals } = this.#awk
        globals.set('NR', this.#awk.number('NR') + 1)
        globals.set('FNR', this.#awk.number('FNR') + 1)
        return text
      }
      this.skipFile()
    }
  }

  async #read(records: Records): Promise<ByteString | undefined> {
    try {
      return await records.next(this.#awk.recordEnd())
    } catch (thrown) {
      const { proc } = this.#awk
      const reason = reasonOf(thrown)
      this.failed = true
      await this.#awk.streams.flush()
      await complain(proc, proc.flavor === 'gnu' ? `read failed (${reason})` : `read error: ${reason}`)
      return undefined
    }
  }

  skipFile(): void {
    if (this.#records !== undefined && this.#records.fd > 2) this.#awk.proc.close(this.#records.fd)
    this.#records = undefined
  }

  async #open(): Promise<Records | undefined> {
    const { globals, proc } = this.#awk
    const names = globals.get('ARGV')
    for (; this.#index < this.#awk.number('ARGC');) {
      const value = names instanceof Map ? names.get(String(this.#index++)) : undefined
      const name = toText(value, '%.6g')
      if (name === '' || assign(globals, name)) continue
      this.#opened = true
      const fd = await this.#openFile(name)
      if (fd === undefined) continue
      globals.set('FILENAME', name)
      globals.set('FNR', 0)
      return new Records(proc, fd)
    }
    if (this.#opened) return undefined
    this.#opened = true
    return new Records(proc, 0)
  }

  async #openFile(name: ByteString): Promise<number | undefined> {
    const { proc } = this.#awk
    if (name === '-') return 0
    try {
      return await proc.open(name, { read: true })
    } catch (thrown) {
      const reason = reasonOf(thrown)
      await this.#awk.streams.flush()
      if (proc.flavor === 'gnu') throw new AwkError(`cannot open ${name} (${reason})`, -1)
      this.missing = true
      await complain(proc, `${name}: ${reason}`)
      return undefined
    }
  }
}
