import { toBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { BodyError, readBody, requestFraming, responseFraming, type Framing } from '../../../http/body.js'
import { headText } from '../../../http/head.js'
import { readResponse, type Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { addressesOf, connectToAny, Socket } from '../socket.js'
import { locationFrom, parseUrl, portOf, type Url } from '../url.js'
import { CurlError, sentenceOf } from './curl-error.js'
import type { CurlWords } from './options.js'
import { fieldsOf, methodOf, type Asked } from './request.js'
import type { Sink } from './sink.js'
import type { Tally } from './tally.js'
import type { Verbose } from './verbose.js'

/** What a transfer has besides its URL. */
export interface TransferContext {
  readonly proc: Proc
  readonly words: CurlWords
  readonly body: ByteString | undefined
  readonly sink: Sink
  readonly tally: Tally
  readonly verbose: Verbose
}

const usualRedirections = 50

/** One transfer, with the redirections that it follows. */
export class Transfer {
  readonly #context: TransferContext
  #socket: Socket | undefined
  #last: readonly [Url, Response] | undefined

  constructor(context: TransferContext) {
    this.#context = context
  }

  /** Throws `CurlError`. */
  async run(text: ByteString): Promise<void> {
    const { words, tally, verbose, body } = this.#context
    let url = this.#read(text)
    const first = url
    let asked: Asked = { method: methodOf(words, body), body, words, isTrusted: true }
    const most = Number(words.last('max-redirs') ?? usualRedirections)
    for (;;) {
      const response = await this.#exchange(url, asked)
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('Location') : undefined
      tally.redirectUrl = location === undefined ? '' : locationFrom(url, location)
      if (location === undefined || !words.has('location')) {
        this.#last = [url, response]
        return
      }
      await verbose.closing(url, response)
      if (tally.redirects >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`)
      tally.redirects++
      url = this.#read(tally.redirectUrl)
      tally.url = tally.redirectUrl
      tally.redirectUrl = ''
      await verbose.note(`Issue another request to this URL: '${tally.url}'`)
      asked = afterRedirect(response.status, asked, url.host === first.host || words.has('location-trusted'))
    }
  }

  /** Tells what becomes of its last connection. */
  async tellEnd(): Promise<void> {
    if (this.#last !== undefined) await this.#context.verbose.closing(...this.#last)
  }

  /** Nothing comes of it any more. */
  abandon(): void {
    this.#socket?.close()
  }

  #read(text: ByteString): Url {
    const { flavor } = this.#context.proc
    const url = /[\0-\x20\x7f]/.test(text) ? undefined : parseUrl(text)
    if (url === undefined) throw new CurlError(3, sentenceOf('url', flavor))
    if (url.scheme === 'http' || url.scheme === 'https') return url
    throw new CurlError(1, `Protocol "${url.scheme}" not supported${flavor === 'gnu' ? ' or disabled in libcurl' : ''}`)
  }

  async #exchange(url: Url, asked: Asked): Promise<Response> {
    const { tally, verbose } = this.#context
    const socket = await this.#connect(url)
    try {
      await this.#send(socket, url, asked)
      return await this.#take(socket, asked)
    } catch (thrown) {
      await verbose.closing(url, undefined)
      if (!(thrown instanceof Errno)) throw thrown
      throw new CurlError(56, `Recv failure: ${thrown.message}`)
    } finally {
      tally.connections++
      socket.close()
    }
  }

  async #connect(url: Url): Promise<Socket> {
    const { proc, tally, verbose, words } = this.#context
    const port = portOf(url)
    const addresses = resolved(words, url.host, port) ?? addressesOf(proc, url.host)
    if (addresses.length === 0) throw await verbose.said(new CurlError(6, `Could not resolve host: ${url.host}`))
    tally.at('namelookup')
    const begun = proc.host.now()
    await verbose.trying(addresses[0]!, port)
    try {
      const wanted = words.has('ipv6') ? addresses.filter((address) => address.includes(':')) : addresses
      const { fd, address } = await connectToAny(proc, wanted, port)
      const socket = (this.#socket = new Socket(proc, fd))
      tally.connected({ address, port }, socket.local)
      await verbose.connected(url.host, address, port)
      if (url.scheme === 'http') return socket
      socket.close()
      throw new CurlError(35, sentenceOf('tls', proc.flavor))
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await verbose.refused(addresses[0]!, port, thrown.message)
      const after = Math.floor((proc.host.now() - begun) / 1000)
      const sentence = `Failed to connect to ${url.host} port ${port} after ${after} ms: ${sentenceOf('connect', proc.flavor)}`
      throw await verbose.said(new CurlError(7, sentence, thrown.code === 'ECONNREFUSED'))
    }
  }

  async #send(socket: Socket, url: Url, asked: Asked): Promise<void> {
    const { proc, verbose, tally, words } = this.#context
    const version = words.has('http1.0') ? '1.0' : '1.1'
    const head = headText(`${asked.method} ${url.target} HTTP/${version}`, fieldsOf(url, asked, proc.flavor))
    tally.method = asked.method
    tally.scheme = url.scheme
    await socket.send(head)
    await verbose.sent(head)
    if (asked.body === undefined || asked.body === '') return
    await verbose.data('}', asked.body.length)
    await socket.send(toBytes(asked.body))
    tally.uploaded += asked.body.length
  }

  async #take(socket: Socket, asked: Asked): Promise<Response> {
    const { words, sink, tally, verbose } = this.#context
    const response = await this.#head(socket)
    const { status, headers } = response
    const fails = status >= 400 && words.has('fail')
    const isFollowed = words.has('location') && status >= 300 && status < 400 && headers.has('Location')
    const framing = responseFraming(status, headers, asked.method)
    if (framing === 'malformed') throw new CurlError(8, 'Invalid Content-Length: value')
    tally.expected = lengthOf(asked.method === 'HEAD' ? requestFraming(headers) : framing)
    if (fails) throw new CurlError(22, `The requested URL returned error: ${status}`)
    try {
      for await (const some of readBody(socket.reader, framing)) {
        await verbose.data('{', some.length)
        if (isFollowed) continue
        tally.downloaded += some.length
        await sink.body(some)
      }
    } catch (thrown) {
      if (thrown instanceof BodyError) throw cutOff(thrown)
      throw thrown
    }
    if (!isFollowed) await sink.ended()
    if (status >= 400 && words.has('fail-with-body'))
      throw new CurlError(22, `The requested URL returned error: ${status}`)
    return response
  }

  async #head(socket: Socket): Promise<Response> {
    const { sink, tally, verbose } = this.#context
    for (;;) {
      const response = await readResponse(socket.reader, 300 * 1024)
      if (response === 'ended') throw new CurlError(52, 'Empty reply from server')
      if (typeof response === 'string') throw new CurlError(1, 'Received HTTP/0.9 when not allowed')
      tally.answered(response)
      await verbose.received(response)
      await sink.head(response.text)
      if (response.status >= 200) return response
    }
  }
}

const lengthOf = (framing: Framing | 'malformed'): number | undefined =>
  framing !== 'malformed' && framing.kind === 'length' ? framing.length : undefined

const cutOff = ({ kind, missing }: BodyError): CurlError =>
  kind === 'malformed'
    ? new CurlError(56, 'Illegal or missing hexadecimal sequence in chunked-encoding')
    : new CurlError(
        18,
        missing === 0
          ? 'transfer closed with outstanding read data remaining'
          : `transfer closed with ${missing} bytes remaining to read`,
      )

/** What a redirection makes of a request: what was posted is not posted again, but after 307 and 308. */
function afterRedirect(status: number, asked: Asked, isTrusted: boolean): Asked {
  const keeps = status === 307 || status === 308 || asked.body === undefined
  if (keeps) return { ...asked, isTrusted }
  const method = asked.words.last('request') ?? 'GET'
  return { ...asked, method, body: undefined, isTrusted }
}

/** The addresses that `--resolve` gives. */
function resolved(words: CurlWords, host: string, port: number): readonly string[] | undefined {
  const found = words.all('resolve').find((entry) => entry.startsWith(`${host}:${port}:`))
  return found?.slice(`${host}:${port}:`.length).split(',')
}
