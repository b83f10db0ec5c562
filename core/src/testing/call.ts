import { request, type IncomingHttpHeaders } from 'node:http'
import type { TestDaemon } from './start-test-daemon.js'

/** A request by plain HTTP. */
export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A whole answer. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body as JSON. */
  json<T = unknown>(): T
}

/** Calls a daemon by plain HTTP: `call(daemon, 'GET /containers/json')`. A body that is no string is sent as JSON. */
export function call(
  daemon: Pick<TestDaemon, 'socketPath' | 'port'>,
  line: string,
  options: CallOptions = {},
): Promise<Answered> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const { body } = options
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type =
    text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }
  const target =
    daemon.socketPath === undefined ? { host: '127.0.0.1', port: daemon.port } : { socketPath: daemon.socketPath }
  return new Promise((resolve, reject) => {
    const sent = request(
      { ...target, method, path, agent: false, headers: { ...type, ...options.headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString()
          const json = <T>() => JSON.parse(answer) as T
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer, json })
        })
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}
