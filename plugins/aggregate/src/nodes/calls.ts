import type { AnyJob, Connection, Job, JobInit, OperationName, Reply, Runner } from 'libswarm-core'
import { Readable } from 'node:stream'
import { follow } from './follow.js'

interface Calling {
  abort(reason: Error): void
}

/** The calls that an engine is being asked, and the streams that they became, so that all can be ended at once. */
export class Calls {
  readonly #runner: Runner
  readonly #open = new Set<Calling>()

  constructor(runner: Runner) {
    this.#runner = runner
  }

  get runner(): Runner {
    return this.#runner
  }

  /** How many calls and streams are open. */
  get size(): number {
    return this.#open.size
  }

  /** Runs a job, which is aborted with the reason of `endAll`, too; so is the stream that it answers with. */
  async run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    const own = new AbortController()
    const release = follow(job.signal, own)
    this.#open.add(own)
    const ended = () => {
      this.#open.delete(own)
      release()
    }
    try {
      const reply = await unlessAborted(this.#runner.run<O>(withSignal(job, own.signal)), own.signal)
      if (reply.body instanceof Readable && !reply.body.closed) {
        endWith(reply.body, own.signal, ended)
        return reply
      }
      ended()
      return reply
    } catch (thrown) {
      ended()
      throw thrown
    }
  }

  /** Hands a connection over whole, where the runner can; it is broken off by `endAll`, too. */
  wire(job: AnyJob, connection: Connection): boolean {
    const { socket } = connection
    if (this.#runner.wire?.(job, connection) !== true) return false
    const calling: Calling = { abort: () => socket.destroy() }
    this.#open.add(calling)
    if (socket.closed) this.#open.delete(calling)
    else socket.once('close', () => this.#open.delete(calling))
    return true
  }

  /** Breaks off everything that is open. */
  endAll(reason: Error): void {
    for (const calling of [...this.#open]) calling.abort(reason)
  }
}

/** Ends a stream with its call, whether its runner looks at the signal once it has answered or not. */
function endWith(body: Readable, signal: AbortSignal, ended: () => void): void {
  // Whoever reads it is told of its end. Until somebody does, nobody listens.
  body.on('error', () => undefined)
  const abort = () => body.destroy(signal.reason as Error)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  body.once('close', ended)
}

/** A job with another signal; one that a client sent keeps the time that it has. */
function withSignal<O extends OperationName>(job: JobInit<O>, signal: AbortSignal): JobInit<O> {
  return 'with' in job ? (job as Job<O>).with({ signal }) : { ...job, signal }
}

/** An answer, or the reason of the abort as soon as there is one. An answer that comes later is let go of. */
function unlessAborted<O extends OperationName>(answer: Promise<Reply<O>>, signal: AbortSignal): Promise<Reply<O>> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error)
      answer.then(letGo, () => undefined)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function letGo({ body }: Reply): void {
  if (!(body instanceof Readable)) return
  body.on('error', () => undefined)
  body.destroy()
}
