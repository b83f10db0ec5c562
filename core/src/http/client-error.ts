import { STATUS_CODES } from 'node:http'

/** What a client is told of what Node's parser has refused. */
export interface ParserRefusal {
  readonly status: number
  readonly message: string
}

/** Finds the status and the sentence for what Node's parser has refused (llhttp's errors, and Node's time limit). */
export function parserRefusal(error: NodeJS.ErrnoException & { readonly reason?: string }): ParserRefusal {
  const { status, sentence } = known[error.code ?? ''] ?? { status: 400, sentence: error.reason ?? error.message }
  return { status, message: `${STATUS_CODES[status]}: ${sentence}` }
}

/** A whole answer as bytes, after which the connection ends. */
export function closingAnswer(status: number, message: string): string {
  const body = `${JSON.stringify({ message })}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

// Node's code for a request that has not arrived in time, and llhttp's for one that ends too early.
const lateCode = 'ERR_HTTP_REQUEST_TIMEOUT'
const endCode = 'HPE_INVALID_EOF_STATE'

/** Whether a request has not arrived in time. */
export function isLate({ code }: NodeJS.ErrnoException): boolean {
  return code === lateCode
}

/** Whether what was refused is nothing but a client that is slow, or has gone. */
export function isAbsence({ code }: NodeJS.ErrnoException): boolean {
  return code === lateCode || code === endCode
}

const known: Readonly<Record<string, { readonly status: number; readonly sentence: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, sentence: 'the request headers are too long' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 400, sentence: 'the chunk extensions are too long' },
  HPE_PAUSED_H2_UPGRADE: { status: 400, sentence: 'HTTP/2 is not spoken here' },
  [endCode]: { status: 400, sentence: 'the connection ended inside a request' },
  [lateCode]: { status: 408, sentence: 'the request did not arrive in time' },
}
