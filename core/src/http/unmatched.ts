import type { Reply } from '../engine/reply.js'
import type { Match } from './match.js'
import { messageReply } from './reply.js'

/** The answer to a request that asks for no operation. */
export function unmatchedReply(match: Exclude<Match, { kind: 'operation' }>, method: string | undefined): Reply {
  if (match.kind === 'moved') return messageReply(301, `moved to ${match.location}`, [['Location', match.location]])
  if (match.kind === 'malformed') return messageReply(400, match.sentence)
  if (method === 'TRACE') return messageReply(405, 'method not allowed: TRACE')
  return messageReply(404, 'page not found')
}
