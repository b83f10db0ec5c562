import type { Reply, ReplyInit } from 'libswarm-core'
import { nodeOf, type NodeDescription } from '../merge/ports.js'
import { withOwnLabels } from '../nested/answers.js'
import type { Found } from '../names/found.js'
import type { Pool } from '../nodes/pool.js'
import { toReplyOf } from '../owner/rewritten.js'
import type { LocalKind } from './kind.js'
import { namesShown } from './shown.js'

/**
 * What an engine answers of a network or a volume, with its name as it is shown, and with its node.
 *
 * @param more what is told besides, of what the engine tells and the node
 */
export async function inspectedReply(
  pool: Pool,
  kind: LocalKind,
  { node, name }: Found,
  reply: Reply,
  more: (inspected: object, node: NodeDescription) => object = () => ({}),
): Promise<Reply | ReplyInit> {
  if (reply.status !== 200) return reply
  const answered = (await reply.json()) as object
  const inspected = node.isPool ? withOwnLabels(answered) : answered
  const shown = namesShown(pool, kind, [{ node, names: [name] }])
  const Node = nodeOf(inspected, node)
  const told = { ...inspected, Name: shown(node, name), Node, ...more(inspected, Node) }
  return toReplyOf(reply, `${JSON.stringify(told)}\n`)
}
