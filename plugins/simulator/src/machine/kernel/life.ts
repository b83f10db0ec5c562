const never = new Promise<never>(() => undefined)

/** Whether a process runs, is halted, or has ended: what it waits for goes on only while it runs. */
export class Life {
  #ended = false
  #stopped = false
  #frozen = false
  /** What is to happen when it goes on. */
  #held: (() => void)[] = []
  /** What calls off the things that it waits for. */
  #pending: Set<() => void> | undefined

  get ended(): boolean {
    return this.#ended
  }
  get stopped(): boolean {
    return this.#stopped
  }
  get waits(): boolean {
    return this.#pending !== undefined && this.#pending.size > 0
  }
  get halted(): boolean {
    return this.#stopped || this.#frozen
  }

  /** By a signal. */
  stop(): void {
    this.#stopped = true
  }
  continue(): void {
    this.#stopped = false
    this.#goOn()
  }
  /** With all of its container. */
  freeze(): void {
    this.#frozen = true
  }
  thaw(): void {
    this.#frozen = false
    this.#goOn()
  }

  end(): void {
    this.#ended = true
    this.#held = []
    const pending = this.#pending
    this.#pending = undefined
    for (const callOff of pending ?? []) callOff()
  }

  /** Now, or when it goes on; never after its end. */
  when(go: () => void): void {
    if (this.#ended) return
    if (this.halted) this.#held.push(go)
    else go()
  }

  /** Waits for as long as it is halted; undefined where nothing has to be waited for. */
  pause(): void | Promise<void> {
    if (this.#ended) return never
    if (this.halted) return new Promise((resolve) => this.#held.push(resolve))
  }

  /**
   * Waits until `begin` calls what it is given, once and later; it returns what calls that off. Never settles where the
   * process ends meanwhile, and not before it goes on where it is halted: what comes for it is left for others till then.
   */
  async block(begin: (go: () => void) => () => void): Promise<void> {
    if (this.#ended) return never
    await new Promise<void>((resolve) => {
      const pending = (this.#pending ??= new Set())
      const callOff = begin(() => {
        pending.delete(callOff)
        this.when(resolve)
      })
      pending.add(callOff)
    })
    // Between that and here is a moment in which it may have been halted or ended.
    await this.pause()
  }

  #goOn(): void {
    if (this.halted) return
    const held = this.#held
    this.#held = []
    for (const go of held) this.when(go)
  }
}
