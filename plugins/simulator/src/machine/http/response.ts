import type { ByteString } from '../byte-string.js'
import type { ByteReader } from './byte-reader.js'
import { readHead, type Head, type HeadProblem } from './head.js'

/** A response, without its body (`responseFraming` and `readBody`). */
export interface Response extends Head {
  /** `1.1`. */
  readonly version: string
  readonly status: number
  readonly reason: ByteString
}

/** Reads the next response of a connection; those that are no last one (100 to 199) come as any other. */
export async function readResponse(reader: ByteReader, most?: number): Promise<Response | HeadProblem> {
  const head = await readHead(reader, most)
  if (typeof head === 'string') return head
  const [, version, status, reason = ''] = /^HTTP\/(\d(?:\.\d)?) +(\d{3})(?: (.*))?$/.exec(head.startLine) ?? []
  if (version === undefined) return 'malformed'
  return { ...head, version, status: Number(status), reason }
}
