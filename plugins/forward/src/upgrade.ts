import type { HeaderList, ReplyInit, Upgrade } from 'libswarm-core'
import type { Connections } from './connections.js'
import { endToEnd, pairHeaders, without } from './headers.js'
import { toReplyInit } from './reply.js'
import type { Outgoing } from './request.js'
import { send, type Said, type Watch } from './send.js'

/** What the connection to an engine is to become. */
export interface Upgrading {
  readonly protocol: Upgrade
  /** What the client has asked for; it gets the same bytes where it has asked for no upgrade. */
  readonly asked: Upgrade | undefined
}

/**
 * Asks for an upgrade, over a connection of its own on which either side may end before the other. Resolves to the reply
 * whose body is that connection, or to the plain answer of an engine that does not upgrade.
 */
export async function askUpgrade(
  connections: Connections,
  outgoing: Outgoing,
  { protocol, asked }: Upgrading,
  signal: AbortSignal,
  watch?: Watch,
): Promise<ReplyInit> {
  const headers: HeaderList = [...outgoing.headers, ['Connection', 'Upgrade'], ['Upgrade', protocol]]
  const createConnection = () => connections.fresh({ allowHalfOpen: true })
  const { response, upgraded } = await send({ ...outgoing, headers }, { createConnection, watch }, signal)
  return upgraded === undefined
    ? toReplyInit(outgoing.method, response, signal)
    : upgradedReply({ response, upgraded }, asked, signal)
}

/** The reply whose body is the upgraded connection. It ends with the job. */
function upgradedReply(
  { response, upgraded }: Said & { upgraded: NonNullable<Said['upgraded']> },
  asked: Upgrade | undefined,
  signal: AbortSignal,
): ReplyInit {
  const cut = () => upgraded.destroy()
  if (signal.aborted) cut()
  signal.addEventListener('abort', cut, { once: true })
  upgraded.once('close', () => signal.removeEventListener('abort', cut))
  // Until somebody reads it: an error that nobody hears would end the process.
  upgraded.on('error', () => undefined)
  const headers = endToEnd(pairHeaders(response.rawHeaders))
  return { status: 101, headers: asked === undefined ? asNotUpgraded(headers) : headers, body: upgraded }
}

/** What an engine calls the stream where the client asked for no upgrade (moby's `postContainersAttach`). */
function asNotUpgraded(headers: HeaderList): HeaderList {
  return [...without(headers, 'content-type'), ['Content-Type', 'application/vnd.docker.raw-stream']]
}
