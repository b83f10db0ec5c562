import { request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { unframed } from '../../dockerode.js'
import { brief, check, headOf, wholeOf, within, type Place } from './ask.js'
import { Failure } from './outcome.js'

/** Attaches to a container that says again what it is told, tells it a word, and waits for it. */
export async function echo(endpoint: Place, container: string, word: string, patience: number): Promise<void> {
  const path = `/containers/${container}/attach?stream=1&stdin=1&stdout=1`
  const headers = { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Length': '0' }
  const line = `POST ${path}`
  const sent = request({ ...endpoint, method: 'POST', path, headers, agent: false })
  let taken: Socket | undefined
  sent.once('upgrade', (_: IncomingMessage, socket: Socket, head: Buffer) => {
    taken = socket
    if (head.length > 0) socket.unshift(head)
  })
  // A request that was upgraded has let go of its socket.
  const abandon = () => {
    sent.destroy()
    taken?.destroy()
  }
  await within({ patience, line, abandon }, async () => {
    const upgraded = new Promise<undefined>((resolve) => sent.once('upgrade', () => resolve(undefined)))
    const refusal = await Promise.race([upgraded, headOf(sent.end(), line)])
    if (taken !== undefined) return hear(taken, word, line)
    check(line, 101, { status: refusal?.statusCode ?? 0, text: await wholeOf(refusal!, line) })
  })
}

function hear(socket: Socket, word: string, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0)
    socket.on('data', (more: Buffer) => {
      heard = Buffer.concat([heard, more])
      if (unframed(heard).includes(`${word}\n`)) resolve()
    })
    socket.on('error', () => undefined)
    socket.once('end', () => reject(new Failure('broken', `${brief(line)}: ended without its echo`)))
    socket.once('close', () => reject(new Failure('broken', `${brief(line)}: broken off without its echo`)))
    socket.write(`${word}\n`)
  })
}
