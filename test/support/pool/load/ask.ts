import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Failure } from './outcome.js'

/** Where an endpoint is. */
export type Place = Pick<RequestOptions, 'socketPath'> | Pick<RequestOptions, 'host' | 'port'>

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** The place of `unix:///path` or `tcp://host:port`. Throws for anything else. */
export function placeOf(address: string): Place {
  const [, path] = /^unix:\/\/(\/.+)$/.exec(address) ?? []
  if (path !== undefined) return { socketPath: path }
  const [, host, port] = /^tcp:\/\/([^:]+):(\d+)$/.exec(address) ?? []
  if (host === undefined) throw new Error(`a load goes to unix:///path or tcp://host:port, not to ${address}`)
  return { host, port: Number(port) }
}

/** Asks on a connection of its own. Rejects with a `Failure` when there is no whole answer within so many ms. */
export async function ask(place: Place, line: string, patience: number, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers =
    body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
  const sent = request({ ...place, method, path, headers, agent: false })
  return within({ patience, line, abandon: () => sent.destroy() }, async () => {
    const response = await headOf(sent.end(text), line)
    return { status: response.statusCode ?? 0, text: await wholeOf(response, line) }
  })
}

/** As `ask`; the answer has a status, else it fails: `missing` where that is a 404 or a 409 about something of the load's. */
export async function expectAnswer(
  place: Place,
  line: string,
  { patience, status, body }: { readonly patience: number; readonly status: number; readonly body?: unknown },
): Promise<string> {
  const answer = await ask(place, line, patience, body)
  check(line, status, answer)
  return answer.text
}

/** Fails unless an answer has a status. */
export function check(line: string, expected: number, { status, text }: Answer): void {
  if (status === expected) return
  const sentence = `${brief(line)}: ${status} ${text.trim().slice(0, 200)}`
  if ([502, 503, 504].includes(status) && messageOf(text) !== undefined) throw new Failure('unavailable', sentence)
  throw new Failure(status === 404 || status === 409 ? 'missing' : 'wrong', sentence)
}

/** How something is given up, and what is said of it. */
export interface Limit {
  /** In ms. */
  readonly patience: number
  readonly line: string
  readonly abandon: () => void
}

/** Does something, and abandons it in the end; it is `late` where that is the only way. */
export async function within<T>({ patience, line, abandon }: Limit, work: () => Promise<T>): Promise<T> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    abandon()
  }, patience)
  try {
    return await work()
  } catch (thrown) {
    throw isLate ? new Failure('late', `${brief(line)}: no whole answer within ${patience} ms`) : thrown
  } finally {
    clearTimeout(timer)
    abandon()
  }
}

/** The sentence of an error in Docker's shape. */
export function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' && message !== '' ? message : undefined
  } catch {
    return undefined
  }
}

export function headOf(sent: ClientRequest, line: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve)
    sent.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      const isRefused = ['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH'].includes(code)
      reject(new Failure(isRefused ? 'refused' : 'broken', `${brief(line)}: ${message}`))
    })
  })
}

export function wholeOf(response: IncomingMessage, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    response.setEncoding('latin1').on('data', (more: string) => (text += more))
    response.once('end', () => resolve(text))
    response.once('close', () => reject(new Failure('broken', `${brief(line)}: the answer is cut off`)))
    response.on('error', () => undefined)
  })
}

/** What a request was, without what is another one each time. */
export function brief(line: string): string {
  return line.split('?')[0]!.replaceAll(/[0-9a-f]{64}/g, 'ID')
}
