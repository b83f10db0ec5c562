import type { Duplex } from 'node:stream'

/** A request, and all that comes back. */
export interface Hearing {
  /** What has come so far, as latin1. */
  heard(): string
  /** Whether the daemon has ended its side, in whatever way. */
  isOver(): boolean
  /** Waits until something holds, looking whenever something comes. Rejects with `what` after two seconds, or `limit` ms. */
  until(what: string, holds: () => boolean, limit?: number): Promise<void>
  /** Reads no more until `resume`. */
  pause(): void
  resume(): void
  close(): void
}

// A second, and as much again for a machine that is busy.
const soon = 2000

/** Writes a request on a connection that stays open on this side. */
export function hear(socket: Duplex, request: string): Hearing {
  let heard = ''
  let over = false
  let look = (): void => undefined
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (heard += text))
  socket.on('error', () => undefined)
  for (const event of ['end', 'close']) socket.once(event, () => (over = true))
  for (const event of ['data', 'end', 'close']) socket.on(event, () => look())
  socket.write(request, 'latin1')
  const until = (what: string, holds: () => boolean, limit = soon) =>
    new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`waited ${limit} ms in vain until ${what}; heard ${JSON.stringify(heard)}`))
      const timer = setTimeout(late, limit)
      look = () => {
        if (!holds()) return
        clearTimeout(timer)
        resolve()
      }
      look()
    })
  return {
    heard: () => heard,
    isOver: () => over,
    until,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
  }
}

/** Whether an answer is one that a client takes for complete: its length is there, or its last chunk, or it has no body. */
export function isWhole(heard: string): boolean {
  const [head = '', ...rest] = heard.split('\r\n\r\n')
  if (!/^HTTP\/1\.1 \d{3} /.test(head) || rest.length === 0) return false
  if (/^HTTP\/1\.1 (204|304) /.test(head)) return true
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  const body = rest.join('\r\n\r\n')
  if (length !== undefined) return body.length >= Number(length)
  return /^transfer-encoding: chunked$/im.test(head) && `\r\n${body}`.endsWith('\r\n0\r\n\r\n')
}
