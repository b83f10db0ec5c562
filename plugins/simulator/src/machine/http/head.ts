import type { ByteString } from '../byte-string.js'
import type { ByteReader } from './byte-reader.js'
import { Headers } from './headers.js'

/** What a message begins with, up to its empty line. */
export interface Head {
  readonly startLine: ByteString
  readonly headers: Headers
  /** All of it, as it came. */
  readonly text: ByteString
}

/** Why there is no head: nothing came, it ended within, it is larger than it may be, or a line is no field. */
export type HeadProblem = 'ended' | 'cut off' | 'too large' | 'malformed'

/** As much as most servers take (nginx' `large_client_header_buffers`). */
const mostBytes = 32 * 1024

/** Reads the head of the next message. */
export async function readHead(reader: ByteReader, most = mostBytes): Promise<Head | HeadProblem> {
  let text = ''
  let startLine: ByteString | undefined
  const fields: [ByteString, ByteString][] = []
  for (;;) {
    const line = await reader.line(most - text.length)
    text += line
    if (!line.endsWith('\n')) return text.length >= most ? 'too large' : text === '' ? 'ended' : 'cut off'
    const written = line.replace(/\r?\n$/, '')
    if (startLine === undefined) startLine = written
    else if (written === '') return { startLine, headers: new Headers(fields), text }
    else if (!addField(fields, written)) return 'malformed'
  }
}

function addField(fields: [ByteString, ByteString][], line: ByteString): boolean {
  const colon = line.indexOf(':')
  if (/^[ \t]/.test(line)) {
    // A line that goes on with the one before (RFC 9112, 5.2).
    const last = fields.at(-1)
    if (last !== undefined) last[1] += ` ${line.trim()}`
    return last !== undefined
  }
  if (colon < 1) return false
  fields.push([line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()])
  return true
}

/** A head as it is sent. */
export function headText(startLine: ByteString, headers: Iterable<readonly [ByteString, ByteString]>): ByteString {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  return `${startLine}\r\n${lines.join('')}\r\n`
}
