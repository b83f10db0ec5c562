import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { Patience } from '../late.js'

/** How bytes go between a connection and the standard streams. */
export interface Relaying {
  /** Whether it goes on after the end of the other end, until its own input ends, too. */
  readonly untilBothEnd: boolean
  /** Microseconds without anything, after the end of the input, until it is over; `Infinity` for never. */
  readonly patience: number
  /** Whether the other end is told of the end of the input. */
  readonly tellsEnd: boolean
  /** How long it goes on after the end of the input, in microseconds. */
  readonly linger: number
}

const never = (): Promise<never> => new Promise<never>(() => undefined)

/** Carries bytes both ways until there are no more. */
export function relay(proc: Proc, fd: number, how: Relaying): Promise<void> {
  return new Relay(proc, fd, how).run()
}

class Relay {
  readonly #proc: Proc
  readonly #fd: number
  readonly #how: Relaying

  constructor(proc: Proc, fd: number, how: Relaying) {
    this.#proc = proc
    this.#fd = fd
    this.#how = how
  }

  async run(): Promise<void> {
    const { patience, untilBothEnd } = this.#how
    const asked = new Patience(this.#proc, patience)
    const input = this.#input()
    const output = this.#output(asked)
    const both = untilBothEnd ? Promise.all([input, output]) : output
    await Promise.race([both, this.#over(input, asked)])
  }

  /** Sends what is read, until nobody takes it any more. */
  async #input(): Promise<void> {
    try {
      await this.#carry(0, this.#fd)
      if (this.#how.tellsEnd) this.#proc.sockets.shutdown(this.#fd, 'write')
    } catch (thrown) {
      // Datagrams have no end.
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #output(asked: Patience): Promise<void> {
    try {
      await this.#carry(this.#fd, 1, asked)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  /** Resolves when it has waited long enough after its input. */
  async #over(input: Promise<void>, asked: Patience): Promise<void> {
    const { patience, linger } = this.#how
    await input
    if (patience === Infinity && linger === Infinity) return never()
    asked.renew()
    await Promise.race([
      linger === Infinity ? never() : this.#proc.sleep(linger),
      patience === Infinity ? never() : asked.out(),
    ])
  }

  async #carry(from: number, to: number, asked?: Patience): Promise<void> {
    for (let some = await this.#proc.read(from); some !== null; some = await this.#proc.read(from)) {
      asked?.renew()
      await this.#proc.write(to, some)
    }
  }
}
