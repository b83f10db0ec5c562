import { toBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { BodyError, readBody, responseFraming } from '../../../http/body.js'
import { headText } from '../../../http/head.js'
import { Headers } from '../../../http/headers.js'
import { readResponse, type Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { lookAt } from '../../shared/look.js'
import { Patience } from '../late.js'
import { addressesOf, connectToAny, shownAddress, Socket } from '../socket.js'
import { hostField, locationFrom, parseUrl, portOf, type Url } from '../url.js'
import { inQuotes } from './quotes.js'

/** What a command line asks for. */
export interface GnuWanted {
  readonly level: 'quiet' | 'short' | 'all'
  readonly log: number
  readonly showsResponse: boolean
  readonly spider: boolean
  readonly keepsWhatIsThere: boolean
  readonly output: ByteString | undefined
  readonly prefix: ByteString | undefined
  readonly agent: ByteString
  readonly headers: readonly ByteString[]
  readonly method: ByteString | undefined
  readonly user: ByteString | undefined
  readonly posted: ByteString | undefined
  /** Seconds. */
  readonly patience: number
  readonly tries: number
  readonly retriesRefused: boolean
  readonly mostRedirections: number
}

/** What wget exits with (its manual, "Exit Status"). */
const codes = { generic: 1, file: 3, network: 4, authentication: 6, server: 8 } as const

/** A try that failed: whether another one is of use, and what is said of this one. */
class Failed extends Error {
  readonly code: number
  readonly mayRetry: boolean

  constructor(sentence: string, code: number, mayRetry: boolean) {
    super(sentence)
    this.code = code
    this.mayRetry = mayRetry
  }
}

/** Downloads of one run. */
export class GnuFetch {
  readonly #proc: Proc
  readonly #wanted: GnuWanted
  #output: number | undefined
  /** Whether a server has asked who it is: names are not sent before. */
  #isAsked = false

  constructor(proc: Proc, wanted: GnuWanted) {
    this.#proc = proc
    this.#wanted = wanted
  }

  /** Returns the exit code. */
  async fetch(text: ByteString): Promise<number> {
    const url = parseUrl(text)
    if (url === undefined || !['http', 'https'].includes(url.scheme)) {
      await this.#write(`${text}: Unsupported scheme '${url?.scheme ?? ''}'.\n`)
      return codes.generic
    }
    if (this.#wanted.spider) await this.#say('Spider mode enabled. Check if remote file exists.\n')
    for (let tried = 1; ; tried++) {
      try {
        return await this.#try(url)
      } catch (thrown) {
        if (!(thrown instanceof Failed)) throw thrown
        const isLast = !thrown.mayRetry || tried >= this.#wanted.tries
        await this.#say(thrown.message + (thrown.mayRetry ? (isLast ? 'Giving up.\n\n' : 'Retrying.\n\n') : ''))
        if (isLast) return thrown.code
        await this.#proc.sleep(Math.min(tried, 10) * 1e6)
      }
    }
  }

  async #try(first: Url): Promise<number> {
    const name = this.#nameFor(first)
    for (let url = first, left = this.#wanted.mostRedirections; ; left--) {
      await this.#say(`--${this.#time()}--  ${url.scheme}://${hostField(url)}${url.target}\n`)
      const patience = new Patience(this.#proc, this.#wanted.patience * 1e6)
      const socket = await this.#connect(url, patience)
      const response = await this.#orLate(
        this.#ask(socket, url),
        patience,
        'Read error (Connection timed out) in headers.\n',
      )
      if (response.status === 401 && this.#userFor(url) !== undefined && !this.#isAsked) {
        this.#isAsked = true
        socket.close()
        await this.#say(`Authentication selected: ${response.headers.get('WWW-Authenticate') ?? ''}\n`)
        continue
      }
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('Location') : undefined
      if (location === undefined) return this.#end(socket, url, response, name, patience)
      socket.close()
      await this.#say(`Location: ${location} [following]\n`)
      if (left === 0) throw new Failed(`${this.#wanted.mostRedirections} redirections exceeded.\n`, codes.server, false)
      const next = parseUrl(locationFrom(url, location))
      if (next === undefined) throw new Failed(`${location}: Invalid host name.\n`, codes.generic, false)
      url = next
    }
  }

  #nameFor({ target }: Url): ByteString {
    const { output, prefix } = this.#wanted
    if (output !== undefined) return output
    const last = target.slice(target.lastIndexOf('/') + 1)
    const wanted = `${prefix === undefined ? '' : `${prefix}/`}${last === '' ? 'index.html' : last}`
    if (this.#wanted.keepsWhatIsThere) return wanted
    let name = wanted
    for (let number = 1; lookAt(this.#proc, name) !== undefined; number++) name = `${wanted}.${number}`
    return name
  }

  async #connect(url: Url, patience: Patience): Promise<Socket> {
    const port = portOf(url)
    const addresses = addressesOf(this.#proc, url.host)
    const isName = addresses[0] !== url.host
    if (isName) {
      const unknown = 'failed: Name or service not known.'
      await this.#say(
        `Resolving ${url.host} (${url.host})... ${addresses.length === 0 ? unknown : addresses.join(', ')}\n`,
      )
    }
    if (addresses.length === 0) {
      if (this.#wanted.level !== 'quiet')
        await complain(this.#proc, `unable to resolve host address ${inQuotes(this.#proc, url.host)}`)
      throw new Failed('', codes.network, false)
    }
    const place = isName ? `${url.host} (${url.host})|${addresses[0]}|:${port}` : shownAddress(url.host, port)
    await this.#say(`Connecting to ${place}... `)
    try {
      const connecting = connectToAny(this.#proc, addresses, port)
      const { fd } = await this.#orLate(connecting, patience, 'failed: Connection timed out.\n')
      await this.#say('connected.\n')
      if (url.scheme === 'http') return new Socket(this.#proc, fd)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const mayRetry = thrown.code === 'ETIMEDOUT' || (thrown.code === 'ECONNREFUSED' && this.#wanted.retriesRefused)
      throw new Failed(`failed: ${thrown.message}.\n`, codes.network, mayRetry)
    }
    throw new Failed('Unable to establish SSL connection.\n', codes.network, false)
  }

  async #orLate<T>(work: Promise<T>, patience: Patience, sentence: string): Promise<T> {
    const late = async (): Promise<never> => {
      await patience.out()
      throw new Failed(sentence, codes.network, true)
    }
    return Promise.race([work, late()])
  }

  async #ask(socket: Socket, url: Url): Promise<Response> {
    const { method, posted, spider, showsResponse } = this.#wanted
    const verb = method ?? (posted === undefined ? (spider ? 'HEAD' : 'GET') : 'POST')
    await this.#say('HTTP request sent, awaiting response... ')
    try {
      await socket.send(headText(`${verb} ${url.target} HTTP/1.1`, this.#fields(url)) + (posted ?? ''))
      const response = await readResponse(socket.reader)
      if (typeof response === 'string') throw new Failed('No data received.\n', codes.network, true)
      const shown = showsResponse
        ? `\n${response.text.replace(/\r?\n\r?\n$/, '\n').replace(/^(.+?)\r?\n/gm, '  $1\n')}`
        : ''
      await this.#say(shown === '' ? `${response.status} ${response.reason}\n` : shown)
      return response
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new Failed(`Read error (${thrown.message}) in headers.\n`, codes.network, true)
    }
  }

  #userFor = (url: Url): ByteString | undefined => this.#wanted.user ?? url.user

  #fields(url: Url): Headers {
    const { agent, headers: given, posted } = this.#wanted
    const fields = new Headers([['Host', hostField(url)], ['User-Agent', agent], ['Accept', '*/*']]) // prettier-ignore
    fields.add('Accept-Encoding', 'identity')
    const user = this.#userFor(url)
    if (user !== undefined && this.#isAsked)
      fields.add('Authorization', `Basic ${Buffer.from(user, 'latin1').toString('base64')}`)
    fields.add('Connection', 'Keep-Alive')
    if (posted !== undefined) {
      fields.add('Content-Type', 'application/x-www-form-urlencoded').add('Content-Length', String(posted.length))
    }
    for (const line of given) fields.set(line.replace(/:.*/s, ''), line.replace(/^[^:]*:\s*/s, ''))
    return fields
  }

  async #end(socket: Socket, url: Url, response: Response, name: ByteString, patience: Patience): Promise<number> {
    const { status, reason, headers } = response
    const { spider, level } = this.#wanted
    if (status >= 400) {
      socket.close()
      if (spider) return this.#say('Remote file does not exist -- broken link!!!\n\n', codes.server)
      if (status === 401) return this.#say('\nUsername/Password Authentication Failed.\n', codes.authentication)
      if (level === 'short') await this.#write(`${url.scheme}://${hostField(url)}${url.target}:\n`)
      if (level !== 'quiet')
        await this.#write(`${this.#time()} ERROR ${status}: ${reason}.\n${level === 'all' ? '\n' : ''}`)
      return codes.server
    }
    const length = headers.get('Content-Length')
    const type = headers.get('Content-Type')?.replace(/;.*/, '')
    if (status !== 204) await this.#say(`Length: ${length ?? 'unspecified'}${type === undefined ? '' : ` [${type}]`}\n`)
    if (spider) {
      socket.close()
      return this.#say('Remote file exists.\n\n', 0)
    }
    return this.#save(socket, url, response, name, patience)
  }

  async #save(
    socket: Socket,
    url: Url,
    { status, headers }: Response,
    name: ByteString,
    patience: Patience,
  ): Promise<number> {
    const isOutput = name === '-'
    const fd = await this.#open(name)
    await this.#say(`Saving to: ${inQuotes(this.#proc, isOutput ? 'STDOUT' : name)}\n\n`)
    const begun = this.#proc.host.now()
    const framing = responseFraming(status, headers, 'GET')
    const expected = framing !== 'malformed' && framing.kind === 'length' ? framing.length : undefined
    let got = 0
    const copy = async (): Promise<boolean> => {
      try {
        for await (const some of readBody(
          socket.reader,
          framing === 'malformed' ? { kind: 'until the end' } : framing,
        )) {
          patience.renew()
          got += some.length
          await this.#proc.write(fd, some)
        }
        return true
      } catch (thrown) {
        if (thrown instanceof BodyError) return false
        throw thrown
      }
    }
    const isWhole = await this.#orLate(
      copy(),
      patience,
      `\n\n${this.#time()} - Read error at byte ${got} (Connection timed out).`,
    )
    socket.close()
    if (fd !== 1 && this.#output === undefined) this.#proc.close(fd)
    const rate = rateOf(got, this.#proc.host.now() - begun)
    const percent = expected === undefined ? '' : `${expected === 0 ? 0 : Math.floor((got * 100) / expected)}%`
    await this.#say(`     0K${percent.padStart(percent === '' ? 55 : 59)} ${rate.replace(/ (.)?B\/s/, '$1')}=0s\n\n`)
    if (!isWhole)
      throw new Failed(`${this.#time()} (${rate}) - Connection closed at byte ${got}. `, codes.network, true)
    const of = expected === undefined ? `[${got}]` : `[${got}/${expected}]`
    const how = isOutput ? 'written to stdout' : `${inQuotes(this.#proc, name)} saved`
    if (this.#wanted.level === 'short')
      await this.#write(`${this.#time()} URL:${url.scheme}://${hostField(url)}${url.target} ${of} -> "${name}" [1]\n`)
    return this.#say(`${this.#time()} (${rate}) - ${how} ${of}\n\n`, 0)
  }

  async #open(name: ByteString): Promise<number> {
    if (name === '-') return 1
    if (this.#output !== undefined) return this.#output
    try {
      const fd = await this.#proc.open(name, { write: true, create: true, truncate: true })
      if (this.#wanted.output !== undefined) this.#output = fd
      return fd
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await this.#write(`${name}: ${thrown.message}\n`)
      throw new Failed('', this.#wanted.output === undefined ? codes.file : codes.generic, false)
    }
  }

  #time(): string {
    return new Date(this.#proc.host.now() / 1000).toISOString().slice(0, 19).replace('T', ' ')
  }
  /** Says it where all is told; gives what it is given. */
  async #say(text: ByteString, code = 0): Promise<number> {
    if (this.#wanted.level === 'all') await this.#write(text)
    return code
  }
  async #write(text: ByteString): Promise<void> {
    await this.#proc.write(this.#wanted.log, toBytes(text))
  }
}

/** In three digits: `1.39 MB/s`. */
function rateOf(bytes: number, microseconds: number): string {
  let rate = (bytes * 1e6) / Math.max(microseconds, 1)
  const units = ['', 'K', 'M', 'G']
  let unit = 0
  for (; rate >= 1024 && unit < units.length - 1; unit++) rate /= 1024
  return `${rate >= 99.95 ? rate.toFixed(0) : rate >= 9.995 ? rate.toFixed(1) : rate.toFixed(2)} ${units[unit]}B/s`
}
