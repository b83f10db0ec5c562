import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ReplyInit } from 'libswarm-core'

/** All of an answer's body; undefined where it has none. Rejects where it breaks off. */
export async function bytesOf({ body }: ReplyInit): Promise<Uint8Array | undefined> {
  if (body instanceof Readable) return buffer(body)
  return typeof body === 'string' ? Buffer.from(body) : body
}
