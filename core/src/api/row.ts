/** What a client sends: nothing, one JSON value, or bytes that are passed on as they come. */
export type BodyKind = 'none' | 'json' | 'stream'

/**
 * What an operation answers with.
 *
 * - `json`: one JSON value
 * - `none`: a status and no body
 * - `messages`: JSON values, one a line, as they happen
 * - `bytes`: a stream of bytes
 * - `duplex`: the connection itself (Docker calls it hijacking)
 */
export type ReplyKind = 'json' | 'none' | 'messages' | 'bytes' | 'duplex'

/** How one query parameter is read. `filters` is Docker's JSON in either of its two encodings. */
export type QueryKind = 'boolean' | 'integer' | 'string' | 'list' | 'filters'

/** A protocol that a client may upgrade the connection to. */
export type Upgrade = 'tcp' | 'h2c' | 'websocket'

/** What an operation answers on success. */
export interface Answers {
  /** Statuses of success; the first is what a handler's loose result gets. */
  readonly status: readonly [number, ...number[]]
  /** `Content-Type` of the body, where there is one. */
  readonly type?: string
  readonly kind: ReplyKind
}

/** One operation of the Docker Engine API, without its name. */
export interface Row {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** The path after `/vN.NN`, with `{name}` for its parameters. */
  readonly path: `/${string}`
  readonly body: BodyKind
  readonly answers: Answers
  readonly query: Readonly<Record<string, QueryKind>>
  /** The API version that brought it; `1.0` where that is older than the published lists. */
  readonly since: string
  /** `finite` operations end by themselves; a `streaming` one lasts as long as both ends want it to. */
  readonly pace: 'finite' | 'streaming'
  /**
   * The query parameter by which a client says how many seconds a finite operation may take besides its deadline; a
   * negative number is any time.
   */
  readonly patience?: string
  /** What the connection may become; absent where it stays HTTP. */
  readonly upgrade?: readonly Upgrade[]
  /** Part of swarm mode: unhandled, it answers as an engine that is no swarm manager. */
  readonly swarm?: true
  /** The name of the job in libswarm of 2014. */
  readonly job?: string
}

/** The rows of one resource, by operation. */
export type Rows = Readonly<Record<string, Row>>

/** Answers one JSON value. */
export const json = <const S extends readonly [number, ...number[]]>(...status: S) =>
  ({ status, type: 'application/json', kind: 'json' }) as const

/** Answers with a status alone. */
export const none = <const S extends readonly [number, ...number[]]>(...status: S) =>
  ({ status, kind: 'none' }) as const

/** Answers JSON values, one a line. */
export const messages = <const S extends readonly [number, ...number[]]>(...status: S) =>
  ({ status, type: 'application/json', kind: 'messages' }) as const

/** Answers a stream of bytes of the given media type. */
export const bytes = <const T extends string>(type: T) => ({ status: [200], type, kind: 'bytes' }) as const

/** Takes the connection over. The frontend says 101 to a client that asked for an upgrade, and 200 to any other. */
export const duplex = { status: [101, 200], type: 'application/vnd.docker.raw-stream', kind: 'duplex' } as const
