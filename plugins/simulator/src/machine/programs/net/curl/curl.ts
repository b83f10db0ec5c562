import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { readFileOf } from '../read-file.js'
import { dataOf } from './body.js'
import { CurlError, versionOf } from './curl-error.js'
import { Meter } from './meter.js'
import { readCurlWords, type CurlWords } from './options.js'
import { Sink } from './sink.js'
import { Tally } from './tally.js'
import { Transfer } from './transfer.js'
import { Verbose } from './verbose.js'
import { writeOut } from './write-out.js'

/** Transfers URLs by HTTP. */
export const curl: Program = async (proc) => {
  const words = readCurlWords(proc.argv.slice(1))
  if (typeof words === 'string') return refuse(proc, words)
  if (words.has('version')) {
    await proc.write(
      1,
      `curl ${versionOf(proc.flavor)} (x86_64-pc-linux-gnu) libcurl/${versionOf(proc.flavor)}\nProtocols: http\n`,
    )
    return 0
  }
  if (words.has('help')) {
    await proc.write(1, 'Usage: curl [options...] <url>\n')
    return 0
  }
  if (words.urls.length === 0) return refuse(proc, proc.argv.length === 1 ? '' : 'no URL specified!')
  proc.handle(signalNumbers.PIPE, 'ignore')
  return new Run(proc, words).all()
}

async function refuse(proc: Proc, wrong: string): Promise<number> {
  if (wrong !== '') await proc.write(2, `curl: ${wrong}\n`)
  await proc.write(2, `curl: try 'curl --help' or 'curl --manual' for more information\n`)
  return 2
}

/** The transfers of one command line. */
class Run {
  readonly #proc: Proc
  readonly #words: CurlWords
  readonly #meter: Meter
  readonly #verbose: Verbose

  constructor(proc: Proc, words: CurlWords) {
    this.#proc = proc
    this.#words = words
    const showsBody = words.last('output') === undefined && !words.has('remote-name')
    const isQuiet = words.has('silent') || words.has('no-progress-meter') || (showsBody && proc.isTerminal(1))
    this.#meter = new Meter(proc, !isQuiet)
    this.#verbose = new Verbose(proc, words.has('verbose'))
  }

  async all(): Promise<number> {
    let code = 0
    for (const [at, url] of this.#words.urls.entries()) code = await this.#withRetries(url, at)
    return code
  }

  async #withRetries(url: ByteString, at: number): Promise<number> {
    const { last } = this.#words
    let delay = Number(last('retry-delay') ?? 0) || 1
    for (let left = Number(last('retry') ?? 0); ; left--) {
      const { tally, error, path } = await this.#once(url, at)
      const problem = left > 0 ? this.#problemOf(tally, error) : undefined
      if (problem === undefined) {
        const format = await this.#format()
        if (format !== undefined) await writeOut(this.#proc, format, { tally, error, path, url })
        if (error !== undefined) await this.#complain(error)
        return error?.code ?? 0
      }
      if (!this.#words.has('silent'))
        await this.#proc.write(
          2,
          `Warning: Problem: ${problem}. Will retry in ${delay} seconds. ${left} retries left.\n`,
        )
      if (error !== undefined) await this.#complain(error)
      await this.#proc.sleep(delay * 1e6)
      if (last('retry-delay') === undefined) delay = Math.min(delay * 2, 600)
    }
  }

  /** Why it is tried again. */
  #problemOf({ response }: Tally, error: CurlError | undefined): string | undefined {
    const { has } = this.#words
    if (error?.code === 28 || error?.code === 6) return 'timeout'
    if (error?.isRefusal === true && has('retry-connrefused')) return 'connection refused'
    if ([408, 429, 500, 502, 503, 504].includes(response?.status ?? 0)) return 'HTTP error'
    return error !== undefined && has('retry-all-errors') ? '(retrying all errors)' : undefined
  }

  async #once(
    url: ByteString,
    at: number,
  ): Promise<{ tally: Tally; error: CurlError | undefined; path: ByteString | undefined }> {
    const { has } = this.#words
    let path: ByteString | undefined
    let tally = new Tally(this.#proc, url)
    try {
      path = this.#pathFor(url, at)
      const body = await this.#body()
      const asked = body !== undefined && has('get') ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url
      tally = new Tally(this.#proc, asked)
      const sent = has('get') ? undefined : body
      await this.#meter.begin()
      const transfer = await this.#transfer(asked, sent, tally, new Sink(this.#proc, this.#words, path))
      await this.#meter.end(tally)
      await transfer.tellEnd()
      return { tally, error: undefined, path }
    } catch (thrown) {
      const error = thrown instanceof Errno ? new CurlError(23, `Failure writing output to destination`) : thrown
      if (!(error instanceof CurlError)) throw thrown
      if (tally.url !== url || path !== undefined || error.code !== 23) await this.#meter.end(tally)
      return { tally, error, path }
    }
  }

  async #transfer(url: ByteString, body: ByteString | undefined, tally: Tally, sink: Sink): Promise<Transfer> {
    const { last } = this.#words
    const context = { proc: this.#proc, words: this.#words, body, sink, tally, verbose: this.#verbose }
    const transfer = new Transfer(context)
    const limits = [
      this.#limit(tally, Number(last('max-time') ?? 0)),
      this.#patience(tally, Number(last('connect-timeout') ?? 0)),
    ]
    try {
      await Promise.race([transfer.run(url), ...limits])
      return transfer
    } finally {
      transfer.abandon()
      sink.close()
    }
  }

  async #limit(tally: Tally, seconds: number): Promise<never> {
    await this.#proc.sleep(seconds > 0 ? seconds * 1e6 : Infinity)
    const after = `after ${Math.floor(tally.elapsed / 1000)} milliseconds`
    if (tally.momentOf('connect') === 0) throw new CurlError(28, `Connection timed out ${after}`)
    const of = tally.response !== undefined && tally.expected !== undefined ? ` out of ${tally.expected}` : ''
    throw new CurlError(28, `Operation timed out ${after} with ${tally.downloaded}${of} bytes received`)
  }

  async #patience(tally: Tally, seconds: number): Promise<never> {
    await this.#proc.sleep(seconds > 0 ? seconds * 1e6 : Infinity)
    if (tally.momentOf('connect') > 0) return new Promise<never>(() => undefined)
    throw new CurlError(28, `Connection timed out after ${Math.floor(tally.elapsed / 1000)} milliseconds`)
  }

  async #body(): Promise<ByteString | undefined> {
    const upload = this.#words.last('upload-file')
    if (upload === undefined) return dataOf(this.#proc, this.#words)
    try {
      return fromBytes(await readFileOf(this.#proc, upload))
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new CurlError(26, `Can't open '${upload}'!`)
    }
  }

  /** Where the answer goes to: a file, or the standard output. */
  #pathFor(url: ByteString, at: number): ByteString | undefined {
    const targets = this.#words.given.filter(([name]) => name === 'output' || name === 'remote-name')
    const target = targets[at]
    if (target === undefined || target[1] === '-') return undefined
    const folder = this.#words.last('output-dir')
    const name = target[0] === 'output' ? target[1] : remoteName(url)
    if (name === '') throw new CurlError(23, 'Failed writing received data to disk/application')
    return folder === undefined ? name : `${folder}/${name}`
  }

  async #format(): Promise<ByteString | undefined> {
    const given = this.#words.last('write-out')
    return given?.startsWith('@') === true ? fromBytes(await readFileOf(this.#proc, given.slice(1))) : given
  }

  async #complain({ code, message }: CurlError): Promise<void> {
    if (this.#words.has('silent') && !this.#words.has('show-error')) return
    if (code === 23 && message.startsWith('Failed writing'))
      await this.#proc.write(2, 'curl: Remote file name has no length!\n')
    await this.#proc.write(2, `curl: (${code}) ${message}\n`)
  }
}

const remoteName = (url: ByteString): ByteString => {
  const path = url.replace(/^\w+:\/\//, '').replace(/[?#].*$/s, '')
  return path.includes('/') ? path.slice(path.lastIndexOf('/') + 1) : ''
}
