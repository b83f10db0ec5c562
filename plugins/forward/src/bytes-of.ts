import { Readable } from 'node:stream'
import type { ReplyInit } from 'libswarm-core'

/** How many bytes an engine may answer where they are looked into: some hundred thousand containers. */
const mostBytes = 256 * 1024 * 1024

/** All of an answer's body; undefined where it has none. Rejects where it breaks off, or is longer than 256 MiB. */
export async function bytesOf({ body }: ReplyInit): Promise<Uint8Array | undefined> {
  if (!(body instanceof Readable)) return typeof body === 'string' ? Buffer.from(body) : body
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) throw new Error(`the engine answers more than ${mostBytes} bytes`)
  }
  return Buffer.concat(chunks)
}
