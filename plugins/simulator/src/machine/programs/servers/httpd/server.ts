import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { BodyError, requestFraming, skipBody } from '../../../http/body.js'
import { ByteReader } from '../../../http/byte-reader.js'
import { keepsAlive, readRequest, type Request } from '../../../http/request.js'
import type { Proc } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { Accounts } from '../../shared/accounts.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll, listenEverywhere, plain } from '../accept.js'
import { firstOf } from '../ending.js'
import { accessLine } from './access-line.js'
import { badRequest, errorAnswer, httpdAnswer, type HttpdAnswer } from './answer.js'
import { send } from './send.js'
import type { HttpdSettings } from './settings.js'

const { HUP, INT, TERM, USR1, WINCH } = signalNumbers

/** Apache, as it runs with its settings: one worker answers all connections. */
export class Server {
  readonly #proc: Proc
  readonly #settings: HttpdSettings
  readonly #version: string
  #errorLog = 2
  #accessLog = 1

  constructor(proc: Proc, settings: HttpdSettings, version: string) {
    this.#proc = proc
    this.#settings = settings
    this.#version = version
  }

  async run(): Promise<number> {
    const proc = this.#proc
    const { ports, pidFile, errorLog, accessLog, user } = this.#settings
    const told = firstOf(proc, [INT, TERM, WINCH])
    for (const signal of [HUP, USR1]) proc.handle(signal, 'ignore')
    const listeners: number[] = []
    for (const port of ports) {
      try {
        listeners.push(listenEverywhere(proc, port))
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        const reason = `(98)${thrown.message}: AH00072: make_sock: could not bind to address [::]:${port}`
        await proc.write(2, `${reason}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`)
        return 1
      }
    }
    this.#errorLog = await this.#open(errorLog, 2)
    this.#accessLog = await this.#open(accessLog, 1)
    await this.#keepNumber(pidFile)
    await this.#say(
      'mpm_event',
      'notice',
      `AH00489: Apache/${this.#version} (Unix) configured -- resuming normal operations`,
    )
    await this.#say('core', 'notice', `AH00094: Command line: '${commandLine(proc.argv)}'`)
    const account = new Accounts(proc).findUser(user)
    const worker = async (own: Proc): Promise<number> => {
      if (account !== undefined && own.uid === 0) {
        own.gid = account.gid
        own.uid = account.uid
      }
      for (const signal of [INT, WINCH, HUP, USR1]) own.handle(signal, 'ignore')
      const server = new Server(own, this.#settings, this.#version)
      server.#errorLog = this.#errorLog
      server.#accessLog = this.#accessLog
      await Promise.all(listeners.map((fd) => acceptAll(own, fd, (connection) => server.#serve(connection))))
      return 0
    }
    const pid = proc.fork(worker)
    const signal = await told
    proc.kill(pid, TERM)
    const [code, how] =
      signal === WINCH ? ['AH00492', 'SIGWINCH, shutting down gracefully'] : ['AH00491', 'SIGTERM, shutting down']
    await this.#say('mpm_event', 'notice', `${code}: caught ${how}`)
    return 0
  }

  async #open(path: ByteString, otherwise: number): Promise<number> {
    try {
      return await this.#proc.open(path, { write: true, append: true, create: true }, 0o644)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return otherwise
    }
  }

  async #keepNumber(path: ByteString): Promise<void> {
    const fd = await this.#open(path, -1)
    if (fd < 0) return
    await this.#proc.write(fd, `${this.#proc.pid}\n`)
    this.#proc.close(fd)
  }

  async #say(module: string, level: string, text: string, client = ''): Promise<void> {
    const { pid, host } = this.#proc
    const at = formatTime('%a %b %d %H:%M:%S.%6N %Y', host.now())
    await this.#proc.write(this.#errorLog, `[${at}] [${module}:${level}] [pid ${pid}:tid ${pid}] ${client}${text}\n`)
  }

  async #serve(fd: number): Promise<void> {
    const proc = this.#proc
    const reader = new ByteReader((atMost) => proc.read(fd, atMost))
    for (;;) {
      const request = await readRequest(reader)
      if (request === 'ended' || request === 'cut off') return
      const began = proc.host.now()
      const answer = await this.#answer(fd, reader, request)
      const isLast =
        typeof request === 'string' || !keepsAlive(request) || answer.status === 400 || answer.status === 501
      const sent = await send(proc, { fd, request, isLast, version: this.#version }, answer)
      await this.#log(fd, request, answer, sent, began)
      if (isLast) return
    }
  }

  async #answer(fd: number, reader: ByteReader, request: Request | string): Promise<HttpdAnswer> {
    if (typeof request === 'string') {
      return request === 'too large'
        ? errorAnswer(414, "The requested URL's length exceeds the capacity\nlimit for this server.<br />\n")
        : badRequest()
    }
    if (request.version === '1.1' && !request.headers.has('Host')) return badRequest()
    const framing = requestFraming(request.headers)
    if (framing === 'malformed') return badRequest()
    try {
      await skipBody(reader, framing)
    } catch (thrown) {
      if (thrown instanceof BodyError) return badRequest()
      throw thrown
    }
    const { port } = this.#proc.sockets.nameOf(fd)
    const answer = await httpdAnswer(this.#proc, this.#settings, request, port)
    if (answer.wrong !== undefined) {
      const peer = plain(this.#proc.sockets.peerOf(fd))
      await this.#say('core', 'error', answer.wrong, `[client ${peer.address}:${peer.port}] `)
    }
    return answer
  }

  async #log(
    fd: number,
    request: Request | string,
    { status }: HttpdAnswer,
    sent: number,
    began: number,
  ): Promise<void> {
    const { host, sockets } = this.#proc
    const { address } = plain(sockets.peerOf(fd))
    const { format, serverName = 'localhost' } = this.#settings
    const asked = typeof request === 'string' ? undefined : request
    const took = host.now() - began
    const line = accessLine(format, { address, request: asked, status, sent, began, took, serverName })
    await this.#proc.write(this.#accessLog, `${line}\n`)
  }
}

/** As `AH00094` has it: `-D NAME` apart from its letter. */
const commandLine = (argv: readonly ByteString[]): ByteString =>
  argv.map((word, at) => (at === 0 ? word.replace(/.*\//, '') : word.replace(/^-D(?=.)/, '-D '))).join(' ')
