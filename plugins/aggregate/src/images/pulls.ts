import type { Job, JobInit } from 'libswarm-core'
import { failureOf, kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { errorIn } from './message.js'
import { repositoryOf } from './reference.js'

/** What is read of the job that needs an image. */
type Needing = Pick<Job<'ContainerCreate'>, 'query' | 'headers' | 'signal'>

/** One pull, and how many wait for it. */
interface Pulling {
  readonly done: Promise<boolean>
  readonly ending: AbortController
  waiting: number
}

/** The pulls of images that nodes need for containers that are placed there. */
export class Pulls {
  readonly #pool: Pool
  readonly #running = new Map<string, Pulling>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Gets an image for a node that does not have it; false where it cannot. All who ask for the same at the same time wait for
   * one pull. It ends when nobody waits any more, unless it is because their time was over: who asks again finds it farther.
   *
   * @param job what needs it: its `X-Registry-Auth` is used, and its `platform`
   */
  async ensure(node: Node, image: string, job: Needing): Promise<boolean> {
    if (image === '' || /^sha256:[0-9a-f]{64}$/.test(image)) return false
    const asked = pullOf(image, job)
    const key = JSON.stringify([node.name, asked.search, asked.headers])
    const pulling = this.#running.get(key) ?? this.#start(key, node, image, asked)
    pulling.waiting++
    try {
      return await unlessAborted(pulling.done, job.signal)
    } finally {
      pulling.waiting--
      if (pulling.waiting === 0 && kindOf(job.signal.reason) !== 'Deadline') pulling.ending.abort(job.signal.reason)
    }
  }

  #start(key: string, node: Node, image: string, asked: JobInit<'ImageCreate'>): Pulling {
    const ending = new AbortController()
    const done = this.#pull(node, image, { ...asked, signal: ending.signal }).finally(() => {
      if (this.#running.get(key) === pulling) this.#running.delete(key)
      node.view.images.stale()
    })
    const pulling: Pulling = { done, ending, waiting: 0 }
    // Who asks behind an end begins anew.
    ending.signal.addEventListener('abort', () => this.#running.delete(key))
    this.#running.set(key, pulling)
    return pulling
  }

  async #pull(node: Node, image: string, asked: JobInit<'ImageCreate'>): Promise<boolean> {
    const { fail, log } = this.#pool
    try {
      const reply = await node.run(asked)
      if (reply.status >= 400) throw await failureOf(reply, fail)
      let failure: string | undefined
      for await (const message of reply.messages()) failure ??= errorIn(message)
      if (failure !== undefined) throw fail('Internal', failure)
      return true
    } catch (thrown) {
      log.info(`the node "${node.name}" cannot pull ${image}: ${(thrown as Error).message}`)
      return false
    }
  }
}

/** The pull of just one image: without a tag all tags of the repository would come. */
function pullOf(image: string, job: Needing) {
  const repository = repositoryOf(image)
  const tag = image
    .slice(repository.length)
    .replace(/^:(.*)@/, '@')
    .replace(/^[:@]/, '')
  const { platform } = job.query
  const query = {
    fromImage: repository,
    tag: tag === '' ? 'latest' : tag,
    ...(platform === undefined ? {} : { platform }),
  }
  const headers = job.headers.filter(([name]) => name.toLowerCase() === 'x-registry-auth')
  return { operation: 'ImageCreate', search: new URLSearchParams(query).toString(), headers } as const
}

/** A value, or the reason of the abort as soon as there is one. */
function unlessAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
