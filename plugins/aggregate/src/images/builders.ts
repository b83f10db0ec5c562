import { Readable } from 'node:stream'
import type { Job, Reply } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import type { Request } from '../scheduling/request/request.js'
import { placedBuild } from './build-args.js'
import { Connections } from './connections.js'
import { Sessions } from './sessions.js'
import { constraintsOf, requestOf, withoutConstraints } from './targets.js'

/** The session that a connection is, as BuildKit names it in its head (`session/session.go`). */
const sessionField = 'X-Docker-Expose-Session-Uuid'

/**
 * Where builds go. All of one build is done by one node: a session goes where its build goes, whichever comes first. A
 * builder of its own (`docker buildx`) sends no build and does not say which of its connections belong together: all that
 * are open at the same time, with the same constraints, go to one node.
 */
export class Builders {
  readonly #pool: Pool
  readonly #placer: Placer
  readonly #sessions: Sessions
  readonly #connections: Connections

  constructor(pool: Pool, placer: Placer) {
    this.#pool = pool
    this.#placer = placer
    this.#sessions = new Sessions(pool)
    this.#connections = new Connections(pool)
  }

  /** Answers `ImageBuild`. */
  async build(job: Job<'ImageBuild'>): Promise<Reply> {
    const { session = '' } = job.query
    const { request, job: own } = placedBuild(this.#pool, job)
    const known = this.#sessions.nodeOf(session)
    if (known !== undefined) await this.#requireMeant(known, request)
    const node = known ?? (await this.#placer.choose(request))
    this.#sessions.goesTo(session, node)
    const reply = await node.run(own).finally(() => node.view.images.stale())
    // What was built is listed as soon as the answer has ended.
    if (reply.body instanceof Readable) reply.body.once('end', () => node.view.images.stale())
    return reply
  }

  /** Answers `Session`. */
  async session(job: Job<'Session'>): Promise<Reply> {
    const session = job.header(sessionField) ?? ''
    const known = this.#sessions.nodeOf(session)
    if (known !== undefined) return known.run(withoutConstraints(job))
    if (this.#connections.latest(kindOf(job)) === undefined) {
      const node = await this.#sessions.build(session, job.signal)
      job.signal.throwIfAborted()
      if (node !== undefined) return node.run(withoutConstraints(job))
    }
    return this.#connect(job, (chosen) => this.#sessions.goesTo(session, chosen))
  }

  /** Answers `Grpc`. */
  grpc(job: Job<'Grpc'>): Promise<Reply> {
    return this.#connect(job, (node) => this.#sessions.allGoTo(node))
  }

  /** Connects to the node of the builder that is there, or one that is chosen. */
  async #connect(job: Job<'Session'> | Job<'Grpc'>, chosen: (node: Node) => void): Promise<Reply> {
    const kind = kindOf(job)
    const node = this.#connections.latest(kind) ?? (await this.#placer.choose(requestOf(this.#pool, job)))
    chosen(node)
    return this.#connections.keep(kind, node, () => node.run(withoutConstraints(job as Job<'Session'>)))
  }

  async #requireMeant(node: Node, request: Request): Promise<void> {
    if (request.constraints.length === 0) return
    if ((await this.#placer.meant(request)).includes(node)) return
    const wanted = request.constraints.map(({ text }) => text).join(', ')
    const sentence = `the session of this build is on the node "${node.name}" already, which is not as it says: ${wanted}`
    throw this.#pool.fail('Conflict', sentence)
  }
}

/** Connections with the same constraints may belong together. */
const kindOf = (job: Job<'Session'> | Job<'Grpc'>): string => JSON.stringify(constraintsOf(job))
