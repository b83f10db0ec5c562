import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { headText } from '../../../http/head.js'
import { readResponse, type Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { Patience } from '../late.js'
import type { Socket } from '../socket.js'
import { hostField, locationFrom, parseUrl, type Url } from '../url.js'
import { connect } from './gnu-connect.js'
import { fieldsOf } from './gnu-fields.js'
import { GnuFiles, type Download } from './gnu-files.js'
import { orLate } from './gnu-late.js'
import { GnuLog } from './gnu-log.js'
import type { GnuRun } from './gnu-run.js'
import { codes, Failed, type GnuWanted } from './gnu-wanted.js'

/** Downloads of one run. */
export class GnuFetch {
  readonly #proc: Proc
  readonly #wanted: GnuWanted
  readonly #log: GnuLog
  readonly #files: GnuFiles
  /** Whether a server has asked who it is: names are not sent before. */
  #isAsked = false

  constructor(proc: Proc, wanted: GnuWanted) {
    this.#proc = proc
    this.#wanted = wanted
    this.#log = new GnuLog(proc, wanted)
    this.#files = new GnuFiles(this.#run)
  }

  get #run(): GnuRun {
    return { proc: this.#proc, wanted: this.#wanted, log: this.#log }
  }

  /** Returns the exit code. */
  async fetch(text: ByteString): Promise<number> {
    const url = parseUrl(text)
    if (url === undefined || !['http', 'https'].includes(url.scheme)) {
      await this.#log.write(`${text}: Unsupported scheme '${url?.scheme ?? ''}'.\n`)
      return codes.generic
    }
    if (this.#wanted.spider) await this.#log.say('Spider mode enabled. Check if remote file exists.\n')
    for (let tried = 1; ; tried++) {
      try {
        return await this.#try(url)
      } catch (thrown) {
        if (!(thrown instanceof Failed)) throw thrown
        const isLast = !thrown.mayRetry || tried >= this.#wanted.tries
        await this.#log.say(thrown.message + (thrown.mayRetry ? (isLast ? 'Giving up.\n\n' : 'Retrying.\n\n') : ''))
        if (isLast) return thrown.code
        await this.#proc.sleep(Math.min(tried, 10) * 1e6)
      }
    }
  }

  async #try(first: Url): Promise<number> {
    const name = this.#files.nameFor(first)
    for (let url = first, left = this.#wanted.mostRedirections; ; left--) {
      await this.#log.say(`--${this.#log.time()}--  ${url.scheme}://${hostField(url)}${url.target}\n`)
      const patience = new Patience(this.#proc, this.#wanted.patience * 1e6)
      const socket = await connect(this.#run, url, patience)
      const response = await orLate(this.#ask(socket, url), patience, 'Read error (Connection timed out) in headers.\n')
      if (response.status === 401 && this.#userFor(url) !== undefined && !this.#isAsked) {
        this.#isAsked = true
        socket.close()
        await this.#log.say(`Authentication selected: ${response.headers.get('WWW-Authenticate') ?? ''}\n`)
        continue
      }
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('Location') : undefined
      if (location === undefined) return this.#end({ socket, url, response, name, patience })
      socket.close()
      await this.#log.say(`Location: ${location} [following]\n`)
      if (left === 0) throw new Failed(`${this.#wanted.mostRedirections} redirections exceeded.\n`, codes.server, false)
      const next = parseUrl(locationFrom(url, location))
      if (next === undefined) throw new Failed(`${location}: Invalid host name.\n`, codes.generic, false)
      url = next
    }
  }

  async #ask(socket: Socket, url: Url): Promise<Response> {
    const { method, posted, spider, showsResponse } = this.#wanted
    const user = this.#isAsked ? this.#userFor(url) : undefined
    const verb = method ?? (posted === undefined ? (spider ? 'HEAD' : 'GET') : 'POST')
    await this.#log.say('HTTP request sent, awaiting response... ')
    try {
      await socket.send(headText(`${verb} ${url.target} HTTP/1.1`, fieldsOf(url, this.#wanted, user)) + (posted ?? ''))
      const response = await readResponse(socket.reader)
      if (typeof response === 'string') throw new Failed('No data received.\n', codes.network, true)
      const shown = showsResponse
        ? `\n${response.text.replace(/\r?\n\r?\n$/, '\n').replace(/^(.+?)\r?\n/gm, '  $1\n')}`
        : ''
      await this.#log.say(shown === '' ? `${response.status} ${response.reason}\n` : shown)
      return response
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      throw new Failed(`Read error (${thrown.message}) in headers.\n`, codes.network, true)
    }
  }

  #userFor = (url: Url): ByteString | undefined => this.#wanted.user ?? url.user

  async #end(download: Download): Promise<number> {
    const { socket, url, response } = download
    const { status, reason, headers } = response
    const { spider, level } = this.#wanted
    if (status >= 400) {
      socket.close()
      if (spider) return this.#log.say('Remote file does not exist -- broken link!!!\n\n', codes.server)
      if (status === 401) return this.#log.say('\nUsername/Password Authentication Failed.\n', codes.authentication)
      if (level === 'short') await this.#log.write(`${url.scheme}://${hostField(url)}${url.target}:\n`)
      if (level !== 'quiet')
        await this.#log.write(`${this.#log.time()} ERROR ${status}: ${reason}.\n${level === 'all' ? '\n' : ''}`)
      return codes.server
    }
    const length = headers.get('Content-Length')
    const type = headers.get('Content-Type')?.replace(/;.*/, '')
    if (status !== 204)
      await this.#log.say(`Length: ${length ?? 'unspecified'}${type === undefined ? '' : ` [${type}]`}\n`)
    if (spider) {
      socket.close()
      return this.#log.say('Remote file exists.\n\n', 0)
    }
    return this.#files.save(download)
  }
}
