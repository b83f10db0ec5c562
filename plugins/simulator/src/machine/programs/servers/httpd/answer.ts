import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import { httpDate, readHttpDate } from '../../../http/date.js'
import { readRange } from '../../../http/range.js'
import type { Request } from '../../../http/request.js'
import type { Proc } from '../../../kernel/proc.js'
import { encodedPath } from '../nginx/files.js'
import { pathOf } from '../nginx/locate.js'
import type { HttpdSettings } from './settings.js'

/** What is answered: headers in httpd's order, without those that all have. */
export interface HttpdAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly length: number
  readonly type: string
  readonly text?: ByteString
  /** A part of a file that is open. */
  readonly file?: { readonly fd: number; readonly start: number }
  /** What the error log has to say. */
  readonly wrong?: string
}

export const httpdReasons: Readonly<Record<number, string>> = {
  200: 'OK', 206: 'Partial Content', 301: 'Moved Permanently', 304: 'Not Modified', 400: 'Bad Request', 403: 'Forbidden',
  404: 'Not Found', 405: 'Method Not Allowed', 414: 'Request-URI Too Long', 416: 'Requested Range Not Satisfiable',
  500: 'Internal Server Error', 501: 'Not Implemented',
} // prettier-ignore

const allowed = 'HEAD,GET,POST,OPTIONS,TRACE'
const doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">'

/** A page of httpd's own: a title, and one paragraph. */
export function errorAnswer(status: number, paragraph: string, headers: HttpdAnswer['headers'] = []): HttpdAnswer {
  const reason = httpdReasons[status]!
  const text = `${doctype}\n<html><head>\n<title>${status} ${reason}</title>\n</head><body>\n<h1>${reason}</h1>\n<p>${paragraph}</p>\n</body></html>\n`
  return { status, headers, length: text.length, type: 'text/html; charset=iso-8859-1', text }
}

export const badRequest = (): HttpdAnswer =>
  errorAnswer(400, 'Your browser sent a request that this server could not understand.<br />\n')

const html = (text: ByteString): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!)

/** Methods that HTTP has, but files do not. */
const others = new Set(['PUT', 'DELETE', 'PATCH', 'CONNECT', 'PROPFIND', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK'])

/** Answers with what is below the document root. */
export async function httpdAnswer(
  proc: Proc,
  settings: HttpdSettings,
  request: Request,
  port: number,
): Promise<HttpdAnswer> {
  const where = pathOf(request.target)
  if (where === undefined) return badRequest()
  const { uri, args } = where
  const { method } = request
  if (method === 'OPTIONS')
    return { status: 200, headers: [['Allow', allowed]], length: 0, type: typeOf(settings, uri), text: '' }
  if (others.has(method)) {
    return errorAnswer(405, `The requested method ${method} is not allowed for this URL.`, [['Allow', allowed]])
  }
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    const wrong = `AH00135: Invalid method in request ${request.startLine}`
    return {
      ...errorAnswer(501, `${html(method)} not supported for current URL.<br />\n`, [['Allow', allowed]]),
      wrong,
    }
  }
  const path = settings.documentRoot + uri
  const found = look(proc, path)
  if (found instanceof Errno) return refused(found, path)
  if (found.kind !== 'directory') return uri.endsWith('/') ? notFound() : withFile(proc, settings, request, path)
  if (!uri.endsWith('/')) {
    const host = (request.headers.get('Host') ?? 'localhost').replace(/:\d+$/, '')
    const to = `http://${host}${port === 80 ? '' : `:${port}`}${encodedPath(uri)}/${args === '' ? '' : `?${args}`}`
    return errorAnswer(301, `The document has moved <a href="${html(to)}">here</a>.`, [['Location', to]])
  }
  const index = settings.index.find((name) => !(look(proc, path + name) instanceof Errno))
  if (index !== undefined) return withFile(proc, settings, request, path + index)
  if (settings.showsIndexes) return listing(proc, path, uri)
  const wrong = `AH01276: Cannot serve directory ${path}: No matching DirectoryIndex (${settings.index.join(',')}) found, and server-generated directory index forbidden by Options directive`
  return { ...forbidden(), wrong }
}

const notFound = (): HttpdAnswer => errorAnswer(404, 'The requested URL was not found on this server.')
const forbidden = (): HttpdAnswer => errorAnswer(403, "You don't have permission to access this resource.")

function refused({ code }: Errno, path: ByteString): HttpdAnswer {
  if (code !== 'EACCES') return notFound()
  return { ...forbidden(), wrong: `(13)Permission denied: AH00132: file permissions deny server access: ${path}` }
}

function look({ host, caller }: Proc, path: ByteString): Stat | Errno {
  try {
    return host.files.stat(path, caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown
    throw thrown
  }
}

function typeOf({ types }: HttpdSettings, path: ByteString): string {
  const [, extension = ''] = /\.([^./]+)$/.exec(path) ?? []
  return types.get(extension.toLowerCase()) ?? ''
}

async function withFile(
  proc: Proc,
  settings: HttpdSettings,
  { method, headers }: Request,
  path: ByteString,
): Promise<HttpdAnswer> {
  let fd: number
  try {
    fd = await proc.open(path, { read: true })
  } catch (thrown) {
    if (thrown instanceof Errno) return refused(thrown, path)
    throw thrown
  }
  const { size, modified } = proc.file(fd)!.stat()
  const etag = `"${size.toString(16)}-${Math.floor(modified).toString(16)}"`
  const seconds = Math.floor(modified / 1e6)
  const known = [['Last-Modified', httpDate(seconds * 1e6)], ['ETag', etag], ['Accept-Ranges', 'bytes']] as const // prettier-ignore
  const type = typeOf(settings, path)
  const tags = headers.get('If-None-Match')
  const since = readHttpDate(headers.get('If-Modified-Since') ?? '')
  const isSame = tags === undefined ? since !== undefined && since >= seconds : tags === '*' || tags.includes(etag)
  const range = readRange(headers.get('Range'), size)
  if (isSame || range === 'unsatisfiable' || method === 'HEAD') proc.close(fd)
  if (isSame) return { status: 304, headers: known, length: 0, type: '' }
  if (range === 'unsatisfiable') {
    return errorAnswer(
      416,
      'None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.',
      [['Content-Range', `bytes */${size}`]],
    )
  }
  const { start, end } = range ?? { start: 0, end: size }
  const part = range === undefined ? [] : [['Content-Range', `bytes ${start}-${end - 1}/${size}`] as const]
  return {
    status: range === undefined ? 200 : 206,
    headers: [...known, ...part],
    length: end - start,
    type,
    ...(method === 'HEAD' ? {} : { file: { fd, start } }),
  }
}

function listing(proc: Proc, path: ByteString, uri: ByteString): HttpdAnswer {
  let names: readonly ByteString[]
  try {
    names = [...proc.host.files.list(path, proc.caller)].filter((name) => !name.startsWith('.')).sort()
  } catch (thrown) {
    if (thrown instanceof Errno) return forbidden()
    throw thrown
  }
  const shown = uri.length > 1 ? uri.slice(0, -1) : uri
  const above = shown.slice(0, shown.lastIndexOf('/') + 1)
  const parent = uri === '/' ? '' : `<li><a href="${encodedPath(above)}"> Parent Directory</a></li>\n`
  const items = names.map((name) => {
    const found = look(proc, path + name)
    const full = !(found instanceof Errno) && found.kind === 'directory' ? `${name}/` : name
    return `<li><a href="${encodedPath(full)}"> ${html(full)}</a></li>\n`
  })
  const title = `Index of ${html(shown)}`
  const text = `${doctype}\n<html>\n <head>\n  <title>${title}</title>\n </head>\n <body>\n<h1>${title}</h1>\n<ul>${parent}${items.join('')}</ul>\n</body></html>\n`
  return { status: 200, headers: [], length: text.length, type: 'text/html;charset=ISO-8859-1', text }
}
