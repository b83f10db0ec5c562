import type { OperationName } from '../api/table.js'
import type { Answerer, Engine } from './engine.js'
import type { AnyJob, JobInit } from './job.js'
import type { Reply } from './reply.js'
import type { Connection, Runner } from './runner.js'

/**
 * How a backend is. One in a process of its own is `restarting` from the end of that process until it is installed in
 * the next, and `down` where there is no next.
 */
export type BackendState = 'up' | 'restarting' | 'down'

/** One engine of a chain, and what ends its backend. */
export interface ChainMember {
  readonly engine: Engine
  /** How its backend is; `up` unless given. */
  state?(): BackendState
  close(): Promise<void>
}

/** Engines in a row, as one runner: each has the one behind it as its `next`. */
export class Chain implements Runner {
  readonly #members: readonly [ChainMember, ...ChainMember[]]
  #closing: Promise<void> | undefined

  /** @param members the first is asked first; each engine's `next` is already the one behind it */
  constructor(members: readonly [ChainMember, ...ChainMember[]]) {
    this.#members = members
  }

  run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>> {
    return this.#members[0].engine.run(job)
  }

  answer<O extends OperationName>(job: JobInit<O>): Reply<O> | Promise<Reply<O>> {
    return this.#members[0].engine.answer(job)
  }

  wire(job: AnyJob, connection: Connection): boolean {
    return this.#members[0].engine.wire(job, connection)
  }

  /** Who would answer an operation: those that see it, first to last, up to the one with a handler of its own. */
  answerers(operation: OperationName): readonly Answerer[] {
    const seen: Answerer[] = []
    for (const { engine } of this.#members) {
      const answerer = engine.answerer(operation)
      if (answerer !== undefined) seen.push(answerer)
      if (answerer?.catchAll === false) break
    }
    return seen
  }

  /** How each backend is, first to last. */
  states(): readonly { readonly backend: string; readonly state: BackendState }[] {
    return this.#members.map((member) => ({ backend: member.engine.name, state: member.state?.() ?? 'up' }))
  }

  /** Ends the backends, the last one first. A second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= closeAll([...this.#members].reverse())
    return this.#closing
  }
}

async function closeAll(members: readonly ChainMember[]): Promise<void> {
  for (const member of members) await member.close()
}
