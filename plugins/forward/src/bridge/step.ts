import type { HeaderList, OperationName } from 'libswarm-core'
import type { Change, Fields } from './fields.js'
import type { QueryChange, QueryPairs } from './query.js'

/** What becomes of one call at the step between two API versions. */
export interface Conversion {
  /** A sentence for a client whose call the engine would take for another one; undefined for what can be asked. */
  readonly refuse?: (query: QueryPairs) => string | undefined
  readonly query?: QueryChange
  /** Changes the JSON body of the request. */
  readonly body?: Change
  /** Changes the headers of the answer. */
  readonly headers?: (headers: HeaderList) => HeaderList
  /**
   * Changes the JSON value of the answer.
   *
   * @param query what the client asked for, as its side of the step has it
   */
  readonly answer?: (answer: unknown, query: QueryPairs) => unknown
  /** Changes one JSON value of a stream of them; undefined leaves it out. */
  readonly message?: (message: Fields) => Fields | undefined
}

/** A change of the Engine API: the step between the version that brought it and the one before. */
export interface Step {
  /** The first version that has the change. */
  readonly since: string
  readonly operations: readonly OperationName[]
  /** What changed. */
  readonly why: string
  /** Where that can be read, if not in the Engine API's version history. */
  readonly source?: string
  /** For a client from before the change: its request is raised to the engine's side, the answer lowered to its own. */
  readonly older?: Conversion
  /** For a client that knows the change, of an engine from before: its request is lowered, the answer raised. */
  readonly newer?: Conversion
}
