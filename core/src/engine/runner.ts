import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { OperationName } from '../api/table.js'
import type { AnyJob, Job, JobInit } from './job.js'
import type { Reply } from './reply.js'
import type { Result } from './result.js'

/** A client's connection at the moment of its upgrade request; `head` is what came behind the request. */
export interface Connection {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Anything that runs a job: an engine, a chain of them, a link to another process. */
export interface Runner {
  /** Runs a job. Rejects with a `SwarmError`; an engine behind a proxy may also answer a status of failure. */
  run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>>
  /**
   * As `run`, for who is quicker with an answer that is there at once: it is returned as it is, and a failure thrown.
   * In process only.
   */
  answer?<O extends OperationName>(job: JobInit<O>): Reply<O> | Promise<Reply<O>>
  /** Takes a connection over whole and returns true, or leaves it alone and returns false. In process only. */
  wire?(job: AnyJob, connection: Connection): boolean
}

/** The answer of a runner, as soon as it can tell. */
export function answerOf<O extends OperationName>(runner: Runner, job: JobInit<O>): Reply<O> | Promise<Reply<O>> {
  return runner.answer === undefined ? runner.run(job) : runner.answer(job)
}

/** Answers one operation. */
export type HandlerFunction<O extends OperationName> = (job: Job<O>) => Result<O> | Promise<Result<O>>

/** Answers every operation that has no handler of its own. */
export type CatchAllFunction = (job: AnyJob) => unknown

/** A handler that can also pass a whole connection on, untouched. */
export interface Splicing<F> {
  readonly run: F
  readonly wire: (job: AnyJob, connection: Connection) => boolean
}

/** What `register` takes. */
export type Handler<O extends OperationName> = HandlerFunction<O> | Splicing<HandlerFunction<O>>

/** What `catchAll` takes. */
export type CatchAll = CatchAllFunction | Splicing<CatchAllFunction>
