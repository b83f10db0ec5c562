import { setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import type { HeaderList, Job, ReplyInit } from 'libswarm-core'
import { missingIn, warnings } from '../merge/gather.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { failureOfAll, sentenceOf, warningsOfChanged, type Failed } from './everywhere.js'
import { Lines } from './lines.js'
import { failureLine, lineOf, messageOf } from './message.js'
import { progressOf } from './progress.js'
import { whyNotAsked, type Targets } from './targets.js'
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
  const down = warnings(targets.down.map((node) => `the node ${node.name} was not asked: ${whyNotAsked(node)}`))
  const headers = [['Content-Type', 'application/json'] as const, ...down, ...running.warnings]
  return { status: 200, headers, body: running.body }
}

class FanOut {
  /** Resolves when the first node has begun, rejects when all have failed before. */
  readonly begun: Promise<void>
  /** What pools within this one have said is missing until the first node has begun. */
  readonly warnings: HeaderList[number][] = []
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
      this.#begin = () => {
        this.#hasBegun = true
        resolve()
      }
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
      await this.#tell(node, own.signal, branch?.stream)
    } catch (thrown) {
      const reason: unknown = own.signal.aborted ? own.signal.reason : thrown
      const error = reason instanceof Error ? reason : new Error(String(reason))
      this.#fails(node, error)
      // What it has begun to answer is not read any further.
      own.abort(error)
    } finally {
      this.#ending.signal.removeEventListener('abort', abort)
      if (branch !== undefined) this.#upload?.leave(branch)
      node.view.images.stale()
    }
  }

  /** Tells the lines of one node as they come. Rejects with what it says of a failure. */
  async #tell(node: Node, signal: AbortSignal, input: Readable | undefined): Promise<void> {
    signal.throwIfAborted()
    const job = this.#job as Job<'ImageCreate'>
    const reply = await node.run(job.with({ signal, input: input }))
    if (reply.status < 400) {
      this.warnings.push(
        ...warningsOfChanged(this.#pool, [{ value: undefined, missing: missingIn(node, reply.headers) }]),
      )
      this.#begin()
    }
    for await (const message of progressOf(reply, signal, this.#pool.fail)) {
      await this.#lines.write(messageOf(node.name, message))
    }
  }

  #fails(node: Node, thrown: Error): void {
    this.#failed.set(node, { node, thrown })
    // Where no node has begun yet, nobody reads.
    void this.#lines.write(lineOf(node.name, `error: ${thrown.message}`))
  }

  async #end(failed: readonly Failed[]): Promise<void> {
    const { nodes, down } = this.#targets
    for (const node of down) await this.#lines.write(lineOf(node.name, `not asked, ${whyNotAsked(node)}`))
    if (failed.length > 0) {
      const count = nodes.length === 1 ? '' : `${failed.length} of ${nodes.length} nodes failed: `
      await this.#lines.write(failureLine(`${count}${sentenceOf(failed)}`))
    }
    this.#lines.end()
  }
}
