import { toBytes, type ByteString } from '../../../byte-string.js'
import { chunkOf, lastChunk } from '../../../http/body.js'
import { httpDate } from '../../../http/date.js'
import { headText } from '../../../http/head.js'
import { keepsAlive, type Request } from '../../../http/request.js'
import type { Proc } from '../../../kernel/proc.js'
import { reasons } from './pages.js'
import type { Scope, VirtualServer } from './settings.js'
import { expanded, type Subject } from './variables.js'

/** What is answered; `body` gives its pieces. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: ByteString, value: ByteString])[]
  /** Undefined where it is not known before. */
  readonly length?: number | undefined
  readonly body?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** What comes from another server has its own sentence. */
  readonly reason?: ByteString
}

/** A request under way, and what is known of it. */
export interface Asked {
  readonly proc: Proc
  readonly fd: number
  readonly request: Request
  readonly server: VirtualServer
  scope: Scope
  readonly subject: Subject & {
    uri: ByteString
    args: ByteString
    status: number
    sent: number
    root: ByteString
    proxyHost: ByteString
  }
  /** Whether the connection goes on after it. */
  isLast: boolean
  /** The status of an error whose page this is. */
  pageOf: number | undefined
  log(level: string, text: string): Promise<void>
}

/** These have the headers of `add_header` though they are not `always` (ngx_http_headers_module). */
const withHeaders = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308])

export const serverNameOf = ({ showsVersion }: Scope): string => (showsVersion ? 'nginx/1.29.0' : 'nginx')

/** Sends an answer, its headers in nginx' order. */
export async function send(asked: Asked, answer: Answer): Promise<void> {
  const { proc, fd, request, scope, subject } = asked
  const status = asked.pageOf ?? answer.status
  const hasBody = request.method !== 'HEAD' && status !== 204 && status !== 304
  const isChunked = answer.length === undefined && status !== 204 && status !== 304 && request.version === '1.1'
  if (answer.length === undefined && !isChunked && hasBody) asked.isLast = true
  const named = (name: string): readonly (readonly [string, string])[] => answer.headers.filter(([one]) => one === name)
  const early = ['Content-Type', 'Last-Modified', 'Location']
  const isLast = asked.isLast || !keepsAlive(request)
  const added = scope.headers.filter(([, , always]) => always || withHeaders.has(status))
  const length = answer.length !== undefined && status !== 204 && status !== 304
  const headers: (readonly [string, string])[] = [
    ['Server', serverNameOf(scope)],
    ['Date', httpDate(proc.host.now())],
    ...(status === 204 ? [] : named('Content-Type')),
    ...(length ? [['Content-Length', String(answer.length)] as const] : []),
    ...(asked.pageOf === undefined ? named('Last-Modified') : []),
    ...(isChunked ? [['Transfer-Encoding', 'chunked'] as const] : []),
    ...named('Location')
      .filter(([, value]) => value.startsWith('/'))
      .map(([name, value]) => [name, absolute(asked, value)] as const),
    ['Connection', isLast ? 'close' : 'keep-alive'],
    ...named('Location').filter(([, value]) => !value.startsWith('/')),
    ...answer.headers.filter(([name]) => name === 'ETag'),
    ...added.map(([name, value]) => [name, expanded(value, subject)] as const),
    ...answer.headers.filter(([name]) => name !== 'ETag' && !early.includes(name)),
  ]
  asked.isLast = isLast
  subject.status = status
  const sentence = answer.reason ?? reasons[status] ?? ''
  await proc.write(fd, headText(`HTTP/1.1 ${status}${sentence === '' ? '' : ` ${sentence}`}`, headers))
  if (!hasBody || answer.body === undefined) {
    if (isChunked && hasBody) await proc.write(fd, lastChunk)
    return
  }
  for await (const piece of answer.body) {
    const turn = proc.tick()
    if (turn !== undefined) await turn
    if (piece.length === 0) continue
    await proc.write(fd, isChunked ? chunkOf(piece) : piece)
    subject.sent += piece.length
  }
  if (isChunked) await proc.write(fd, lastChunk)
}

/** A path of the server's, with where it was asked at. */
function absolute({ request, subject }: Asked, path: ByteString): ByteString {
  const { local, serverName } = subject
  const host = (request.headers.get('Host') ?? serverName).replace(/:\d+$/, '')
  return `http://${host}${local.port === 80 ? '' : `:${local.port}`}${path}`
}

/** A text as a whole body. */
export const textAnswer = (status: number, type: string, text: ByteString): Answer => ({
  status,
  headers: [['Content-Type', type]],
  length: text.length,
  body: [toBytes(text)],
})
