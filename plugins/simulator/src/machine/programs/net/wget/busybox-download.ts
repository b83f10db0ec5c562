import { toBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { OpenFlags } from '../../../files/files.js'
import { BodyError, readBody, responseFraming } from '../../../http/body.js'
import { headText } from '../../../http/head.js'
import { Headers } from '../../../http/headers.js'
import { readResponse, type Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { lookAt } from '../../shared/look.js'
import type { Patience } from '../late.js'
import { addressesOf, noConnection, shownAddress, Socket } from '../socket.js'
import { parseUrl, portOf, schemePorts, type Url } from '../url.js'
import { progressLine } from './progress.js'

/** What wget ends by; its message is what it says. */
export class WgetError extends Error {}

/** What a command line asks for. */
export interface Wanted {
  readonly quiet: boolean
  readonly showsResponse: boolean
  readonly continues: boolean
  readonly spider: boolean
  readonly output: ByteString | undefined
  readonly prefix: ByteString | undefined
  readonly agent: ByteString
  readonly headers: readonly ByteString[]
  readonly posted: ByteString | undefined
}

/** Where it writes to; `output` undefined where a file has to be opened. */
export interface Targets {
  readonly log: number
  output: number | undefined
}

const mostRedirections = 5

/** Downloads of one run. */
export class Download {
  readonly #proc: Proc
  readonly #wanted: Wanted
  readonly #patience: Patience
  readonly #targets: Targets

  constructor(proc: Proc, wanted: Wanted, patience: Patience, targets: Targets) {
    this.#proc = proc
    this.#wanted = wanted
    this.#patience = patience
    this.#targets = targets
  }

  async fetch(text: ByteString): Promise<void> {
    let url = urlOf(text)
    const name = this.#nameFor(url)
    const from = this.#wanted.continues && this.#wanted.output !== '-' ? (lookAt(this.#proc, name)?.size ?? 0) : 0
    let address = await this.#find(url)
    for (let left = mostRedirections; ; left--) {
      const socket = await this.#connect(url, address)
      const response = await this.#ask(socket, url, from)
      const location = response.status >= 300 ? response.headers.get('Location') : undefined
      if (location === undefined) return this.#take(socket, response, name, from)
      if (left === 0) throw new WgetError('too many redirections')
      socket.close()
      if (location.startsWith('/')) url = { ...url, target: location }
      else {
        url = urlOf(location)
        address = await this.#find(url)
      }
    }
  }

  #nameFor({ target }: Url): ByteString {
    const { output, prefix } = this.#wanted
    if (output !== undefined) return output
    const last = target.slice(target.lastIndexOf('/') + 1)
    const name = last === '' ? 'index.html' : last
    return prefix === undefined ? name : `${prefix}/${name}`
  }

  /** Looks up the host, and says that it connects. */
  async #find(url: Url): Promise<string> {
    const [address] = addressesOf(this.#proc, url.host)
    if (address === undefined) throw new WgetError(`bad address '${shownHost(url)}'`)
    await this.#say(`Connecting to ${shownHost(url)} (${shownAddress(address, portOf(url))})\n`)
    return address
  }

  async #connect(url: Url, address: string): Promise<Socket> {
    try {
      const socket = new Socket(this.#proc, await this.#proc.sockets.connect({ address, port: portOf(url) }))
      if (url.scheme === 'http') return socket
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new WgetError(noConnection(address, thrown.message))
    }
    if (url.scheme === 'ftp') throw new WgetError('error getting response')
    // No server of a simulated network speaks TLS.
    await complain(this.#proc, 'note: TLS certificate validation not implemented')
    throw new WgetError('error getting response: Connection reset by peer')
  }

  async #ask(socket: Socket, url: Url, from: number): Promise<Response> {
    const { posted = '', quiet, showsResponse } = this.#wanted
    const method = this.#wanted.posted === undefined ? 'GET' : 'POST'
    try {
      await socket.send(headText(`${method} ${url.target} HTTP/1.1`, this.#fields(url, from)) + posted)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new WgetError(`error getting response: ${thrown.message}`)
    }
    for (;;) {
      const response = await this.#response(socket)
      this.#patience.renew()
      if (showsResponse) await this.#log(response.text.replace(/^(.*?)\r?\n/gm, '  $1\n'))
      const { status } = response
      if (status === 100 || status === 0) continue
      const isTaken = (status >= 200 && status <= 204) || [300, 301, 302, 303, 307, 308].includes(status)
      if (!isTaken && !(status === 206 && from > 0)) throw new WgetError(`server returned error: ${response.startLine}`)
      if (from > 0 && status !== 206 && status < 300 && !quiet) await complain(this.#proc, 'restart failed')
      return response
    }
  }

  async #response(socket: Socket): Promise<Response> {
    try {
      const response = await readResponse(socket.reader)
      if (typeof response !== 'string') return response
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new WgetError(`error getting response: ${thrown.message}`)
    }
    throw new WgetError('error getting response')
  }

  #fields(url: Url, from: number): Headers {
    const { agent, headers: given, posted } = this.#wanted
    const own = new Headers(given.map((line) => [line.replace(/:.*/s, ''), line.replace(/^[^:]*:\s*/s, '')]))
    const fields = new Headers()
    if (!own.has('Host')) fields.add('Host', shownHost(url))
    if (!own.has('User-Agent')) fields.add('User-Agent', agent)
    fields.add('Connection', 'close')
    if (url.user !== undefined && !own.has('Authorization')) {
      fields.add('Authorization', `Basic ${Buffer.from(url.user, 'latin1').toString('base64')}`)
    }
    if (from > 0 && !own.has('Range')) fields.add('Range', `bytes=${from}-`)
    for (const [name, value] of own) fields.add(name, value)
    if (posted === undefined) return fields
    if (!own.has('Content-Type')) fields.add('Content-Type', 'application/x-www-form-urlencoded')
    return fields.add('Content-Length', String(posted.length))
  }

  /** Takes what comes, or only says that it would. */
  async #take(socket: Socket, response: Response, name: ByteString, from: number): Promise<void> {
    if (this.#wanted.spider) {
      socket.close()
      return this.#say('remote file exists\n')
    }
    const begins = response.status === 206 ? from : 0
    const fd = await this.#open(name, begins)
    const isOutput = this.#wanted.output === '-'
    await this.#say(isOutput ? 'writing to stdout\n' : `saving to '${name}'\n`)
    const got = begins + (await this.#save(socket, response, fd))
    socket.close()
    if (this.#targets.output === undefined) this.#proc.close(fd)
    if (got > 0 && this.#targets.log === 2) await this.#say(progressLine(name, got, this.#proc.isTerminal(2)))
    await this.#say(isOutput ? 'written to stdout\n' : `'${name}' saved\n`)
  }

  async #open(name: ByteString, begins: number): Promise<number> {
    const { output, continues } = this.#wanted
    if (this.#targets.output !== undefined) return this.#targets.output
    const fresh: OpenFlags = { write: true, create: true, truncate: true }
    const flags: OpenFlags =
      begins > 0
        ? { write: true, append: true }
        : output === undefined && !continues
          ? { ...fresh, exclusive: true }
          : fresh
    try {
      const fd = await this.#proc.open(name, flags)
      // What several URLs bring goes into one file.
      if (output !== undefined) this.#targets.output = fd
      return fd
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new WgetError(`can't open '${name}': ${thrown.message}`)
    }
  }

  async #save(socket: Socket, { status, headers }: Response, fd: number): Promise<number> {
    const framing = responseFraming(status, headers, 'GET')
    let got = 0
    try {
      for await (const some of readBody(socket.reader, framing === 'malformed' ? { kind: 'until the end' } : framing)) {
        this.#patience.renew()
        got += some.length
        await this.#proc.write(fd, some)
      }
    } catch (thrown) {
      if (!(thrown instanceof BodyError)) throw thrown
      // What is no chunk is the last one to it.
      if (thrown.kind === 'cut off') throw new WgetError('connection closed prematurely')
    }
    return got
  }

  async #say(text: ByteString): Promise<void> {
    if (!this.#wanted.quiet) await this.#log(text)
  }
  async #log(text: ByteString): Promise<void> {
    await this.#proc.write(this.#targets.log, toBytes(text))
  }
}

function urlOf(text: ByteString): Url {
  const url = parseUrl(text)
  if (url === undefined) throw new WgetError(`bad address '${text}'`)
  if (schemePorts[url.scheme] === undefined) throw new WgetError(`not an http or ftp url: ${text}`)
  return url
}

/** The host with its port, as it was written. */
const shownHost = ({ host, port }: Url): ByteString =>
  (host.includes(':') ? `[${host}]` : host) + (port === undefined ? '' : `:${port}`)
