import type { AnyJob, Operation, ReplyInit, ReplyKind } from 'libswarm-core'
import { createHash } from 'node:crypto'
import { Duplex } from 'node:stream'
import { headersOf, jsonOf } from './answers.js'

/** The smallest answer that a client can parse, by the row's kind and the tables of `answers.ts`. */
export function answerAlone(job: AnyJob, row: Operation): ReplyInit {
  const { status, type } = row.answers
  const headers = { ...(type === undefined ? {} : { 'Content-Type': type }), ...headersOf(job) }
  return { status: status[0], headers, ...bodies[row.answers.kind](job) }
}

const bodies: Readonly<Record<ReplyKind, (job: AnyJob) => Partial<ReplyInit>>> = {
  none: () => ({}),
  json: (job) => ({ body: Buffer.from(`${JSON.stringify(jsonOf(job))}\n`) }),
  messages: () => ({ body: new Uint8Array() }),
  bytes: (job) => ({ body: job.operation === 'SystemPing' ? Buffer.from('OK') : new Uint8Array() }),
  duplex: (job) => {
    if (job.upgrade === 'websocket') return closedWebSocket(job)
    return { status: job.upgrade === undefined ? 200 : 101, body: drain() }
  },
}

/** A connection that ends at once, and takes what still comes. */
function drain(last?: Uint8Array): Duplex {
  return new Duplex({
    read() {
      if (last !== undefined) this.push(last)
      this.push(null)
    },
    write: (_chunk, _encoding, taken) => taken(),
  })
}

// RFC 6455 sections 1.3 and 5.5.1: the handshake, and the frame of a normal closure.
const webSocketId = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const closure = Uint8Array.of(0x88, 0x02, 0x03, 0xe8)

function closedWebSocket(job: AnyJob): Partial<ReplyInit> {
  const accept = createHash('sha1')
    .update(`${job.header('Sec-WebSocket-Key') ?? ''}${webSocketId}`)
    .digest('base64')
  return { status: 101, headers: { 'Sec-WebSocket-Accept': accept }, body: drain(closure) }
}
