import type { ByteString } from '../../../byte-string.js'
import { httpDate, readHttpDate } from '../../../http/date.js'
import { percentEncoded } from '../../../http/percent.js'
import { readRange } from '../../../http/range.js'
import { Errno, type ErrnoCode } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { formatTime } from '../../shared/strftime.js'
import type { Answer, Asked } from './exchange.js'
import type { Scope } from './settings.js'

/** What errors are called in nginx' log: their numbers of Linux. */
const numbers: Partial<Record<ErrnoCode, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, ENAMETOOLONG: 36, ELOOP: 40 }

/** An error as nginx writes it. */
export const shownErrno = ({ code, message }: Errno): string => `${numbers[code] ?? 5}: ${message}`

const look = ({ host, caller }: Proc, path: ByteString): Stat | Errno => {
  try {
    return host.files.stat(path, caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown
    throw thrown
  }
}

/** The file of a path. */
export function fileOf({ scope }: Pick<Asked, 'scope'>, uri: ByteString, prefix: ByteString): ByteString {
  return scope.alias === undefined ? scope.root + uri : scope.alias + uri.slice(prefix.length)
}

export const isFile = (proc: Proc, path: ByteString): boolean => {
  const found = look(proc, path)
  return !(found instanceof Errno) && found.kind === 'file'
}
export const isDirectory = (proc: Proc, path: ByteString): boolean => {
  const found = look(proc, path)
  return !(found instanceof Errno) && found.kind === 'directory'
}

const blockSize = 64 * 1024

async function* contentOf(proc: Proc, fd: number, start: number, end: number): AsyncGenerator<Uint8Array> {
  proc.file(fd)!.seek(start, 'start')
  for (let left = end - start; left > 0;) {
    const some = await proc.read(fd, Math.min(left, blockSize))
    if (some === null) break
    left -= some.length
    yield some
  }
  proc.close(fd)
}

export function typeOf({ types, defaultType }: Scope, path: ByteString): string {
  const [, extension] = /\.([^./]+)$/.exec(path) ?? []
  return (extension === undefined ? undefined : types.get(extension.toLowerCase())) ?? defaultType
}

/** A file, as far as it is asked for, or the status why not. */
export async function answerWithFile(asked: Asked, path: ByteString): Promise<Answer | number> {
  const { proc, request, scope } = asked
  if (request.method !== 'GET' && request.method !== 'HEAD' && asked.pageOf === undefined) return 405
  const stat = look(proc, path)
  if (!(stat instanceof Errno) && stat.kind === 'directory') {
    return {
      status: 301,
      headers: [['Location', `${encodedPath(asked.subject.uri)}/${asked.subject.args && `?${asked.subject.args}`}`]],
    }
  }
  let fd: number
  try {
    fd = await proc.open(path, { read: true })
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const isMissing = thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR' || thrown.code === 'ENAMETOOLONG'
    if (!isMissing || scope.logsMissing) await asked.log('error', `open() "${path}" failed (${shownErrno(thrown)})`)
    return isMissing ? 404 : thrown.code === 'EACCES' ? 403 : 500
  }
  const { size, modified } = proc.file(fd)!.stat()
  const seconds = Math.floor(modified / 1e6)
  const etag = `"${seconds.toString(16)}-${size.toString(16)}"`
  const known = [['Last-Modified', httpDate(seconds * 1e6)], ['ETag', etag]] as const // prettier-ignore
  const type = ['Content-Type', typeOf(scope, path)] as const
  if (asked.pageOf === undefined && isUnchanged(asked, etag, seconds)) {
    proc.close(fd)
    return { status: 304, headers: known }
  }
  const range =
    asked.pageOf === undefined && rangeMayBe(asked, etag, seconds)
      ? readRange(request.headers.get('Range'), size)
      : undefined
  if (range === 'unsatisfiable') {
    proc.close(fd)
    return { status: 416, headers: [['Content-Range', `bytes */${size}`]] }
  }
  const { start, end } = range ?? { start: 0, end: size }
  const part = range === undefined ? ['Accept-Ranges', 'bytes'] as const : ['Content-Range', `bytes ${start}-${end - 1}/${size}`] as const // prettier-ignore
  if (request.method === 'HEAD') proc.close(fd)
  const headers = [type, ...known, ...(asked.pageOf === undefined ? [part] : [])]
  return {
    status: range === undefined ? 200 : 206,
    headers,
    length: end - start,
    ...(request.method === 'HEAD' ? {} : { body: contentOf(proc, fd, start, end) }),
  }
}

/** RFC 9110, 13.2.2: `If-None-Match` counts before `If-Modified-Since`, which nginx wants to be the very second. */
function isUnchanged({ request: { headers } }: Asked, etag: string, seconds: number): boolean {
  const tags = headers.get('If-None-Match')
  if (tags !== undefined) return tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = headers.get('If-Modified-Since')
  return since !== undefined && readHttpDate(since) === seconds
}

function rangeMayBe({ request: { headers } }: Asked, etag: string, seconds: number): boolean {
  const condition = headers.get('If-Range')
  return condition === undefined || condition === etag || readHttpDate(condition) === seconds
}

export const encodedPath = (uri: ByteString): ByteString =>
  uri.replace(
    /[^!$&'()*+,\-./0-9:;=@A-Z_a-z~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

const html: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const nameWidth = 50

/** The list of a directory, as `autoindex` shows it, or the status why not. */
export function listOf({ proc, subject }: Asked, path: ByteString): Answer | number {
  let names: readonly ByteString[]
  try {
    names = proc.host.files.list(path, proc.caller)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return thrown.code === 'EACCES' ? 403 : 404
  }
  const entries = names
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      const stat = look(proc, `${path}/${name}`)
      return stat instanceof Errno ? [] : [{ name, stat, isDirectory: stat.kind === 'directory' }]
    })
    .sort((one, other) => Number(other.isDirectory) - Number(one.isDirectory) || (one.name < other.name ? -1 : 1))
  const title = `Index of ${subject.uri.replace(/[&<>"]/g, (char) => html[char]!)}`
  const lines = entries.map(({ name, stat, isDirectory }) => {
    const shown = isDirectory ? `${name}/` : name
    const cut = shown.length > nameWidth ? `${shown.slice(0, nameWidth - 3)}..>` : shown
    const when = formatTime('%d-%b-%Y %H:%M', stat.modified)
    const size = (isDirectory ? '-' : String(stat.size)).padStart(19)
    const label = cut.replace(/[&<>"]/g, (char) => html[char]!)
    return `<a href="${percentEncoded(name)}${isDirectory ? '/' : ''}">${label}</a>${' '.repeat(nameWidth - cut.length)} ${when} ${size}\r\n`
  })
  const head = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n`
  const text = `${head}${lines.join('')}</pre><hr></body>\r\n</html>\r\n`
  return { status: 200, headers: [['Content-Type', 'text/html']], body: [Buffer.from(text, 'latin1')] }
}
