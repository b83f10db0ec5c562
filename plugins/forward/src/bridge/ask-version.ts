import { bytesOf } from '../bytes-of.js'
import type { Connections } from '../connections.js'
import { exchange } from '../exchange.js'
import { NoAnswer } from '../send.js'

// An engine that is busy answers late; nobody waits for longer than this for what to say to it.
const patience = 30_000

/** Asks an engine for `GET /version`: a JSON value, undefined where it answers something else. */
export async function askVersion(connections: Connections, closed: AbortSignal): Promise<unknown> {
  // `AbortSignal.any` of Node 20 keeps something of each for as long as there is `closed`.
  const own = new AbortController()
  const abort = () => own.abort(closed.reason)
  const late = setTimeout(
    () => own.abort(new DOMException(`no answer within ${patience / 1000} s`, 'TimeoutError')),
    patience,
  )
  closed.addEventListener('abort', abort, { once: true })
  if (closed.aborted) abort()
  const outgoing = { method: 'GET', target: '/version', headers: [['Host', 'localhost'] as const], body: undefined }
  try {
    const reply = await exchange(connections, outgoing, own.signal)
    const bytes = await bytesOf(reply)
    return reply.status === 200 && bytes !== undefined ? readJson(bytes) : undefined
  } catch (thrown) {
    throw thrown instanceof NoAnswer ? thrown : new NoAnswer(thrown)
  } finally {
    clearTimeout(late)
    closed.removeEventListener('abort', abort)
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}
