import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { ByteReader } from '../../../http/byte-reader.js'
import { httpDate } from '../../../http/date.js'
import { headText } from '../../../http/head.js'
import { Headers } from '../../../http/headers.js'
import { percentDecoded } from '../../../http/percent.js'
import { readRange, type ByteRange } from '../../../http/range.js'
import { readRequest, type Request } from '../../../http/request.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { lookAt } from '../../shared/look.js'
import { shownAddress } from '../socket.js'
import { typeOf } from './types.js'

const reasons: Readonly<Record<number, readonly [string, string?]>> = {
  200: ['OK'],
  206: ['Partial Content'],
  302: ['Found'],
  400: ['Bad Request', 'Unsupported method'],
  403: ['Forbidden', ''],
  404: ['Not Found', 'The requested URL was not found'],
  501: ['Not Implemented', 'The requested method is not recognized'],
}

/** How long a client may take for its request, in microseconds. */
const patience = 60_000_000

/** A file that is sent, and from where to where. */
interface Sent {
  readonly fd: number
  readonly stat: Stat
  readonly path: ByteString
  readonly part: ByteRange | undefined
}

/** Answers the one request of a connection. */
export async function answer(proc: Proc, fd: number, verbose: number): Promise<number> {
  const one = new Answer(proc, fd, verbose)
  await Promise.race([one.give(), proc.sleep(patience)])
  return 0
}

class Answer {
  readonly #proc: Proc
  readonly #fd: number
  readonly #verbose: number

  constructor(proc: Proc, fd: number, verbose: number) {
    this.#proc = proc
    this.#fd = fd
    this.#verbose = verbose
  }

  async give(): Promise<void> {
    try {
      const request = await readRequest(new ByteReader((atMost) => this.#proc.read(this.#fd, atMost)))
      if (request !== 'ended' && request !== 'cut off') await this.#to(request)
    } catch (thrown) {
      // The client is gone.
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #to(request: Request | 'malformed' | 'too large'): Promise<void> {
    if (typeof request === 'string' || !request.target.startsWith('/')) return this.#refuse(400)
    const path = pathOf(request.target)
    if (path === undefined) return this.#refuse(400)
    if (this.#verbose > 1) await this.#log(`url:${path}`)
    if (request.method !== 'GET' && request.method !== 'HEAD') return this.#refuse(501)
    const name = path === '/' ? '.' : path.slice(1)
    const stat = lookAt(this.#proc, name)
    if (stat?.kind === 'directory' && !path.endsWith('/')) return this.#head(302, [['Location', `${path}/`]])
    const file = stat?.kind === 'directory' ? `${name.replace(/\/$/, '')}/index.html` : name
    await this.#send(file, request)
  }

  async #send(path: ByteString, { headers }: Request): Promise<void> {
    const stat = lookAt(this.#proc, path)
    if (stat === undefined || stat.kind === 'directory') return this.#refuse(404)
    let fd: number
    try {
      fd = await this.#proc.open(path, { read: true })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return this.#refuse(404)
    }
    const asked = headers.get('Range')
    const range = asked === undefined || /=\s*-/.test(asked) ? undefined : readRange(asked, stat.size)
    const sent: Sent = { fd, stat, path, part: range === 'unsatisfiable' ? undefined : range }
    await this.#fileHead(sent)
    // For HEAD, too, as busybox' does.
    await this.#content(sent)
  }

  async #fileHead({ stat, path, part }: Sent): Promise<void> {
    const { size, modified } = stat
    const fields: [string, string][] = []
    // Its type of a part is always that of a page.
    const type = part === undefined ? typeOf(path) : 'text/html'
    if (type !== undefined) fields.push(['Content-type', type])
    if (part !== undefined) fields.push(['Content-Range', `bytes ${part.start}-${part.end - 1}/${size}`])
    const tag = `"${Math.floor(modified / 1e6).toString(16)}-${size.toString(16)}"`
    fields.push(['Accept-Ranges', 'bytes'], ['Last-Modified', httpDate(modified)], ['ETag', tag])
    fields.push(['Content-Length', String(part === undefined ? size : part.end - part.start)])
    await this.#headOf(part === undefined ? 200 : 206, fields)
  }

  async #content({ fd, part, stat }: Sent): Promise<void> {
    if (part !== undefined) this.#proc.file(fd)!.seek(part.start, 'start')
    for (let left = part === undefined ? stat.size : part.end - part.start; left > 0;) {
      const some = await this.#proc.read(fd, Math.min(left, 65_536))
      if (some === null) return
      left -= some.length
      await this.#proc.write(this.#fd, some)
    }
  }

  async #refuse(status: number): Promise<void> {
    await this.#head(status, [])
    const [reason, sentence = ''] = reasons[status]!
    const title = `${status} ${reason}`
    const page = `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${sentence}\n</BODY></HTML>\n`
    await this.#proc.write(this.#fd, page)
  }

  #head(status: number, fields: readonly (readonly [string, string])[]): Promise<void> {
    return this.#headOf(status, [['Content-type', 'text/html'], ...fields])
  }

  async #headOf(status: number, fields: readonly (readonly [string, string])[]): Promise<void> {
    const common: [string, string][] = [['Date', httpDate(this.#proc.host.now())], ['Connection', 'close']] // prettier-ignore
    await this.#proc.write(
      this.#fd,
      headText(`HTTP/1.1 ${status} ${reasons[status]![0]}`, new Headers([...common, ...fields])),
    )
    if (this.#verbose > 0) await this.#log(`response:${status}`)
  }

  async #log(text: ByteString): Promise<void> {
    if (this.#proc.file(2) === undefined) return
    const { address, port } = this.#proc.sockets.peerOf(this.#fd)
    const shown = address.includes(':') ? address : `::ffff:${address}`
    await this.#proc.write(2, `${shownAddress(shown, port)}: ${text}\n`)
  }
}

/** The path of a target without its query, dots and doubled slashes; undefined for one that leads out, or is none. */
function pathOf(target: ByteString): ByteString | undefined {
  const decoded = percentDecoded(target.replace(/\?.*/s, ''))
  if (decoded === undefined || decoded.includes('\0')) return undefined
  const kept: string[] = []
  const parts = decoded.split('/').slice(1)
  for (const part of parts) {
    if (part === '..' && kept.pop() === undefined) return undefined
    if (part !== '' && part !== '.' && part !== '..') kept.push(part)
  }
  const isFolder = ['', '.', '..'].includes(parts.at(-1) ?? '')
  return kept.length === 0 ? '/' : `/${kept.join('/')}${isFolder ? '/' : ''}`
}
