import type { Ended, Proc } from '../../kernel/proc.js'
import { Errno } from '../../errno.js'

/** The children of a shell: one wait for all of them, since each is told of once alone. */
export class Children {
  readonly #proc: Proc
  readonly #ended = new Map<number, number>()
  #waiting: Promise<void> | undefined

  constructor(proc: Proc) {
    this.#proc = proc
  }

  /** The status of a child that has ended, which is forgotten with it. */
  take(pid: number): number | undefined {
    const status = this.#ended.get(pid)
    this.#ended.delete(pid)
    return status
  }

  /** The status of a child that has ended. */
  peek(pid: number): number | undefined {
    return this.#ended.get(pid)
  }

  /** Learns which children have ended, without waiting. */
  look(): void {
    if (this.#waiting !== undefined) return
    try {
      for (;;) {
        const ended = this.#proc.wait(-1, { noHang: true })
        if (ended === undefined || ended instanceof Promise) return
        this.#note(ended)
      }
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  /** Resolves when one more has ended; false where there is none. */
  async next(): Promise<boolean> {
    try {
      await (this.#waiting ??= this.#wait())
      return true
    } catch (thrown) {
      if (thrown instanceof Errno) return false
      throw thrown
    }
  }

  async #wait(): Promise<void> {
    try {
      const ended = await this.#proc.wait(-1)
      if (ended !== undefined) this.#note(ended)
    } finally {
      this.#waiting = undefined
    }
  }

  #note(ended: Ended): void {
    this.#ended.set(ended.pid, 'code' in ended ? ended.code : 128 + ended.signal + signalled)
  }

  /** Waits for a child to end. */
  async wait(pid: number): Promise<number> {
    for (;;) {
      const status = this.take(pid)
      if (status !== undefined) return status
      if (!(await this.next())) return 127
    }
  }
}

/** Added to the status of a child that a signal has ended, so that it is told apart from one that exited with it. */
export const signalled = 0x1000

export const statusOf = (status: number): number => status & 0xff
export const signalOf = (status: number): number | undefined =>
  status >= signalled ? statusOf(status) - 128 : undefined
