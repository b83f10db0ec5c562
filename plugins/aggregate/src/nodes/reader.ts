import type { EngineHandle } from 'libswarm-core'
import type { Times } from '../times.js'

/** What is read of an engine, and when. */
export interface ReaderOptions {
  readonly times: Pick<Times, 'refresh'>
  readonly name: string
  readonly log: EngineHandle['log']
  /** Whether the engine answers. */
  isUp(): boolean
  /**
   * Reads everything; resolves to what takes it over, where the engine is still up then. Rejects where it does not answer.
   *
   * @param missed whether events may have been missed
   */
  read(missed: boolean): Promise<() => void>
}

/** Reads everything that an engine has, when it is told to, and again from time to time while the engine is up. */
export class Reader {
  readonly #options: ReaderOptions
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<boolean> | undefined
  #closed = false
  #firstDone!: () => void
  /** Resolves when everything has been read once, or could not be. */
  readonly first = new Promise<void>((resolve) => (this.#firstDone = resolve))

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /**
   * Reads everything; false where the engine did not answer. Joins a reading that is under way.
   *
   * @param missed whether events may have been missed
   */
  read(missed: boolean): Promise<boolean> {
    return (this.#reading ??= this.#readNow(missed).finally(() => (this.#reading = undefined)))
  }

  /** As `read`, not joining one that has begun before, which does not know what happened meanwhile. */
  async readAnew(missed: boolean): Promise<boolean> {
    await this.#reading
    return this.read(missed)
  }

  /** Reads nothing until it is told to. */
  rest(): void {
    clearTimeout(this.#timer)
  }

  close(): void {
    this.#closed = true
    this.rest()
  }

  async #readNow(missed: boolean): Promise<boolean> {
    this.rest()
    const { name, log } = this.#options
    try {
      const takeOver = await this.#options.read(missed)
      if (this.#closed || !this.#options.isUp()) return false
      takeOver()
      return true
    } catch (thrown) {
      log.debug(`the node "${name}" could not be read: ${String(thrown)}`)
      return false
    } finally {
      this.#firstDone()
      if (this.#options.isUp()) this.#readLater()
    }
  }

  #readLater(): void {
    if (this.#closed) return
    const [least, most] = this.#options.times.refresh
    this.rest()
    this.#timer = setTimeout(() => void this.read(false), least + Math.random() * (most - least))
  }
}
