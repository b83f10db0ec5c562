import { originOf } from '../engine/origin.js'
import type { Reply } from '../engine/reply.js'
import type { Exchange } from './exchanges.js'
import type { Outcome } from './observer.js'
import { failureReply } from './reply.js'

/** Tells who observes a call what became of it, and who has answered: the one that `from` comes from. */
export function answered({ observed, connection }: Exchange, outcome: Outcome, from: unknown): void {
  observed?.answered(connection.destroyed ? 'gone' : outcome, originOf(from))
}

/** The reply to a failure, which who observes the call is told of. */
export function failed(exchange: Exchange, thrown: unknown): Reply {
  const reply = failureReply(thrown)
  answered(exchange, reply.status, thrown)
  return reply
}
