import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { readBody, responseFraming } from '../../../http/body.js'
import { ByteReader } from '../../../http/byte-reader.js'
import { headText } from '../../../http/head.js'
import { readResponse } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { encodedPath } from './files.js'
import type { Answer, Asked } from './exchange.js'
import type { Location, Upstream } from './settings.js'
import { expanded } from './variables.js'

/** Fields that are between two ends of a connection alone, or that are set anew. */
const ownOfConnection = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host', 'content-length',
]) // prettier-ignore
const hidden = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'server', 'x-pad'])

/** Which of several servers is next (round robin), for each that is named. */
const turns = new WeakMap<Upstream, number>()

/** Asks another server, and gives its answer on; or the status why not. */
export async function answerByProxy(
  asked: Asked,
  { kind, text }: Pick<Location, 'kind' | 'text'>,
  body: Uint8Array,
): Promise<Answer | number> {
  const { proc, subject } = asked
  const proxy = asked.scope.proxy!
  subject.proxyHost = proxy.host
  const target = targetOf(asked, proxy, kind === 'regex' ? '' : text)
  const first = turns.get(proxy) ?? 0
  turns.set(proxy, first + 1)
  for (let tried = 0; tried < proxy.addresses.length; tried++) {
    const { address, port } = proxy.addresses[(first + tried) % proxy.addresses.length]!
    const where = `upstream: "http://${address}:${port}${target}"`
    try {
      const fd = await proc.sockets.connect({ address, port })
      return await exchangeWith(asked, fd, target, body, where)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const reason = `connect() failed (${thrown.code === 'ECONNREFUSED' ? 111 : thrown.code === 'ETIMEDOUT' ? 110 : 113}: ${thrown.message})`
      await asked.log('error', `${reason} while connecting to upstream|${where}`)
      if (tried === proxy.addresses.length - 1) return thrown.code === 'ETIMEDOUT' ? 504 : 502
    }
  }
  return 502
}

function targetOf({ request, subject }: Asked, { path }: Upstream, prefix: ByteString): ByteString {
  if (path === undefined) return request.target.replace(/^https?:\/\/[^/]*/i, '')
  const rest = encodedPath(subject.uri.slice(prefix.length))
  return `${path}${rest}${subject.args === '' ? '' : `?${subject.args}`}`
}

async function exchangeWith(
  asked: Asked,
  fd: number,
  target: ByteString,
  body: Uint8Array,
  where: string,
): Promise<Answer | number> {
  const { proc, request } = asked
  await proc.write(fd, requestHead(asked, target, body.length))
  if (body.length > 0) await proc.write(fd, body)
  const reader = new ByteReader((atMost) => proc.read(fd, atMost))
  const response = await readResponse(reader)
  if (typeof response === 'string') {
    proc.close(fd)
    const why = response === 'malformed' ? 'upstream sent invalid header' : 'upstream prematurely closed connection'
    await asked.log('error', `${why} while reading response header from upstream|${where}`)
    return 502
  }
  const framing = responseFraming(response.status, response.headers, request.method)
  if (framing === 'malformed') {
    proc.close(fd)
    return 502
  }
  const headers = [...response.headers].filter(([name]) => !hidden.has(name.toLowerCase()))
  return {
    status: response.status,
    reason: response.reason,
    headers: headers.map(([name, value]) => [
      canonical(name),
      name.toLowerCase() === 'location' ? redirected(asked, value) : value,
    ]),
    length:
      framing.kind === 'length'
        ? lengthOf(request.method, response.headers.get('Content-Length'), framing.length)
        : undefined,
    body: bodyOf(proc, fd, reader, framing),
  }
}

/** Of what `HEAD` gives there is the length alone. */
const lengthOf = (method: ByteString, written: ByteString | undefined, length: number): number =>
  method === 'HEAD' && written !== undefined ? Number(written) : length

const canonicals: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type', 'last-modified': 'Last-Modified', location: 'Location', etag: 'ETag',
} // prettier-ignore
const canonical = (name: string): string => canonicals[name.toLowerCase()] ?? name

/** `proxy_redirect default`: what leads to the server behind leads to the location. */
function redirected({ scope, server }: Asked, value: ByteString): ByteString {
  const { host, path = '/' } = scope.proxy!
  const own = `http://${host}${path}`
  if (!value.startsWith(own)) return value
  const location = server.locations.find((one) => one.scope === scope)
  return (location?.kind === 'regex' ? '/' : (location?.text ?? '/')) + value.slice(own.length)
}

async function* bodyOf(
  proc: Proc,
  fd: number,
  reader: ByteReader,
  framing: Parameters<typeof readBody>[1],
): AsyncGenerator<Uint8Array> {
  yield* readBody(reader, framing)
  proc.close(fd)
}

function requestHead({ request, scope, subject }: Asked, target: ByteString, length: number): ByteString {
  const set = scope.proxyHeaders.map(([name, value]) => [name, expanded(value, subject)] as const)
  const isSet = (name: string): boolean => set.some(([one]) => one.toLowerCase() === name.toLowerCase())
  const usual = [['Host', subject.proxyHost], ['Connection', 'close']] as const // prettier-ignore
  const headers = [
    ...set.filter(([name, value]) => value !== '' && name.toLowerCase() !== 'content-length'),
    ...usual.filter(([name]) => !isSet(name)),
    ...(length > 0 || request.headers.has('Content-Length') ? [['Content-Length', String(length)] as const] : []),
    ...[...request.headers].filter(([name]) => !ownOfConnection.has(name.toLowerCase()) && !isSet(name)),
  ]
  return headText(`${request.method} ${target} HTTP/${scope.proxyVersion}`, headers)
}
