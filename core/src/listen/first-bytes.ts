import type { Socket } from 'node:net'

// The content type of the record that a TLS handshake begins with (RFC 8446 section 5.1).
const handshakeRecord = 0x16

// As many as the head of a TLS record has, by which Go tells (crypto/tls, RecordHeaderError).
const enough = 5

/** Whether the first bytes of a connection tell what it speaks. */
export function isJudged(first: Uint8Array): boolean {
  return first[0] === handshakeRecord || first.length >= enough
}

/** Whether they are an HTTP request, as Go tells (net/http, `tlsRecordHeaderLooksLikeHTTP`). */
export function isHttp(first: Uint8Array): boolean {
  return methods.includes(Buffer.from(first.subarray(0, enough)).toString('latin1'))
}

const methods = ['GET /', 'HEAD ', 'POST ', 'PUT /', 'OPTIO']

/** Answers an HTTP request where TLS is spoken, byte by byte as dockerd does, and ends the connection. */
export function answerHttp(connection: Socket): void {
  // What is not read when it is closed would take the answer along.
  connection.once('end', () => connection.destroy()).resume()
  connection.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n')
}
