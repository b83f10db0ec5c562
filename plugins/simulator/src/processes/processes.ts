import type { Container } from '../containers/container.js'
import { isEnding } from '../containers/signals.js'

/** The main processes of the containers that run, with all that was written and who is attached. */
export class Processes {
  readonly #running = new Map<string, (code: number) => void>()
  readonly #paused = new Set<string>()
  #lastPid = 1000

  /**
   * Starts the main process of a container; returns its process id on the host. Throws `ProgramMissing`. `onExit` is
   * called once with the exit code, after all that it wrote, and never before `start` has returned.
   */
  start(container: Container, onExit: (code: number) => void): number {
    this.#running.set(container.id, onExit)
    return ++this.#lastPid
  }

  /** Sends a signal to a container's main process; nothing where none runs. */
  signal(id: string, number: number): void {
    const onExit = this.#running.get(id)
    if (onExit === undefined || !isEnding(number)) return
    this.#running.delete(id)
    queueMicrotask(() => onExit(128 + number))
  }

  /** Halts all processes of a container, until `resume`. */
  pause(id: string): void {
    this.#paused.add(id)
  }

  resume(id: string): void {
    this.#paused.delete(id)
  }

  /** Forgets a container that was removed: what it wrote, its execs, and who is attached to it. */
  forget(id: string): void {
    this.#running.delete(id)
    this.#paused.delete(id)
  }

  /** Ends all of them, as the engine goes. */
  close(): void {
    this.#running.clear()
  }
}
