import type { IncomingMessage } from 'node:http'
import { swarmError } from '../errors.js'

/** The longest body that is read, in bytes. */
const longestBody = 16 * 1024

/**
 * Reads the JSON that is posted to a route. Rejects with `InvalidParameter` for anything else, and with `TooLarge`. A form of
 * a web page has another type, so that its browser would have to ask before.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw swarmError('InvalidParameter', 'what is posted here is JSON, with the header Content-Type: application/json')
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) throw swarmError('TooLarge', `the body is longer than ${longestBody} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown
  } catch {
    throw swarmError('InvalidParameter', 'the body is no JSON')
  }
}
