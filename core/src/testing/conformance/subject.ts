import type { JobName, OperationName } from '../../api/table.js'
import type { BackendSpec } from '../../backend/contract.js'
import type { JobInit } from '../../engine/job.js'
import type { Runner } from '../../engine/runner.js'

/** What the kit uses of a test runner. Those of `node:test`, mocha, jest and vitest fit. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown
  readonly it: (title: string, body: () => Promise<void>) => unknown
  readonly after: (body: () => Promise<void>) => unknown
}

/** A backend under test, and what is said about it. */
export interface Conformance extends TestRunner {
  /** How the backend is called in the titles of the tests. */
  readonly title?: string
  /**
   * The backend: a spec (`'.'` is the package here), `{ name, install, options }`, or a function that makes one of
   * these anew, for backends that need something else running. What it hands to `onClose` ends with the instance.
   */
  readonly backend: BackendSpec | ((onClose: OnClose) => BackendSpec | Promise<BackendSpec>)
  /** The folder that a spec is resolved from; the working directory unless given. */
  readonly from?: string
  /** The operations that it registers a handler for, by `operationId` or by the job name of 2014. */
  readonly supports: readonly (OperationName | JobName)[]
  /**
   * What its catch-all does, where it has one: `passes on` to the next backend (and refuses at the end of a chain), or
   * `answers` by itself, as one that speaks to an engine elsewhere.
   */
  readonly catchAll?: 'passes on' | 'answers'
  /** What it does at the end of a chain with what it would pass on; `refuses` unless given. */
  readonly alone?: 'refuses' | 'answers'
  /** Operations that its catch-all answers, with what is behind it; they are called like the supported ones. */
  readonly reaches?: readonly (OperationName | JobName)[]
  /** The backends behind it where operations are called. */
  readonly behind?: readonly BackendSpec[]
  /** Names or ids of things that are there from the start: `{ container: 'web' }`. */
  readonly known?: Known
  /** Kinds of things that there never are: what names one is always NotFound, and is tested for nothing else. */
  readonly none?: readonly Resource[]
  /** How operations are called, where the kit cannot know. */
  readonly samples?: Samples
  /** What is done with the table of what it supports; `console.log` unless given. */
  readonly print?: (table: string) => void
}

/** Ends something with the instance that it was made for. */
export type OnClose = (close: () => unknown) => void

/** A kind of thing that operations name in their path. */
export type Resource =
  'container' | 'exec' | 'image' | 'network' | 'volume' | 'plugin' | 'node' | 'service' | 'task' | 'secret' | 'config'

/** Names or ids by kind. */
export type Known = { readonly [R in Resource]?: string }

/** A call of an operation that succeeds. */
export type Call<O extends OperationName> = Pick<JobInit<O>, 'path' | 'query' | 'headers' | 'version' | 'body'> & {
  /** The body of an operation that takes a stream. */
  readonly input?: string | Uint8Array
}

/** How an operation is called; what is left out is made up by the kit. */
export type Sample<O extends OperationName> = Call<O> & {
  /** Makes what the call needs, on the backend itself; what it returns is added to the call. */
  readonly prepare?: (runner: Runner) => Prepared<O> | Promise<Prepared<O>>
  /** Runs once the answer has begun: makes a stream say something, or a wait end. */
  readonly meanwhile?: (runner: Runner) => unknown
  /** For an operation that takes the connection over: what the client says before it ends its half. */
  readonly sends?: string
  /** What it must have heard when the backend has ended its half too. */
  readonly hears?: string
}

/** More of a call. */
export type Prepared<O extends OperationName> = Call<O> | void

/** Calls by operation. */
export type Samples = { readonly [O in OperationName]?: Sample<O> }
