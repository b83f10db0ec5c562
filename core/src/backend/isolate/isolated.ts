import { swarmError } from '../../errors.js'
import type { OperationName } from '../../api/table.js'
import type { BackendState } from '../../engine/chain.js'
import type { JobInit } from '../../engine/job.js'
import type { Reply } from '../../engine/reply.js'
import type { Runner } from '../../engine/runner.js'
import { startGuest, type Guest, type GuestOptions, type Registered } from './host.js'
import { noEnds, noteEnd, type Ends } from './restarts.js'

/** A backend in a process of its own, which is started again when it ends. */
export class Isolated implements Runner {
  readonly #options: GuestOptions
  #guest: Guest | undefined
  #started = 0
  #ends: Ends = noEnds
  /** Why there is no guest, for who asks meanwhile. */
  #down = ''
  /** Whether it is not started again. */
  #final = false
  #timer: NodeJS.Timeout | undefined
  #restarting: Promise<void> | undefined
  readonly #closing = new AbortController()

  constructor(options: GuestOptions) {
    this.#options = options
  }

  /** Starts it for the first time. Rejects when it cannot be installed. */
  async start(): Promise<Registered> {
    const guest = await startGuest(this.#options, this.#closing.signal)
    this.#use(guest)
    return guest.registered
  }

  get state(): BackendState {
    if (this.#guest !== undefined) return 'up'
    return this.#final ? 'down' : 'restarting'
  }

  async run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    const guest = this.#guest
    if (guest === undefined) throw swarmError('Unavailable', this.#down)
    try {
      return await guest.runner.run(job)
    } catch (thrown) {
      if (!guest.isEnd(thrown)) throw thrown
      throw swarmError('Unreachable', `${this.#title} ended while it was answering ${job.operation}`, thrown)
    }
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#final = true
    this.#closing.abort()
    clearTimeout(this.#timer)
    const guest = this.#guest
    this.#guest = undefined
    this.#down = `${this.#title} has been closed`
    await Promise.all([guest?.close(), this.#restarting])
  }

  get #title(): string {
    return `the backend "${this.#options.backend.name}"`
  }

  #use(guest: Guest): void {
    this.#guest = guest
    this.#started = performance.now()
    void guest.ended.then((reason) => this.#ended(reason))
  }

  #ended(reason: string): void {
    this.#guest = undefined
    if (this.#closing.signal.aborted) return
    const { restart } = this.#options.limits
    const { ends, pause } = noteEnd(this.#ends, this.#started, performance.now(), restart)
    this.#ends = ends
    if (pause === undefined) {
      this.#final = true
      this.#down = `${this.#title} is down: it has ended ${ends.times.length} times in ${restart.window / 1000} s (${reason})`
      this.#options.log.error(`${this.#down}; it is not started again`)
      return
    }
    this.#down = `${this.#title} has ended (${reason}) and is being started again`
    this.#options.log.error(`its process has ended (${reason}); it is started again in ${pause / 1000} s`)
    this.#timer = setTimeout(() => void (this.#restarting = this.#restart()), pause).unref()
  }

  async #restart(): Promise<void> {
    this.#started = performance.now()
    try {
      const guest = await startGuest(this.#options, this.#closing.signal)
      if (this.#closing.signal.aborted) return await guest.close()
      this.#use(guest)
      this.#options.log.info('it has been started again')
    } catch (thrown) {
      this.#ended(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
}
