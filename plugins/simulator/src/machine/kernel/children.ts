import { Errno } from '../errno.js'
import type { Life } from './life.js'
import type { Ended } from './proc.js'
import { Waiters } from './waiters.js'

/** Whose they are. */
export interface Parent {
  readonly life: Life
  /** A child was asked for, and is no more. */
  readonly host: { forget(pid: number): void }
}

/** The children of a process: those that run, and how the others ended, until it has asked. */
export class Children {
  readonly #parent: Parent
  #running: Set<number> | undefined
  #ended: Map<number, Ended> | undefined
  #changed: Waiters | undefined

  constructor(parent: Parent) {
    this.#parent = parent
  }

  /** All that it has not been told the end of. */
  pids(): number[] {
    return [...(this.#running ?? []), ...(this.#ended?.keys() ?? [])]
  }

  add(pid: number): void {
    ;(this.#running ??= new Set()).add(pid)
  }

  /** A child has ended; returns whether anybody may still ask how. */
  bury(pid: number, ended: Ended): boolean {
    if (this.#running?.delete(pid) !== true || this.#parent.life.ended) return false
    ;(this.#ended ??= new Map()).set(pid, ended)
    this.#changed?.wake()
    return true
  }

  /** How a child ended, or any (-1), which is forgotten then; undefined where none has. Throws `ECHILD`. */
  reap(pid: number): Ended | undefined {
    const known = pid === -1 ? (this.#running?.size ?? 0) + (this.#ended?.size ?? 0) > 0 : this.#knows(pid)
    if (!known) throw new Errno('ECHILD')
    const ended = pid === -1 ? this.#ended?.values().next().value : this.#ended?.get(pid)
    if (ended === undefined) return undefined
    this.#ended!.delete(ended.pid)
    this.#parent.host.forget(ended.pid)
    return ended
  }

  async waitFor(pid: number): Promise<Ended> {
    const changed = (this.#changed ??= new Waiters())
    for (;;) {
      await this.#parent.life.block((go) => changed.add(go))
      const ended = this.reap(pid)
      if (ended !== undefined) return ended
    }
  }

  #knows(pid: number): boolean {
    return this.#running?.has(pid) === true || this.#ended?.has(pid) === true
  }
}
