import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An engine that begins events and answers `GET /_ping`, and nothing else that it is asked. */
export interface SilentEngine {
  readonly address: string
  /** When it was pinged, in ms of `performance.now()`. */
  readonly pinged: readonly number[]
  /** Whether it answers pings from now on, as it does unless told. */
  answersPings(answers: boolean): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts one on a port of loopback. */
export async function startSilentEngine(): Promise<SilentEngine> {
  const pinged: number[] = []
  let answers = true
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    request.resume()
    const { pathname } = new URL(request.url!, 'http://d')
    if (pathname === '/events') response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders()
    if (pathname !== '/_ping') return
    pinged.push(performance.now())
    if (answers) response.end('OK')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `tcp://127.0.0.1:${port}`,
    pinged,
    answersPings: (next) => void (answers = next),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
