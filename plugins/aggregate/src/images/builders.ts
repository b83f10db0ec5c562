import type { Job, Reply } from 'libswarm-core'
import { Readable } from 'node:stream'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import { emptyRequest } from '../scheduling/request/read-request.js'
import { placedBuild } from './build-args.js'

/** The session that a build belongs to, as BuildKit names it in the head of one (its `session/session.go`). */
const sessionField = 'X-Docker-Expose-Session-Uuid'

/** How many sessions are remembered. */
const mostRemembered = 1000

/**
 * Where builds go. All of one build is done by one node: a session goes where its build goes, whichever comes first. A
 * builder of its own (`docker buildx`) does not say which of its connections belong together: all that are open at the same
 * time go to one node.
 */
export class Builders {
  readonly #pool: Pool
  readonly #placer: Placer
  readonly #nodes = new Map<string, Node>()
  readonly #waiting = new Map<string, Set<(node: Node) => void>>()
  /** The connections of builders that are open, the latest last. */
  readonly #open = new Map<object, Node>()

  constructor(pool: Pool, placer: Placer) {
    this.#pool = pool
    this.#placer = placer
  }

  /** Answers `ImageBuild`. */
  async build(job: Job<'ImageBuild'>): Promise<Reply> {
    const { session } = job.query
    const { request, job: own } = placedBuild(this.#pool, job)
    const node = this.#known(session) ?? (await this.#placer.choose(request))
    if (session !== undefined && session !== '') this.#remember(session, node)
    try {
      return this.#staled(node, await node.run(own))
    } finally {
      node.view.images.stale()
    }
  }

  /** Answers `Session`. */
  async session(job: Job<'Session'>): Promise<Reply> {
    const session = job.header(sessionField)
    const node = this.#known(session) ?? this.#builder() ?? (await this.#awaited(session, job.signal))
    if (session !== undefined) this.#remember(session, node)
    return this.#connect(node, job)
  }

  /** Answers `Grpc`. */
  async grpc(job: Job<'Grpc'>): Promise<Reply> {
    return this.#connect(this.#builder() ?? (await this.#placer.choose(emptyRequest)), job)
  }

  #known(session: string | undefined): Node | undefined {
    const node = session === undefined ? undefined : this.#nodes.get(session)
    return node !== undefined && this.#isThere(node) ? node : undefined
  }

  /** The node of the connection that was opened last, of those that are open. */
  #builder(): Node | undefined {
    return [...this.#open.values()].filter((node) => this.#isThere(node)).at(-1)
  }

  #isThere(node: Node): boolean {
    return this.#pool.get(node.name) === node && node.state === 'healthy'
  }

  /** The node of the build that a session is for; another one when none has come in time. */
  async #awaited(session: string | undefined, signal: AbortSignal): Promise<Node> {
    const node = session === undefined ? undefined : await this.#buildOf(session, signal)
    signal.throwIfAborted()
    return node ?? this.#builder() ?? this.#placer.choose(emptyRequest)
  }

  #buildOf(session: string, signal: AbortSignal): Promise<Node | undefined> {
    const waiting = this.#waiting.get(session) ?? new Set()
    this.#waiting.set(session, waiting)
    return new Promise<Node | undefined>((resolve) => {
      const done = (node?: Node) => {
        clearTimeout(late)
        signal.removeEventListener('abort', aborted)
        waiting.delete(done)
        if (waiting.size === 0) this.#waiting.delete(session)
        resolve(node)
      }
      const aborted = () => done()
      const late = setTimeout(done, this.#pool.times.sessionWait)
      signal.addEventListener('abort', aborted)
      waiting.add(done)
    })
  }

  #remember(session: string, node: Node): void {
    this.#nodes.delete(session)
    this.#nodes.set(session, node)
    if (this.#nodes.size > mostRemembered) this.#nodes.delete(this.#nodes.keys().next().value!)
    for (const tell of this.#waiting.get(session) ?? []) tell(node)
  }

  async #connect(node: Node, job: Job<'Session'> | Job<'Grpc'>): Promise<Reply> {
    const connection = {}
    this.#open.set(connection, node)
    try {
      const reply = await node.run(job as Job<'Session'>)
      if (reply.body instanceof Readable && !reply.body.closed)
        reply.body.once('close', () => this.#open.delete(connection))
      else this.#open.delete(connection)
      return reply
    } catch (thrown) {
      this.#open.delete(connection)
      throw thrown
    }
  }

  /** What was built is listed as soon as the answer has ended. */
  #staled(node: Node, reply: Reply): Reply {
    if (reply.body instanceof Readable) reply.body.once('end', () => node.view.images.stale())
    return reply
  }
}
