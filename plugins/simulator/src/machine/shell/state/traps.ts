import type { ByteString } from '../../byte-string.js'
import { signalNumbers } from '../../kernel/signals.js'
import type { Proc } from '../../kernel/proc.js'

/** What is done on signals, by their names, and on `EXIT`, `ERR`, `DEBUG` and `RETURN`. */
export class Traps {
  readonly #proc: Proc
  readonly #commands = new Map<string, ByteString>()
  /** Those of the shell that this one came from: shown until there are others. */
  #shown: ReadonlyMap<string, ByteString> | undefined
  readonly #pending: string[] = []
  #woken: (() => void) | undefined
  #interruption: Promise<'interrupted'> | undefined
  /** The trap that runs now. */
  running: string | undefined

  constructor(proc: Proc, from?: Traps) {
    this.#proc = proc
    if (from === undefined) return
    this.#shown = new Map(from.#commands)
    for (const [name, command] of from.#commands) {
      if (command === '') this.#commands.set(name, command)
      else if (name in signalNumbers) proc.handle(numberOf(name), 'default')
    }
  }

  get(name: string): ByteString | undefined {
    return this.#commands.get(name)
  }

  entries(): readonly (readonly [string, ByteString])[] {
    const order = ['EXIT', ...Object.keys(signalNumbers), 'DEBUG', 'ERR', 'RETURN']
    return [...(this.#shown ?? this.#commands)].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  }

  /** `undefined` puts back what was before, `''` ignores. */
  set(name: string, command: ByteString | undefined): void {
    this.#shown = undefined
    if (command === undefined) this.#commands.delete(name)
    else this.#commands.set(name, command)
    if (!(name in signalNumbers) || name === 'KILL' || name === 'STOP') return
    const handler = command === undefined ? 'default' : command === '' ? 'ignore' : () => this.signalled(name)
    this.#proc.handle(numberOf(name), handler)
  }

  /** A signal came, whose trap is to run. */
  signalled(name: string): void {
    if (!this.#pending.includes(name)) this.#pending.push(name)
    this.wake()
  }

  /** Ends what `interruption` waits for. */
  wake(): void {
    this.#woken?.()
    this.#woken = this.#interruption = undefined
  }

  get isPending(): boolean {
    return this.#pending.length > 0
  }
  get pending(): string | undefined {
    return this.#pending[0]
  }
  take(): string | undefined {
    return this.#pending.shift()
  }

  /** Resolves when a signal comes that has a trap; at once where one has come. */
  interruption(): Promise<'interrupted'> {
    if (this.isPending) return Promise.resolve('interrupted')
    return (this.#interruption ??= new Promise((resolve) => {
      this.#woken = () => resolve('interrupted')
    }))
  }
}

const numberOf = (name: string): number => signalNumbers[name as keyof typeof signalNumbers]
