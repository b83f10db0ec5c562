import { Errno } from '../errno.js'
import type { Disposition } from './proc.js'
import { ProcessState } from './process-state.js'
import { actionOf, checkSignal, isForced, signalNumbers } from './signals.js'

/** What a process does when signals come. */
export abstract class SignalledProcess extends ProcessState {
  readonly #handlers = new Map<number, Disposition>()

  /** Ends by a signal. */
  abstract die(signal: number): void

  handle(signal: number, disposition: Disposition): void {
    checkSignal(signal)
    if (isForced(signal)) throw new Errno('EINVAL')
    if (disposition === 'default') this.#handlers.delete(signal)
    else this.#handlers.set(signal, disposition)
  }
  dispositionOf(signal: number): Disposition {
    return this.#handlers.get(signal) ?? 'default'
  }

  /** Takes a signal of another process of the container: the first one is spared what it does not handle (pid_namespaces(7)). */
  signal(signal: number): void {
    if (this.life.ended) return
    if (this.pid === 1 && this.dispositionOf(signal) === 'default') return
    this.deliver(signal)
  }

  /** Does what a signal does, wherever it is from. */
  deliver(signal: number): void {
    if (this.life.ended) return
    if (signal === signalNumbers.CONT) this.life.continue()
    const disposition = isForced(signal) ? 'default' : this.dispositionOf(signal)
    if (disposition === 'ignore') return
    if (disposition !== 'default') return this.life.when(() => disposition(signal))
    const action = actionOf(signal)
    if (action === 'stop') this.life.stop()
    if (action !== 'end') return
    if (signal === signalNumbers.KILL) this.die(signal)
    else this.life.when(() => this.die(signal))
  }

  /** The signals that it ignores, as what it starts does. */
  protected get ignored(): ReadonlySet<number> {
    return new Set([...this.#handlers].flatMap(([signal, what]) => (what === 'ignore' ? signal : [])))
  }
  protected ignore(signals: Iterable<number>): void {
    for (const signal of signals) this.#handlers.set(signal, 'ignore')
  }
  /** Another program has none of its handlers. */
  protected dropHandlers(): void {
    for (const [signal, disposition] of this.#handlers) if (disposition !== 'ignore') this.#handlers.delete(signal)
  }
}
