import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import type { Socket } from 'node:net'

/** Asks for `POST /grpc` on a connection, and speaks HTTP/2 on it from then on. */
export async function upgradeToGrpc(socket: Socket): Promise<ClientHttp2Session> {
  const head = ['POST /grpc HTTP/1.1', 'Host: h', 'Connection: Upgrade', 'Upgrade: h2c', 'Content-Length: 0']
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const said = await takeHead(socket)
  if (!/^HTTP\/1\.1 101 [^]*\r\nUpgrade: h2c\r\n/i.test(said)) throw new Error(`not upgraded: ${said}`)
  return connectHttp2('http://h', { createConnection: () => socket })
}

/** Reads up to the end of a head, and leaves what is behind it. */
async function takeHead(socket: Socket): Promise<string> {
  let heard = Buffer.alloc(0)
  for (;;) {
    await once(socket, 'readable')
    for (let chunk = read(socket); chunk !== null; chunk = read(socket)) heard = Buffer.concat([heard, chunk])
    const end = heard.indexOf('\r\n\r\n') + 4
    if (end < 4) {
      if (socket.readableEnded) throw new Error(`ended in a head: ${heard.toString()}`)
      continue
    }
    if (heard.length > end) socket.unshift(heard.subarray(end))
    return heard.toString('latin1', 0, end)
  }
}

const read = (socket: Socket): Buffer | null => socket.read() as Buffer | null

/** How a call has ended. */
export interface GrpcAnswer {
  readonly head: IncomingHttpHeaders
  readonly messages: readonly Buffer[]
  readonly trailers: IncomingHttpHeaders
}

/** Calls a method with an empty message. */
export async function callGrpc(session: ClientHttp2Session, path: string): Promise<GrpcAnswer> {
  const fields = { 'content-type': 'application/grpc', te: 'trailers' }
  const stream = session.request({ ':method': 'POST', ':path': path, ...fields })
  const heads: { head: IncomingHttpHeaders; trailers: IncomingHttpHeaders } = { head: {}, trailers: {} }
  const chunks: Buffer[] = []
  stream.on('response', (headers: IncomingHttpHeaders) => void (heads.head = headers))
  stream.on('trailers', (headers: IncomingHttpHeaders) => void (heads.trailers = headers))
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  // Not compressed, of length 0.
  stream.end(Buffer.alloc(5))
  await once(stream, 'close')
  return { ...heads, messages: messagesOf(Buffer.concat(chunks)) }
}

/** A message has a byte of flags and its length, in four, in front. */
function messagesOf(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 + bytes.readUInt32BE(at + 1)
    if (end > bytes.length) throw new Error(`a message of ${end - at} bytes has ${bytes.length - at}`)
    messages.push(bytes.subarray(at + 5, end))
    at = end
  }
  return messages
}
