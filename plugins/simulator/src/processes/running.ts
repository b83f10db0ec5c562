import type { Client } from './client.js'
import type { Log } from './log.js'
import type { OutputName, Process, ProcessOutput, Programs, ProcessSpec } from './process.js'
import type { Instant } from '../world.js'

/** A process that runs, with who is attached to it. */
export class Running implements ProcessOutput {
  readonly pid: number
  readonly spec: ProcessSpec
  readonly startedAt: Instant
  readonly #process: Process
  readonly #onExit: (code: number) => void
  readonly #log: (() => Log) | undefined
  #clients: Set<Client> | undefined
  #ended = false

  /** Throws `ProgramMissing`. `log` gives the log that keeps its output, when there is some. */
  constructor(
    programs: Programs,
    started: { readonly spec: ProcessSpec; readonly pid: number; readonly at: Instant },
    onExit: (code: number) => void,
    log?: () => Log,
  ) {
    this.spec = started.spec
    this.pid = started.pid
    this.startedAt = started.at
    this.#onExit = onExit
    this.#log = log
    this.#process = programs.start(started.spec, this)
  }

  get process(): Process {
    return this.#process
  }

  attach(client: Client): void {
    const clients = (this.#clients ??= new Set())
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.join((bytes) => this.#process.input(bytes))
  }

  write(name: OutputName, bytes: Uint8Array): void | Promise<void> {
    if (this.#ended) return
    this.#log?.().write(name, bytes)
    if (this.#clients === undefined) return
    const waits = [...this.#clients].map((client) => client.deliver(name, bytes)).filter((wait) => wait !== undefined)
    if (waits.length > 0) return Promise.all(waits).then(() => undefined)
  }

  exit(code: number): void {
    if (!this.leave()) return
    this.#onExit(code)
  }

  /** Ends it at once, with a code or without a word. Returns whether it was running. */
  leave(): boolean {
    if (this.#ended) return false
    this.#ended = true
    for (const client of this.#clients ?? []) client.finish()
    this.#clients = undefined
    return true
  }

  /** Kills it and has it exit at once. */
  kill(): void {
    this.#process.signal(9)
    this.exit(137)
  }

  /** Ends it unheard, as the engine goes or forgets it. */
  drop(): void {
    this.leave()
    this.#process.signal(9)
  }
}
