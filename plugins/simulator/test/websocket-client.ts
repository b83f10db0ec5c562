import { connect } from 'node:net'
import type { TestDaemon } from 'libswarm-core/testing'
import { eventually } from './support.js'

/** A frame as a server sends it: its opcode and its payload. */
export type Frame = readonly [number, Buffer]

/** A WebSocket as a client has it, by hand. */
export interface WebSocketClient {
  /** The head of the answer, in lines. */
  readonly head: readonly string[]
  /** What came behind it, unread as frames. */
  bytes(): Buffer
  frames(): Frame[]
  /** The payloads of all messages, joined. */
  text(): string
  until(text: string): Promise<void>
  send(bytes: Uint8Array): void
  /** Stops reading, and goes on. */
  pause(): void
  resume(): void
  /** Ends the client's half. */
  end(): void
  readonly ended: Promise<void>
  leave(): void
}

const key = 'dGhlIHNhbXBsZSBub25jZQ=='

/** Asks for a WebSocket; `fields` come besides or in the place of a right handshake's. */
export async function openWebSocket(
  daemon: TestDaemon,
  path: string,
  fields: Readonly<Record<string, string | undefined>> = {},
): Promise<WebSocketClient> {
  let heard = Buffer.alloc(0)
  const socket = connect(daemon.socketPath!)
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => (heard = Buffer.concat([heard, chunk])))
  const right = { Host: 'docker', Connection: 'Upgrade', Upgrade: 'websocket' }
  const all = { ...right, 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key, ...fields }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  socket.write(`${[`GET ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`)
  const split = (): number => heard.indexOf('\r\n\r\n')
  await eventually(async () => split() >= 0)
  const bytes = (): Buffer => heard.subarray(split() + 4)
  const frames = (): Frame[] => readFrames(bytes())
  const text = (): string =>
    Buffer.concat(frames().flatMap(([code, payload]) => (code < 8 ? [payload] : []))).toString()
  return {
    head: heard.subarray(0, split()).toString().split('\r\n'),
    bytes,
    frames,
    text,
    until: (wanted) => eventually(async () => text() === wanted),
    send: (sent) => void socket.write(sent),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    ended,
    leave: () => void socket.destroy(),
  }
}

/** A client's frame, masked unless `masked` is false. */
export function frameOf(
  code: number,
  payload: string | Uint8Array,
  { final = true, masked = true, reserved = 0 }: { final?: boolean; masked?: boolean; reserved?: number } = {},
): Buffer {
  const bytes = Buffer.from(payload)
  const mask = masked ? [0x12, 0x34, 0x56, 0x78] : [0, 0, 0, 0]
  const { length } = bytes
  const long = Buffer.alloc(length < 126 ? 0 : length < 65_536 ? 2 : 8)
  if (long.length === 2) long.writeUInt16BE(length)
  if (long.length === 8) long.writeBigUInt64BE(BigInt(length))
  const short = long.length === 0 ? length : long.length === 2 ? 126 : 127
  return Buffer.concat([
    Buffer.of((final ? 0x80 : 0) | reserved | code, (masked ? 0x80 : 0) | short),
    long,
    masked ? Buffer.from(mask) : Buffer.alloc(0),
    bytes.map((byte, index) => byte ^ mask[index % 4]!),
  ])
}

/** What a server sent, as frames. */
export function readFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1]!
    const start = at + 2 + (short === 127 ? 8 : short === 126 ? 2 : 0)
    if (start > bytes.length) break
    const length =
      short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short
    if (start + length > bytes.length) break
    frames.push([bytes[at]!, bytes.subarray(start, start + length)])
    at = start + length
  }
  return frames.map(([first, payload]) => [first & 0x0f, payload])
}
