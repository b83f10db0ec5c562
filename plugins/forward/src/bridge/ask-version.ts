import type { Connections } from '../connections.js'
import { exchange } from '../exchange.js'
import { NoAnswer } from '../send.js'

// An engine that is busy answers late; nobody waits for longer than this for what to say to it.
const patience = 30_000

/** Asks an engine for `GET /version`: a JSON value, undefined where it answers something else. */
export async function askVersion(connections: Connections, closed: AbortSignal): Promise<unknown> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(patience)])
  const outgoing = { method: 'GET', target: '/version', headers: [['Host', 'localhost'] as const], body: undefined }
  try {
    const { response, upgraded } = await exchange(connections, outgoing, signal)
    upgraded?.destroy()
    const chunks: Uint8Array[] = []
    for await (const chunk of response) chunks.push(chunk as Uint8Array)
    return response.statusCode === 200 ? readJson(Buffer.concat(chunks)) : undefined
  } catch (thrown) {
    throw thrown instanceof NoAnswer ? thrown : new NoAnswer(thrown, false)
  }
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
