import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'

/** An answer whose head is there, while its body may still be coming. */
export interface Opened {
  readonly response: IncomingMessage
  readonly sent: ClientRequest
  /** The body so far. */
  heard(): string
  /** Resolves when the body has come to its end. */
  readonly ended: Promise<void>
}

/** Asks and resolves as soon as the head of the answer has come: `open(path, 'GET /events')`. */
export function open(socketPath: string, line: string): Promise<Opened> {
  const [method = 'GET', path = '/'] = line.split(' ')
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false }, (response) => {
      let heard = ''
      response.setEncoding('latin1')
      response.on('data', (text: string) => (heard += text))
      response.on('error', () => undefined)
      const ended = new Promise<void>((over) => response.on('end', over))
      resolve({ response, sent, heard: () => heard, ended })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** A connection on which lines and bytes are written by hand. */
export interface RawConnection {
  readonly socket: Socket
  heard(): string
}

/** Connects and writes a head. */
export function openRaw(socketPath: string, lines: readonly string[]): RawConnection {
  const socket = connect({ path: socketPath, allowHalfOpen: true })
  let heard = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (heard += text))
  socket.on('error', () => undefined)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return { socket, heard: () => heard }
}
