/// <reference types="node" preserve="true" />
import { setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import { encodeQuery, readQuery } from './query.js'
import { findHeader, type HeaderList } from './headers.js'
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
   * A value that cannot be read throws `InvalidParameter`, as Docker answers it.
   */
  readonly query: Query<O>
  readonly search: string
  readonly headers: HeaderList
  readonly version: string | undefined
  readonly upgrade: Upgrade | undefined
  /**
   * The JSON body, parsed when it is looked at; undefined where the client sent none.
   * What is no JSON, and no object or list, throws `InvalidParameter`. Its fields are as the client sent them.
   */
  readonly body: Body<O> | undefined
  readonly raw: Uint8Array | undefined
  readonly input: Readable | undefined
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
  /** The first value of a header, by its name in any case. */
  header(name: string): string | undefined
  /** The same job with some of it changed. */
  with(changes: Partial<Omit<JobInit<O>, 'operation'>>): Job<O>
}

/** A job of any operation; `job.operation` tells which. */
export type AnyJob = { [O in OperationName]: Job<O> }[OperationName]

const never = new AbortController().signal
// All jobs that nobody can abort share it, however many there are at a time.
setMaxListeners(0, never)

/** Completes what it takes to a job; a job stays as it is. */
export function toJob<O extends OperationName>(init: JobInit<O>): Job<O> {
  if (!Object.hasOwn(table, init.operation)) {
    throw swarmError('NotImplemented', `there is no operation ${JSON.stringify(init.operation)}`)
  }
  return init instanceof JobOf ? (init as Job<O>) : new JobOf(init)
}

class JobOf<O extends OperationName> implements Job<O> {
  readonly operation: O
  readonly path: PathParameters<O>
  readonly search: string
  readonly headers: HeaderList
  readonly version: string | undefined
  readonly upgrade: Upgrade | undefined
  readonly raw: Uint8Array | undefined
  readonly input: Readable | undefined
  readonly signal: AbortSignal
  #query: Query<O> | undefined
  #body: { readonly value: unknown } | undefined

  constructor(init: JobInit<O>) {
    this.operation = init.operation
    this.path = init.path ?? ({} as PathParameters<O>)
    this.search = init.search ?? (init.query === undefined ? '' : encodeQuery(init.operation, init.query))
    this.headers = init.headers ?? []
    this.version = init.version
    this.upgrade = init.upgrade
    this.raw = init.raw ?? (init.body === undefined ? undefined : Buffer.from(JSON.stringify(init.body)))
    this.input = init.input
    this.signal = init.signal ?? never
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
    const { operation, path, headers, version, upgrade, input, signal } = this
    // A new body or query must not be hidden by the bytes that came for the old one.
    const raw = 'body' in changes ? undefined : this.raw
    const search = 'query' in changes ? undefined : this.search
    return new JobOf<O>({
      operation,
      path,
      headers,
      version,
      upgrade,
      input,
      signal,
      raw,
      search,
      ...changes,
    })
  }
}

function parseBody(raw: Uint8Array | undefined): unknown {
  if (raw === undefined || raw.length === 0) return undefined
  const value = parseJson(raw)
  if (typeof value === 'object' && value !== null) return value
  throw swarmError('InvalidParameter', `the request body is ${JSON.stringify(value)}, not a JSON object`)
}

function parseJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw))
  } catch (cause) {
    throw swarmError('InvalidParameter', `the request body is not valid JSON: ${(cause as Error).message}`, cause)
  }
}
