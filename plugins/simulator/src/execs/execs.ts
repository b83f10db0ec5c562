import type { Body } from 'libswarm-core'
import type { Running } from '../processes/running.js'
import type { Clock, Instant } from '../world.js'

/** What an exec was created with. */
export type ExecConfig = Body<'ContainerExec'>

/** One exec; a change makes a new one. */
export interface Exec {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly containerId: string
  readonly config: ExecConfig
  /** The keys that detach a client, as they are typed; undefined for the usual ones. */
  readonly keys: readonly number[] | undefined
  readonly phase: 'created' | 'running' | 'ended'
  /** Undefined unless it has ended. */
  readonly exitCode: number | undefined
  readonly pid: number
  /** Its process; undefined unless it runs. */
  readonly running: Running | undefined
  readonly endedAt: Instant | undefined
}

/** How long an exec that has ended can be inspected, in microseconds; at most twice that in moby. */
const keptFor = 5 * 60 * 1_000_000

/** The execs of an engine, until their container goes or some minutes after they have ended. */
export class Execs {
  readonly #byId = new Map<string, Exec>()
  // Those that have ended, in that order: one that goes on for hours keeps none of them.
  readonly #ended = new Map<string, Instant>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(id: string): Exec | undefined {
    return this.#byId.get(id)
  }

  /** Adds an exec, or puts it in the place of what it was. */
  put(exec: Exec): void {
    if (!this.#byId.has(exec.id)) this.#sweep()
    this.#byId.set(exec.id, exec)
    if (exec.endedAt !== undefined) this.#ended.set(exec.id, exec.endedAt)
  }

  /** Forgets those of a container that was removed. */
  forget(containerId: string): void {
    for (const [id, exec] of this.#byId) if (exec.containerId === containerId) this.#drop(id)
  }

  #sweep(): void {
    const before = this.#clock.now() - keptFor
    for (const [id, endedAt] of this.#ended) {
      if (endedAt > before) return
      this.#drop(id)
    }
  }

  #drop(id: string): void {
    this.#byId.delete(id)
    this.#ended.delete(id)
  }
}
