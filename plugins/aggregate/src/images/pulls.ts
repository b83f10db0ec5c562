import type { Job, JobInit } from 'libswarm-core'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { noSuchImage } from './holders.js'
import { progressOf } from './progress.js'
import { familiar, namesOf, repositoryOf } from './reference.js'

/** What is read of the job that needs an image. */
type Needing = Pick<Job<'ContainerCreate'>, 'query' | 'headers' | 'signal'>

/** One pull, and how many wait for it. */
interface Pulling {
  readonly done: Promise<boolean>
  end(reason: Error): void
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
   * Gets an image for a node that does not have it; false where it cannot, or must not: what a registry has by the name of an
   * image that was built here is another one. All who ask for the same at the same time wait for
   * one pull, which ends when the clients of all have gone. Where it takes longer than `pullWait` it goes on, and this rejects
   * with `NotFound` in words that have `docker run` pull by itself, where its user sees how far it is.
   *
   * @param job what needs it: its `X-Registry-Auth` is used, and its `platform`
   */
  async ensure(node: Node, image: string, job: Needing): Promise<boolean> {
    if (image === '' || /^sha256:[0-9a-f]{64}$/.test(image) || (await this.#isMadeHere(image))) return false
    const asked = pullOf(image, job)
    const key = JSON.stringify([node.name, asked.search, asked.headers])
    const pulling = this.#running.get(key) ?? this.#start(key, node, image, asked)
    const { signal } = job
    pulling.waiting++
    try {
      const pulled = await unlessLate(pulling.done, this.#pool.times.pullWait, signal)
      if (pulled === undefined) throw noSuchImage(this.#pool, image)
      return pulled
    } finally {
      pulling.waiting--
      const hasLeft = signal.aborted && kindOf(signal.reason) !== 'Deadline'
      if (pulling.waiting === 0 && hasLeft) pulling.end(signal.reason as Error)
    }
  }

  /** Whether a node has an image of that name that came from no registry: one that did has digests. */
  async #isMadeHere(image: string): Promise<boolean> {
    const name = familiar(image)
    const lists = await Promise.all(this.#pool.healthy().map(({ view }) => view.images.get().catch(() => [])))
    return lists
      .flat()
      .some(({ RepoTags, RepoDigests }) => namesOf(RepoTags).includes(name) && namesOf(RepoDigests).length === 0)
  }

  #start(key: string, node: Node, image: string, asked: JobInit<'ImageCreate'>): Pulling {
    const ending = new AbortController()
    const forget = () => {
      if (this.#running.get(key) === pulling) this.#running.delete(key)
    }
    const done = this.#pull(node, image, asked, ending.signal).finally(() => {
      forget()
      node.view.images.stale()
    })
    const end = (reason: Error) => {
      // Who asks from now on begins anew.
      forget()
      ending.abort(reason)
    }
    const pulling: Pulling = { done, end, waiting: 0 }
    this.#running.set(key, pulling)
    return pulling
  }

  async #pull(node: Node, image: string, asked: JobInit<'ImageCreate'>, signal: AbortSignal): Promise<boolean> {
    const { fail, log } = this.#pool
    try {
      const lines = progressOf(await node.run({ ...asked, signal }), signal, fail)
      while ((await lines.next()).done !== true);
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

/** A value; undefined where it takes longer than a limit, in ms. Rejects with the reason of an abort. */
function unlessLate<T>(value: Promise<T>, limit: number, signal: AbortSignal): Promise<T | undefined> {
  return new Promise<T | undefined>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    const late = setTimeout(() => resolve(undefined), limit)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    value.then(resolve, reject).finally(() => {
      clearTimeout(late)
      signal.removeEventListener('abort', abort)
    })
  })
}
