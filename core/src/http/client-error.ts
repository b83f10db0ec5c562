import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { endWith } from './break-off.js'

/**
 * Answers what Node's parser refused with Docker's shape of an error, and ends the connection. Returns the status;
 * undefined where there was nobody to answer.
 */
export function answerClientError(
  error: NodeJS.ErrnoException & { readonly reason?: string },
  socket: Duplex,
): number | undefined {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return undefined
  }
  const status = statuses[error.code ?? ''] ?? 400
  const sentence = sentences[status] ?? error.reason ?? error.message
  endWith(socket, closingAnswer(status, `${STATUS_CODES[status]}: ${sentence}`))
  return status
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

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

const sentences: Readonly<Record<number, string>> = {
  408: 'the request did not arrive in time',
  413: 'the chunk extensions are too long',
  431: 'the request headers are too long',
}
