import { connect } from 'node:net'
import type { TestDaemon } from 'libswarm-core/testing'
import { eventually } from './support.js'

/** A connection that the engine has taken over. */
export interface Connection {
  /** Status and media type of the answer. */
  head(): readonly [number, string]
  /** All that came behind the head. */
  body(): Buffer
  /** Waits until the body is this; frames count by what `unframe` makes of them. */
  until(text: string): Promise<void>
  send(text: string): void
  /** Ends the client's half. */
  end(): void
  /** Resolves when the other side has ended. */
  readonly ended: Promise<void>
  leave(): void
}

/** Asks for a connection, with an upgrade unless `plain`; resolves when the head of the answer is there. */
export async function hijack(
  daemon: TestDaemon,
  path: string,
  { body = '', plain = false }: { body?: string; plain?: boolean } = {},
): Promise<Connection> {
  let heard = Buffer.alloc(0)
  const socket = connect(daemon.socketPath!)
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => (heard = Buffer.concat([heard, chunk])))
  const upgrade = plain ? [] : ['Connection: Upgrade', 'Upgrade: tcp']
  const type = ['Content-Type: application/json', `Content-Length: ${body.length}`]
  socket.write(`${[`POST ${path} HTTP/1.1`, 'Host: docker', ...upgrade, ...type].join('\r\n')}\r\n\r\n${body}`)
  const split = (): number => heard.indexOf('\r\n\r\n')
  await eventually(async () => split() >= 0)
  const connection: Connection = {
    head: () => {
      const head = heard.subarray(0, split()).toString()
      return [Number(head.slice(9, 12)), /content-type: (.*)/i.exec(head)?.[1] ?? '']
    },
    body: () => heard.subarray(split() + 4),
    until: (text) => eventually(async () => connection.body().toString() === text),
    send: (text) => void socket.write(text),
    end: () => void socket.end(),
    ended,
    leave: () => void socket.destroy(),
  }
  return connection
}

/** Frames as text: `1:out`, `2:err`. */
export function unframe(bytes: Buffer): string[] {
  const frames: string[] = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 4)
    frames.push(`${bytes[at]}:${bytes.subarray(at + 8, at + 8 + length).toString()}`)
    at += 8 + length
  }
  return frames
}
