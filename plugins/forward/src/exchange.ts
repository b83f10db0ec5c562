import type { ReplyInit } from 'libswarm-core'
import type { Connections } from './connections.js'
import { toReplyInit } from './reply.js'
import type { Outgoing } from './request.js'
import { NoAnswer, send, type Watch } from './send.js'

/**
 * Sends a request, and resolves to the answer as soon as its head is there. A body that can be read but once goes over a
 * connection of its own, by `node:http`. Rejects with `NoAnswer`,
 * `BrokenBody` or the error of an abort.
 */
export async function exchange(
  connections: Connections,
  outgoing: Outgoing,
  signal: AbortSignal,
  watch?: Watch,
): Promise<ReplyInit> {
  const { body } = outgoing
  if (body === undefined || body instanceof Uint8Array)
    return connections.plain.ask({ ...outgoing, body }, signal, watch)
  const createConnection = () => connections.fresh()
  const { response, upgraded } = await send(outgoing, { createConnection, watch }, signal)
  upgraded?.destroy()
  if (upgraded === undefined) return toReplyInit(outgoing.method, response, signal)
  throw new NoAnswer(new Error('it has the unexpected status 101'))
}
