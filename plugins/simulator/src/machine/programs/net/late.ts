import type { Proc } from '../../kernel/proc.js'

/** Waits for what takes too long: it is put off whenever something has come. */
export class Patience {
  readonly #proc: Proc
  readonly #length: number
  #since: number

  /** `length` in microseconds. */
  constructor(proc: Proc, length: number) {
    this.#proc = proc
    this.#length = length
    this.#since = proc.host.now()
  }

  /** Something has come. */
  renew(): void {
    this.#since = this.#proc.host.now()
  }
  /** Resolves when nothing has come for that long. */
  async out(): Promise<void> {
    for (;;) {
      const left = this.#since + this.#length - this.#proc.host.now()
      if (left <= 0) break
      await this.#proc.sleep(left)
    }
  }
}
