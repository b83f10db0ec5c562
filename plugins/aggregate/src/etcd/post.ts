import { Agent, request, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { Endpoint, Secure } from './address.js'

/** Connections to the members. */
export interface Connections {
  /** Posts JSON; resolves to the answer's head, with the body to be read. */
  post(
    endpoint: Endpoint,
    path: string,
    body: unknown,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<IncomingMessage>
  close(): void
}

/**
 * `node:http` itself: `fetch` takes no CA and no certificate of one's own, and ends an answer that is silent for 5 minutes,
 * as a watch is.
 */
export function connect(secure: Secure | undefined): Connections {
  const agent =
    secure === undefined ? new Agent({ keepAlive: true }) : new SecureAgent({ keepAlive: true, ...tlsOf(secure) })
  const send = secure === undefined ? request : secureRequest
  return {
    post: ({ host, port }, path, body, token, signal) => {
      const text = Buffer.from(JSON.stringify(body))
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': text.length,
        ...(token === undefined ? {} : { Authorization: token }),
      }
      return new Promise((resolve, reject) => {
        const sent = send({ agent, host, port, path, method: 'POST', headers, signal })
        sent.once('response', resolve)
        sent.on('error', reject)
        sent.end(text)
      })
    },
    close: () => agent.destroy(),
  }
}

function tlsOf({ ca, cert, key, verify, servername }: Secure) {
  return { ca, cert, key, rejectUnauthorized: verify, ...(servername === undefined ? {} : { servername }) }
}

/** The body as text. Rejects when it has more bytes than `most`, or breaks off. */
export async function textOf(answer: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > most) throw new Error(`the answer has more than ${most} bytes`)
  }
  return Buffer.concat(chunks).toString()
}

/** The lines of a body as they come. Rejects when one has more bytes than `most`, or the body breaks off. */
export async function* linesOf(answer: IncomingMessage, most: number): AsyncGenerator<string, void> {
  let rest: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]).toString()
      rest = []
      size = 0
      from = at + 1
    }
    rest.push(chunk.subarray(from))
    size += chunk.length - from
    if (size > most) throw new Error(`a line has more than ${most} bytes`)
  }
}
