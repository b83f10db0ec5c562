import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { Place } from './load/ask.js'
import { Failure } from './load/outcome.js'

/** The bytes of an answer, by what tells them from others. */
export interface Digest {
  readonly status: number
  readonly bytes: number
  readonly sha256: string
}

/** Asks, and resolves to what has come as the whole body. Rejects where the answer is cut off. */
export function digestOf(place: Place, line: string, body?: Uint8Array): Promise<Digest> {
  const [method = '', path = ''] = line.split(' ')
  const headers = body === undefined ? {} : { 'Content-Type': 'application/x-tar', 'Content-Length': body.length }
  return new Promise((resolve, reject) => {
    const sent = request({ ...place, method, path, headers, agent: false }, (response) => {
      const hash = createHash('sha256')
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        hash.update(chunk)
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, bytes, sha256: hash.digest('hex') }))
      response.once('close', () => reject(new Failure('broken', `${line}: the answer is cut off`)))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
