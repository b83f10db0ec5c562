import { once } from 'node:events'
import type { Socket } from 'node:net'
import { hear, type Hearing } from './hearing.js'
import { post } from './wire.js'

/** An upload that is under way, and how its pieces are framed. */
export interface Upload {
  readonly request: string
  readonly frame: (piece: string) => string
}

// Of an archive with one file that is longer than what is sent.
const length = 2 ** 30

/** Images that are loaded, by how they are framed. */
export const uploads: Readonly<Record<string, Upload>> = {
  'an upload with a length': {
    request: post('/images/load', ['Content-Type: application/x-tar', `Content-Length: ${length}`]),
    frame: (piece) => piece,
  },
  'an upload in chunks': {
    request: post('/images/load', ['Content-Type: application/x-tar', 'Transfer-Encoding: chunked']),
    frame: (piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`,
  },
}

/** Begins one: more is sent than there is room for on the way, so that the engine has some of it, and it goes on. */
export async function begun(socket: Socket, { request, frame }: Upload): Promise<Hearing> {
  const hearing = hear(socket, request)
  const piece = frame('\0'.repeat(0x10000))
  socket.write(frame(tarHead('layer.tar', length)), 'latin1')
  for (let sent = 0; sent < 64; sent++) if (!socket.write(piece, 'latin1')) await once(socket, 'drain')
  const more = setInterval(() => {
    if (socket.writable && !socket.writableNeedDrain) socket.write(piece, 'latin1')
  }, 50)
  socket.once('close', () => clearInterval(more))
  return hearing
}

/** The block before a file in an archive (POSIX.1-1988, ustar). */
function tarHead(name: string, size: number): string {
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  const fields = [name.padEnd(100, '\0'), octal(0o644, 7), octal(0, 7), octal(0, 7), octal(size, 11), octal(0, 11)]
  const before = fields.join('')
  const behind = `0${'\0'.repeat(100)}ustar\x0000`.padEnd(512 - before.length - 8, '\0')
  const sum = [...before, ...behind].reduce((total, byte) => total + byte.charCodeAt(0), 8 * 32)
  return `${before}${octal(sum, 6)} ${behind}`
}
