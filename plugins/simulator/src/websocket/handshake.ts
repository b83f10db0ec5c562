import { createHash } from 'node:crypto'
import type { HeaderList, Job } from 'libswarm-core'

type Asking = Pick<Job, 'upgrade' | 'header'>

/** What accepts a client's handshake, or a sentence about what is wrong with it (golang.org/x/net/websocket's). */
export function shakeHands(job: Asking): { readonly headers: HeaderList } | { readonly refusal: string } {
  if (job.upgrade !== 'websocket') return { refusal: 'not websocket protocol' }
  if (job.header('Sec-WebSocket-Version') !== '13') return { refusal: 'missing or bad WebSocket Version' }
  const key = job.header('Sec-WebSocket-Key') ?? ''
  if (key === '') return { refusal: 'mismatch challenge/response' }
  const protocol = job.header('Sec-WebSocket-Protocol') ?? ''
  if (protocol.includes(',')) return { refusal: 'bad WebSocket Protocol' }
  const accept: [string, string] = ['Sec-WebSocket-Accept', acceptOf(key)]
  return { headers: protocol === '' ? [accept] : [accept, ['Sec-WebSocket-Protocol', protocol]] }
}

/** What proves that a key was read (RFC 6455, section 1.3). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}
