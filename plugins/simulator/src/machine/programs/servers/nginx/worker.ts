import type { ByteString } from '../../../byte-string.js'
import { readBody, requestFraming } from '../../../http/body.js'
import { ByteReader } from '../../../http/byte-reader.js'
import { keepsAlive, readRequest, type Request } from '../../../http/request.js'
import type { HeadProblem } from '../../../http/head.js'
import { Headers } from '../../../http/headers.js'
import type { Proc } from '../../../kernel/proc.js'
import { plain } from '../accept.js'
import { answerTo, plainPage } from './answer.js'
import { send, type Asked } from './exchange.js'
import { pathOf, serverFor } from './locate.js'
import type { NginxSettings, VirtualServer } from './settings.js'
import { escaped, expanded } from './variables.js'

/** What the connections of a worker have in common. */
export interface Work {
  readonly proc: Proc
  readonly settings: NginxSettings
  /** The open file of each log. */
  readonly logs: ReadonlyMap<ByteString, number>
  readonly say: (level: string, text: string) => Promise<void>
  /** Whether those who have been answered are to go. */
  readonly isStopping: () => boolean
  /** Tells that one more is being answered, or one less. */
  readonly busy: (change: 1 | -1) => void
  connections: number
}

/** Answers those who are connected, one request after the other. */
export async function serveConnection(work: Work, fd: number): Promise<void> {
  const { proc } = work
  const number = ++work.connections
  const reader = new ByteReader((atMost) => proc.read(fd, atMost))
  for (;;) {
    const request = await readRequest(reader)
    if (request === 'ended' || request === 'cut off') return
    const asked = begin(work, fd, request, number)
    work.busy(1)
    try {
      if (typeof request === 'string') await refuse(asked, request === 'too large' ? 414 : 400)
      else await answer(asked, reader)
      await logTo(work, asked)
    } finally {
      work.busy(-1)
    }
    if (asked.isLast || work.isStopping()) return
  }
}

/** What is answered as a request though it is none. */
const noRequest = (): Request => ({
  method: '',
  target: '',
  version: '1.1',
  startLine: '',
  text: '',
  headers: new Headers(),
})

function begin(work: Work, fd: number, got: Request | HeadProblem, connection: number): Asked {
  const { proc, settings, say } = work
  const request = typeof got === 'string' ? noRequest() : got
  const local = plain(proc.sockets.nameOf(fd))
  const peer = plain(proc.sockets.peerOf(fd))
  const host = request.headers.get('Host') ?? ''
  const server: VirtualServer = serverFor(settings.servers, local, host)
  const where = pathOf(request.target)
  const now = proc.host.now()
  const subject = {
    request: typeof got === 'string' ? undefined : got,
    line: request.startLine,
    peer, local, now, startedAt: now, connection,
    hostname: proc.host.hostname,
    serverName: server.names[0] ?? '',
    root: server.scope.root,
    uri: where?.uri ?? '', args: where?.args ?? '', proxyHost: '', status: 0, sent: 0,
  } // prettier-ignore
  const log = (level: string, text: string): Promise<void> => {
    const [what = '', upstream] = text.split('|')
    const about = [
      `client: ${peer.address}`,
      `server: ${subject.serverName}`,
      `request: "${request.startLine}"`,
      ...(upstream === undefined ? [] : [upstream]),
      ...(host === '' ? [] : [`host: "${host}"`]),
    ]
    return say(level, `*${connection} ${what}, ${about.join(', ')}`)
  }
  return {
    proc,
    fd,
    request,
    server,
    scope: server.scope,
    subject,
    isLast: typeof got === 'string',
    pageOf: undefined,
    log,
  }
}

async function refuse(asked: Asked, status: number): Promise<void> {
  asked.isLast = true
  await send(asked, plainPage(asked, status))
}

async function answer(asked: Asked, reader: ByteReader): Promise<void> {
  const { request, scope, subject, proc } = asked
  const framing = requestFraming(request.headers)
  const hasHost = request.version !== '1.1' || request.headers.has('Host')
  if (subject.uri === '' || framing === 'malformed' || !hasHost) return refuse(asked, 400)
  const most = scope.mostBody === 0 ? Infinity : scope.mostBody
  const isTooLarge = framing.kind === 'length' && framing.length > most
  if (isTooLarge) {
    await asked.log('error', `client intended to send too large body: ${framing.length} bytes`)
    return refuse(asked, 413)
  }
  if (/^100-continue$/i.test(request.headers.get('Expect') ?? ''))
    await proc.write(asked.fd, 'HTTP/1.1 100 Continue\r\n\r\n')
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of readBody(reader, framing)) {
    size += piece.length
    if (size > most) return refuse(asked, 413)
    proc.grow(piece.length)
    pieces.push(Uint8Array.from(piece))
  }
  const found = await answerTo(asked, Buffer.concat(pieces))
  if (found.status === 444) asked.isLast = true
  else await send(asked, found)
  proc.shrink(size)
  if (!keepsAlive(request)) asked.isLast = true
}

async function logTo({ proc, logs }: Work, { scope, subject }: Asked): Promise<void> {
  const told = { ...subject, now: proc.host.now() }
  for (const { path, format } of scope.logs) {
    const fd = logs.get(path)
    if (fd !== undefined) await proc.write(fd, `${expanded(format, told, escaped)}\n`)
  }
}
