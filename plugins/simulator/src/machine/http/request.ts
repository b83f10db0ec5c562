import type { ByteString } from '../byte-string.js'
import type { ByteReader } from './byte-reader.js'
import { readHead, type Head, type HeadProblem } from './head.js'

/** A request, without its body (`requestFraming` and `readBody`). */
export interface Request extends Head {
  readonly method: ByteString
  /** As it came: `/path?query`, or a whole URL. */
  readonly target: ByteString
  /** `1.1`. */
  readonly version: string
}

/** Reads the next request of a connection. */
export async function readRequest(reader: ByteReader, most?: number): Promise<Request | HeadProblem> {
  const head = await readHead(reader, most)
  if (typeof head === 'string') return head
  const [, method, target, version] = /^([!#$%&'*+.^_`|~\w-]+) +(\S+) +HTTP\/(\d\.\d)\s*$/.exec(head.startLine) ?? []
  if (method === undefined || target === undefined || version === undefined) return 'malformed'
  return { ...head, method, target, version }
}

/** Whether the client of a request may send another one on its connection. */
export function keepsAlive({ version, headers }: Pick<Request, 'version' | 'headers'>): boolean {
  const connection = headers.get('Connection')?.toLowerCase() ?? ''
  return version === '1.1' ? !connection.includes('close') : version === '1.0' && connection.includes('keep-alive')
}
