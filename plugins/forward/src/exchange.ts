import type { Connections } from './connections.js'
import type { Outgoing } from './request.js'
import { NoAnswer, send, type Said, type Watch } from './send.js'

/**
 * Sends a plain request over a connection that may have served others, and once more over a new one where the first
 * turned out to be dead. A body that can be read but once has a connection of its own from the beginning.
 */
export async function exchange(
  connections: Connections,
  outgoing: Outgoing,
  signal: AbortSignal,
  watch?: Watch,
): Promise<Said> {
  const alone = { createConnection: () => connections.fresh(), watch }
  const { body } = outgoing
  if (body !== undefined && !(body instanceof Uint8Array)) return send(outgoing, alone, signal)
  try {
    return await send(outgoing, { agent: connections.agent, watch }, signal)
  } catch (thrown) {
    if (thrown instanceof NoAnswer && thrown.repeatable) return send(outgoing, alone, signal)
    throw thrown
  }
}
