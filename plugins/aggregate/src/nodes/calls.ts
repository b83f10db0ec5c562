import type { Job, JobInit, OperationName, Reply, Runner } from 'libswarm-core'
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
    const calling: Calling = { abort: (reason) => own.abort(reason) }
    this.#open.add(calling)
    try {
      const reply = await unlessAborted(this.#runner.run<O>(withSignal(job, own.signal)), own.signal)
      if (reply.body instanceof Readable && !reply.body.closed) {
        this.#keep(reply.body, calling, release)
        return reply
      }
      this.#end(calling, release)
      return reply
    } catch (thrown) {
      this.#end(calling, release)
      throw thrown
    }
  }

  /** Breaks off everything that is open. */
  endAll(reason: Error): void {
    for (const calling of [...this.#open]) calling.abort(reason)
  }

  #keep(body: Readable, calling: Calling, release: () => void): void {
    const abort = calling.abort.bind(calling)
    calling.abort = (reason) => {
      abort(reason)
      // Whose runner does not look at the signal any more once it has answered.
      body.destroy(reason)
    }
    // It may be destroyed before anybody reads it; who does hears of its failure all the same.
    body.on('error', () => undefined)
    body.once('close', () => this.#end(calling, release))
  }

  #end(calling: Calling, release: () => void): void {
    this.#open.delete(calling)
    release()
  }
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
