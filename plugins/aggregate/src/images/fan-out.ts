import { setMaxListeners } from 'node:events'
import { Readable } from 'node:stream'
import type { Job, Reply, ReplyInit } from 'libswarm-core'
import { warning } from '../merge/gather.js'
import { failureOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { failureOfAll, sentenceOf, type Failed } from './everywhere.js'
import { Lines } from './lines.js'
import { errorIn, failureLine, lineOf, messageOf, type Message } from './message.js'
import type { Targets } from './targets.js'
import { Upload } from './upload.js'

type FannedOut = Job<'ImageCreate'> | Job<'ImageLoad'>

/**
 * Runs a job that tells of its progress on several nodes at once. The lines of all come as they are told, each with its
 * node. Where a node fails that was healthy when it was asked, the last line is an error that says which and why; one that
 * is down is told of, and no more. Rejects where no node begins, with what they say.
 *
 * @param input what each of them is sent
 */
export async function fanOut(pool: Pool, targets: Targets, job: FannedOut, input?: Readable): Promise<ReplyInit> {
  const running = new FanOut(pool, targets, job, input)
  await running.begun
  const headers = targets.down.map(({ name, reason }) => warning(`the node ${name} was not asked: ${reason ?? 'down'}`))
  return { status: 200, headers: [['Content-Type', 'application/json'], ...headers], body: running.body }
}

class FanOut {
  /** Resolves when the first node has begun, rejects when all have failed before. */
  readonly begun: Promise<void>
  readonly #lines = new Lines()
  readonly #pool: Pool
  readonly #targets: Targets
  readonly #job: FannedOut
  readonly #upload: Upload | undefined
  readonly #ending = new AbortController()
  readonly #failed = new Map<Node, Failed>()
  #hasBegun = false
  #begin!: () => void

  constructor(pool: Pool, targets: Targets, job: FannedOut, input: Readable | undefined) {
    this.#pool = pool
    this.#targets = targets
    this.#job = job
    const { uploadStall } = pool.times
    const late = () =>
      pool.fail('Deadline', `took nothing of the upload for ${uploadStall / 1000} s while others waited`)
    this.#upload = input === undefined ? undefined : new Upload(input, uploadStall, late)
    setMaxListeners(0, this.#ending.signal)
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve
      this.#run().catch(reject)
    })
  }

  get body(): Readable {
    return this.#lines.body
  }

  async #run(): Promise<void> {
    const { signal } = this.#job
    const abort = () => this.#ending.abort(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    this.#lines.body.once('close', () => this.#ending.abort(new Error('nobody reads the answer any more')))
    const all = this.#targets.nodes.map((node) => this.#follow(node))
    this.#upload?.start()
    await Promise.all(all)
    signal.removeEventListener('abort', abort)
    const failed = this.#targets.nodes.flatMap((node) => this.#failed.get(node) ?? [])
    if (this.#hasBegun) return this.#end(failed)
    this.#lines.body.destroy()
    throw failureOfAll(this.#pool, failed)
  }

  /** Follows one node to its end; never rejects. */
  async #follow(node: Node): Promise<void> {
    const own = new AbortController()
    const abort = () => own.abort(this.#ending.signal.reason)
    this.#ending.signal.addEventListener('abort', abort)
    const branch = this.#upload?.branch((reason) => own.abort(reason))
    try {
      await this.#read(node, await this.#ask(node, own.signal, branch?.stream), own.signal)
    } catch (thrown) {
      const reason: unknown = own.signal.aborted ? own.signal.reason : thrown
      this.#fails(node, reason instanceof Error ? reason : new Error(String(reason)))
    } finally {
      this.#ending.signal.removeEventListener('abort', abort)
      if (branch !== undefined) this.#upload?.leave(branch)
      node.view.images.stale()
    }
  }

  async #ask(node: Node, signal: AbortSignal, input: Readable | undefined): Promise<Reply> {
    signal.throwIfAborted()
    const job = this.#job as Job<'ImageCreate'>
    const reply = await node.run(job.with({ signal, input: input }))
    if (reply.status >= 400) throw await failureOf(reply, this.#pool.fail)
    return reply
  }

  /** Rejects with what the node says of a failure. */
  async #read(node: Node, reply: Reply, signal: AbortSignal): Promise<void> {
    this.#hasBegun = true
    this.#begin()
    // Not every runner looks at the signal once it has answered.
    const { body } = reply
    if (body instanceof Readable) signal.addEventListener('abort', () => body.destroy(signal.reason as Error))
    let failure: string | undefined
    for await (const message of reply.messages() as AsyncIterable<Message>) {
      const error = errorIn(message)
      if (error === undefined) await this.#lines.write(messageOf(node.name, message))
      else failure = error
    }
    if (failure !== undefined) throw this.#pool.fail('Internal', failure)
  }

  #fails(node: Node, thrown: Error): void {
    this.#failed.set(node, { node, thrown })
    // Where no node has begun yet, nobody reads.
    void this.#lines.write(lineOf(node.name, `error: ${thrown.message}`))
  }

  async #end(failed: readonly Failed[]): Promise<void> {
    const { nodes, down } = this.#targets
    for (const { name, reason } of down) await this.#lines.write(lineOf(name, `not asked, it is down: ${reason}`))
    if (failed.length > 0) {
      const count = nodes.length === 1 ? '' : `${failed.length} of ${nodes.length} nodes failed: `
      await this.#lines.write(failureLine(`${count}${sentenceOf(failed)}`))
    }
    this.#lines.end()
  }
}
