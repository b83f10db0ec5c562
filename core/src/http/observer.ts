import type { Operation } from '../api/table.js'

/**
 * What became of a call: the status of its answer; `gone` where its connection had ended before there was one; `wired`
 * where a backend has taken the connection over whole, and answers by itself.
 */
export type Outcome = number | 'gone' | 'wired'

/** Hears of one call. */
export interface ObservedCall {
  /**
   * The answer is there; its body may still come.
   *
   * @param backend the one of the chain that it comes from; undefined where none has answered
   */
  answered(outcome: Outcome, backend: string | undefined): void
  /** The call is over, answered or not. */
  ended(): void
}

/** Hears of what a frontend is asked, in the way of every call: it is quick, and throws nothing. */
export interface Observer {
  /** The head of a call is there, and its turn on the connection has come. */
  called(operation: Operation): ObservedCall
  /** A request was refused before it was known what it asks for. */
  refused(status: number): void
}
