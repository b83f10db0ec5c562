import { toBytes, type ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { GnuWanted } from './gnu-wanted.js'

/** What wget tells of what it does. */
export class GnuLog {
  readonly #proc: Proc
  readonly #wanted: Pick<GnuWanted, 'level' | 'log'>

  constructor(proc: Proc, wanted: Pick<GnuWanted, 'level' | 'log'>) {
    this.#proc = proc
    this.#wanted = wanted
  }

  /** The time, as each line of it has it. */
  time(): string {
    return new Date(this.#proc.host.now() / 1000).toISOString().slice(0, 19).replace('T', ' ')
  }
  /** Says it where all is told; gives what it is given. */
  async say(text: ByteString, code = 0): Promise<number> {
    if (this.#wanted.level === 'all') await this.write(text)
    return code
  }
  /** Says it however little is told. */
  async write(text: ByteString): Promise<void> {
    await this.#proc.write(this.#wanted.log, toBytes(text))
  }
}
