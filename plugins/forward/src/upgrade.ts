import type { HeaderList, ReplyInit, Upgrade } from 'libswarm-core'
import type { Connections } from './connections.js'
import { endToEnd, pairHeaders, without } from './headers.js'
import type { Outgoing } from './request.js'
import { send, type Said, type Watch } from './send.js'

/** Asks for an upgrade, over a connection of its own on which either side may end before the other. */
export function askUpgrade(
  connections: Connections,
  outgoing: Outgoing,
  protocol: Upgrade,
  signal: AbortSignal,
  watch?: Watch,
): Promise<Said> {
  const headers: HeaderList = [...outgoing.headers, ['Connection', 'Upgrade'], ['Upgrade', protocol]]
  const createConnection = () => connections.fresh({ allowHalfOpen: true })
  return send({ ...outgoing, headers }, { createConnection, watch }, signal)
}

/** The reply whose body is the upgraded connection. It ends with the job. */
export function upgradedReply(
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
