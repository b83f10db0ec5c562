import { posix } from 'node:path'
import type { ByteString } from '../../../byte-string.js'

/** What of `httpd.conf` is read. */
export interface HttpdSettings {
  readonly ports: readonly number[]
  readonly documentRoot: ByteString
  readonly serverName: ByteString | undefined
  readonly index: readonly ByteString[]
  readonly user: ByteString
  readonly pidFile: ByteString
  readonly errorLog: ByteString
  readonly accessLog: ByteString
  readonly format: ByteString
  readonly showsIndexes: boolean
  readonly types: ReadonlyMap<string, string>
}

/** That a configuration is none: its line, and httpd's words. */
export class HttpdConfigError extends Error {}

const common = '%h %l %u %t "%r" %>s %b'
const usualTypes: readonly (readonly [string, string])[] = [
  ['html', 'text/html'], ['htm', 'text/html'], ['css', 'text/css'], ['txt', 'text/plain'], ['js', 'text/javascript'],
  ['mjs', 'text/javascript'], ['json', 'application/json'], ['xml', 'application/xml'], ['svg', 'image/svg+xml'],
  ['png', 'image/png'], ['jpg', 'image/jpeg'], ['jpeg', 'image/jpeg'], ['gif', 'image/gif'], ['ico', 'image/x-icon'],
  ['pdf', 'application/pdf'], ['woff2', 'font/woff2'], ['wasm', 'application/wasm'], ['csv', 'text/csv'],
] // prettier-ignore

/** The words of a line, in quotes where they have spaces. */
const wordsOf = (line: ByteString): readonly ByteString[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted?.replace(/\\"/g, '"') ?? plain ?? '',
  )

/** Reads it; what is within sections counts as what is outside of them. Throws `HttpdConfigError`. */
export function readHttpdSettings(text: ByteString, file: string): HttpdSettings {
  const ports: number[] = []
  const formats = new Map<ByteString, ByteString>([['common', common]])
  const types = new Map(usualTypes)
  const one = new Map<string, readonly ByteString[]>()
  let showsIndexes = true
  for (const [at, line] of text.replace(/\\\n/g, ' ').split('\n').entries()) {
    const [name = '', ...args] = wordsOf(line.trim())
    if (name === '' || name.startsWith('#') || name.startsWith('<')) continue
    const known = name.toLowerCase()
    if (known === 'listen') ports.push(portIn(args[0] ?? '', `line ${at + 1} of ${file}`))
    else if (known === 'logformat') formats.set(args[1] ?? 'common', args[0] ?? common)
    else if (known === 'addtype')
      for (const extension of args.slice(1)) types.set(extension.replace(/^\./, ''), args[0]!)
    else if (known === 'options' && args.includes('-Indexes')) showsIndexes = false
    else one.set(known, args)
  }
  const first = (name: string, otherwise: ByteString): ByteString => one.get(name)?.[0] ?? otherwise
  const root = first('serverroot', '/usr/local/apache2')
  const [accessLog = '/proc/self/fd/1', format = 'common'] = one.get('customlog') ?? []
  if (ports.length === 0) {
    throw new HttpdConfigError(
      '(13)Permission denied: AH00072: make_sock: no listening sockets available, shutting down',
    )
  }
  return {
    ports,
    documentRoot: posix.resolve(root, first('documentroot', 'htdocs')),
    serverName: one.get('servername')?.[0],
    index: one.get('directoryindex') ?? ['index.html'],
    user: first('user', 'www-data'),
    pidFile: posix.resolve(root, first('pidfile', 'logs/httpd.pid')),
    errorLog: posix.resolve(root, first('errorlog', '/proc/self/fd/2')),
    accessLog: posix.resolve(root, accessLog),
    format: formats.get(format) ?? format,
    showsIndexes,
    types,
  }
}

function portIn(written: ByteString, where: string): number {
  const [, port] = /^(?:.*:)?(\d{1,5})$/.exec(written) ?? []
  if (port !== undefined && Number(port) > 0 && Number(port) < 65_536) return Number(port)
  throw new HttpdConfigError(`AH00526: Syntax error on ${where}:\nPort must be specified`)
}
