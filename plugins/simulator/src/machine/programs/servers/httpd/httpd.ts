import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { BodyError, requestFraming, skipBody } from '../../../http/body.js'
import { ByteReader } from '../../../http/byte-reader.js'
import { httpDate } from '../../../http/date.js'
import { headText } from '../../../http/head.js'
import { keepsAlive, readRequest, type Request } from '../../../http/request.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { Accounts } from '../../shared/accounts.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll, listenEverywhere, plain } from '../accept.js'
import { firstOf } from '../ending.js'
import { badRequest, httpdAnswer, httpdReasons, errorAnswer, type HttpdAnswer } from './answer.js'
import { HttpdConfigError, readHttpdSettings, type HttpdSettings } from './settings.js'

const { HUP, INT, TERM, USR1, WINCH } = signalNumbers

interface Words {
  readonly config: ByteString
  readonly tests: boolean
  readonly shows: boolean
}

function wordsOf(argv: readonly ByteString[]): Words {
  const at = argv.indexOf('-f')
  const config = at < 0 ? undefined : argv[at + 1]
  return {
    config: config ?? '/usr/local/apache2/conf/httpd.conf',
    tests: argv.includes('-t') || argv.includes('configtest'),
    shows: argv.includes('-v') || argv.includes('-V'),
  }
}

/** `httpd`: Apache, as its image has it; serves files. */
export const httpd: Program = async (proc) => {
  const version = proc.env.get('HTTPD_VERSION') ?? '2.4.64'
  const { config, tests, shows } = wordsOf(proc.argv)
  if (shows) {
    await proc.write(1, `Server version: Apache/${version} (Unix)\nServer built:   Jul 10 2025 00:00:00\n`)
    return 0
  }
  let settings: HttpdSettings
  try {
    settings = readHttpdSettings(fromBytes(proc.host.files.readFile(config, proc.caller)), config)
  } catch (thrown) {
    if (!(thrown instanceof HttpdConfigError) && !(thrown instanceof Errno)) throw thrown
    const why =
      thrown instanceof Errno ? `httpd: Could not open configuration file ${config}: ${thrown.message}` : thrown.message
    await proc.write(2, `${why}\n`)
    return 1
  }
  if (settings.serverName === undefined) await unnamed(proc)
  if (tests) {
    await proc.write(2, 'Syntax OK\n')
    return 0
  }
  return new Server(proc, settings, version).run()
}

/** It says so as it reads its configuration, and as it does so again. */
async function unnamed(proc: Proc): Promise<void> {
  const { network } = proc.host
  const [address = '127.0.0.1'] = network.interfaces()[1]?.addresses.map((one) => one.split('/')[0]!) ?? []
  const line = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`
  await proc.write(2, line + line)
}

class Server {
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
      const sent = await this.#send(fd, request, answer, isLast)
      await this.#log(fd, request, answer.status, sent, began)
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

  /** Returns how many bytes of body were sent. */
  async #send(fd: number, request: Request | string, answer: HttpdAnswer, isLast: boolean): Promise<number> {
    const proc = this.#proc
    const { status, headers, length, type, text, file } = answer
    const location = headers.filter(([name]) => name === 'Location' || name === 'Allow')
    const isEmpty = status === 304
    const isOld = typeof request !== 'string' && request.version === '1.0' && !isLast
    const fields: (readonly [string, string])[] = [
      ['Date', httpDate(proc.host.now())],
      ['Server', `Apache/${this.#version} (Unix)`],
      ...location,
      ...headers.filter(
        ([name]) => !['Location', 'Allow', 'Content-Range'].includes(name) && (!isEmpty || name !== 'Accept-Ranges'),
      ),
      ...(isEmpty ? [] : [['Content-Length', String(length)] as const]),
      ...headers.filter(([name]) => name === 'Content-Range'),
      ...(isLast ? [['Connection', 'close'] as const] : []),
      ...(isOld ? [['Connection', 'Keep-Alive'] as const] : []),
      ...(type === '' ? [] : [['Content-Type', type] as const]),
    ]
    await proc.write(fd, headText(`HTTP/1.1 ${status} ${httpdReasons[status]}`, fields))
    if (isEmpty || (typeof request !== 'string' && request.method === 'HEAD')) return 0
    if (text !== undefined) await proc.write(fd, text)
    if (file !== undefined) await this.#copy(file.fd, file.start, length, fd)
    return length
  }

  async #copy(from: number, start: number, length: number, to: number): Promise<void> {
    const proc = this.#proc
    proc.file(from)!.seek(start, 'start')
    for (let left = length; left > 0;) {
      const some = await proc.read(from, Math.min(left, 65_536))
      if (some === null) break
      await proc.write(to, some)
      left -= some.length
    }
    proc.close(from)
  }

  /** Of a format (mod_log_config) the conversions that the usual ones have. */
  async #log(fd: number, request: Request | string, status: number, sent: number, began: number): Promise<void> {
    const { address } = plain(this.#proc.sockets.peerOf(fd))
    const asked = typeof request === 'string' ? undefined : request
    const values: Readonly<Record<string, string>> = {
      h: address, a: address, l: '-', u: '-', s: String(status), b: sent === 0 ? '-' : String(sent), B: String(sent),
      t: formatTime('[%d/%b/%Y:%H:%M:%S +0000]', began), r: asked?.startLine ?? '-', m: asked?.method ?? '-',
      U: asked?.target.replace(/\?.*/, '') ?? '-', D: String(this.#proc.host.now() - began), v: this.#settings.serverName ?? 'localhost',
    } // prettier-ignore
    const line = this.#settings.format.replace(
      /%[<>]?(?:\{([^}]*)\})?([a-zA-Z])/g,
      (_, name: string | undefined, letter: string) =>
        name === undefined
          ? (values[letter] ?? '-')
          : letter === 'i'
            ? (asked?.headers.get(name) ?? '-').replace(/["\\]/g, '\\$&')
            : '-',
    )
    await this.#proc.write(this.#accessLog, `${line}\n`)
  }
}

/** As `AH00094` has it: `-D NAME` apart from its letter. */
const commandLine = (argv: readonly ByteString[]): ByteString =>
  argv.map((word, at) => (at === 0 ? word.replace(/.*\//, '') : word.replace(/^-D(?=.)/, '-D '))).join(' ')
