/// <reference types="node" preserve="true" />
import type { Readable } from 'node:stream'
import { Abort } from './abort.js'
import { parseBody } from './body.js'
import { abortWith, Deadline, limitOf, never } from './deadline.js'
import { encodeQuery, readQuery } from './query.js'
import { endToEnd, findHeader, pairHeaders, type HeaderList } from './headers.js'
import { swarmError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import { table, type Body, type OperationName, type PathParameters, type Query } from '../api/table.js'

/** What it takes to ask for an operation. `runner.run({ operation: 'ContainerList' })` is enough. */
export interface JobInit<O extends OperationName = OperationName> {
  readonly operation: O
  /** Path parameters, decoded. */
  readonly path?: PathParameters<O>
  readonly query?: Query<O>
  /** The query string as a client sent it, without `?`; wins over `query`. */
  readonly search?: string
  /** End-to-end headers. */
  readonly headers?: HeaderList
  /** The API version asked for (`1.41`), absent when the path had none. */
  readonly version?: string | undefined
  /** What the client wants the connection to become. */
  readonly upgrade?: Upgrade | undefined
  /** The JSON body. */
  readonly body?: Body<O> | undefined
  /** The JSON body's bytes as a client sent them; win over `body`. */
  readonly raw?: Uint8Array | undefined
  /** The body of an operation that takes a stream. */
  readonly input?: Readable | undefined
  readonly signal?: AbortSignal
}

/** One asking of an operation. */
export interface Job<O extends OperationName = OperationName> {
  readonly operation: O
  readonly path: PathParameters<O>
  /**
   * Typed query parameters, each read when it is looked at.
   * A value that cannot be read, or a `search` with `;` or a broken `%`, throws `InvalidParameter`, as Docker answers it.
   */
  readonly query: Query<O>
  readonly search: string
  readonly headers: HeaderList
  readonly version: string | undefined
  readonly upgrade: Upgrade | undefined
  /**
   * The JSON body, parsed when it is looked at; undefined where the client sent none.
   * What is no JSON, nested more than 200 levels deep, or no object or list, throws `InvalidParameter`. Its fields are
   * as the client sent them.
   */
  readonly body: Body<O> | undefined
  readonly raw: Uint8Array | undefined
  readonly input: Readable | undefined
  /**
   * Aborted when the client has gone, and when a finite operation has not been answered in time; `signal.reason` is an
   * error of the kind `Deadline` then.
   */
  readonly signal: AbortSignal
  /** The first value of a header, by its name in any case. */
  header(name: string): string | undefined
  /** The same job with some of it changed. */
  with(changes: Partial<Omit<JobInit<O>, 'operation'>>): Job<O>
}

/** A job of any operation; `job.operation` tells which. */
export type AnyJob = { [O in OperationName]: Job<O> }[OperationName]

/**
 * Completes what it takes to a job; a job stays as it is.
 *
 * @param abort what aborts the job, from whoever runs it just once: saves it a signal of its own
 * @param fields what a client sent as headers, names and values in turn, where `init` has none: looked at when they are
 */
export function toJob<O extends OperationName>(init: JobInit<O>, abort?: Abort, fields?: readonly string[]): Job<O> {
  if (init instanceof JobOf) return init as Job<O>
  if (!Object.hasOwn(table, init.operation)) {
    throw swarmError('NotImplemented', `there is no operation ${JSON.stringify(init.operation)}`)
  }
  return new JobOf(init, undefined, abort, fields)
}

/**
 * The job with the time that it has to be answered in, as `limitOf` says. One that another engine handed on has its time
 * already.
 */
export function withDeadline<O extends OperationName>(job: Job<O>, limit: number): Job<O> {
  if (deadlineOf(job)?.open === true) return job
  const own = limitOf(job.operation, job.search, limit)
  return own === undefined ? job : JobOf.within(job as JobOf<O>, own)
}

/** The time that a job has; undefined where it has any time. */
export function deadlineOf(job: object): Deadline | undefined {
  return JobOf.deadlineOf(job as JobOf<OperationName>)
}

class JobOf<O extends OperationName> implements Job<O> {
  readonly operation: O
  readonly path: PathParameters<O>
  readonly search: string
  readonly version: string | undefined
  readonly upgrade: Upgrade | undefined
  readonly raw: Uint8Array | undefined
  readonly input: Readable | undefined
  #headers: HeaderList | undefined
  readonly #fields: readonly string[] | undefined
  readonly #signal: AbortSignal
  readonly #abort: Abort | undefined
  /** Whether the abort is another job's, too. */
  #isChanged = false
  #deadline: Deadline | undefined
  #query: Query<O> | undefined
  #body: { readonly value: unknown } | undefined

  static deadlineOf(job: JobOf<OperationName>): Deadline | undefined {
    return job.#deadline
  }

  static within<O extends OperationName>(job: JobOf<O>, limit: number): Job<O> {
    if (job.#abort !== undefined && !job.#isChanged && job.#deadline === undefined) {
      job.#deadline = new Deadline(job.operation, limit, job.#abort)
      return job
    }
    const own = new Abort()
    const release = abortWith(job.signal, own)
    return job.#changed({ signal: own.signal }, new Deadline(job.operation, limit, own, release))
  }

  constructor(init: JobInit<O>, deadline?: Deadline, abort?: Abort, fields?: readonly string[]) {
    this.operation = init.operation
    this.path = init.path ?? ({} as PathParameters<O>)
    this.search = init.search ?? (init.query === undefined ? '' : encodeQuery(init.operation, init.query))
    this.#headers = init.headers
    this.#fields = fields
    this.version = init.version
    this.upgrade = init.upgrade
    this.raw = init.raw ?? (init.body === undefined ? undefined : Buffer.from(JSON.stringify(init.body)))
    this.input = init.input
    this.#signal = init.signal ?? never
    this.#abort = abort
    this.#deadline = deadline
  }

  get signal(): AbortSignal {
    return this.#abort?.signal ?? this.#signal
  }

  get headers(): HeaderList {
    return (this.#headers ??= endToEnd(pairHeaders(this.#fields ?? [])))
  }

  get query(): Query<O> {
    return (this.#query ??= readQuery(this.operation, this.search))
  }

  get body(): Body<O> | undefined {
    this.#body ??= { value: parseBody(this.raw) }
    return this.#body.value as Body<O> | undefined
  }

  header(name: string): string | undefined {
    return findHeader(this.headers, name)
  }

  with(changes: Partial<Omit<JobInit<O>, 'operation'>>): Job<O> {
    return this.#changed(changes, this.#deadline)
  }

  #changed(changes: Partial<Omit<JobInit<O>, 'operation'>>, deadline: Deadline | undefined): Job<O> {
    const { operation, path, version, upgrade, input } = this
    // A new body or query must not be hidden by the bytes that came for the old one.
    const raw = 'body' in changes ? undefined : this.raw
    const search = 'query' in changes ? undefined : this.search
    // Headers and signal are made when they are looked at, of this job as of the other.
    const [headers, fields] = 'headers' in changes ? [] : [this.#headers, this.#fields]
    const [signal, abort] = 'signal' in changes ? [] : [this.#signal, this.#abort]
    const kept = { operation, path, headers, version, upgrade, input, signal, raw, search }
    const job = new JobOf<O>({ ...kept, ...changes }, deadline, abort, fields)
    job.#isChanged = true
    return job
  }
}
