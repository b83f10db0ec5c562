import type { Reply, ReplyInit } from 'libswarm-core'
import { nodeOf } from '../merge/ports.js'
import { withOwnLabels } from '../nested/answers.js'
import type { Found } from '../names/found.js'
import type { Pool } from '../nodes/pool.js'
import { toReplyOf } from '../owner/rewritten.js'
import type { LocalKind } from './kind.js'
import { namesShown } from './shown.js'

/** What an engine answers of a network or a volume, with its name as it is shown, and with its node. */
export async function inspectedReply(
  pool: Pool,
  kind: LocalKind,
  { node, name }: Found,
  reply: Reply,
): Promise<Reply | ReplyInit> {
  if (reply.status !== 200) return reply
  const answered = (await reply.json()) as object
  const inspected = node.isPool ? withOwnLabels(answered) : answered
  const shown = namesShown(pool, kind, [{ node, names: [name] }])
  return toReplyOf(
    reply,
    `${JSON.stringify({ ...inspected, Name: shown(node, name), Node: nodeOf(inspected, node) })}\n`,
  )
}
