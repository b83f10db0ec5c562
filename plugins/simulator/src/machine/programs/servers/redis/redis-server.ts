import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll, plain } from '../accept.js'
import { written } from './reply.js'
import { inlineWords, ProtocolError, Requests } from './request.js'
import { commands } from './commands.js'
import { RedisServer, type Session } from './server.js'

/** What is set where nobody sets it, of what clients ask for. */
const usual: readonly (readonly [string, string])[] = [
  ['port', '6379'], ['bind', '* -::*'], ['requirepass', ''], ['maxmemory', '0'], ['maxmemory-policy', 'noeviction'],
  ['appendonly', 'no'], ['save', '3600 1 300 100 60 10000'], ['databases', '16'], ['dir', '/data'], ['timeout', '0'],
  ['loglevel', 'notice'], ['notify-keyspace-events', ''], ['protected-mode', 'no'], ['tcp-keepalive', '300'],
] // prettier-ignore

/** Its command line: a file of settings, then `--name value…`. Returns what is wrong. */
function settingsOf(proc: Proc): Map<ByteString, ByteString> | string {
  const settings = new Map<ByteString, ByteString>(usual)
  const [, first, ...rest] = proc.argv
  const isFile = first !== undefined && !first.startsWith('-')
  if (isFile) {
    try {
      readFile(fromBytes(proc.host.files.readFile(first, proc.caller)), settings)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return `Fatal error, can't open config file '${first}': ${thrown.message}`
    }
  }
  let name: ByteString | undefined
  for (const word of isFile || first === undefined ? rest : [first, ...rest]) {
    if (word.startsWith('--')) {
      name = word.slice(2).toLowerCase()
      settings.set(name, '')
    } else if (name !== undefined) settings.set(name, [settings.get(name), word].filter(Boolean).join(' '))
  }
  return settings
}

function readFile(text: ByteString, settings: Map<ByteString, ByteString>): void {
  for (const line of text.split('\n')) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const [name = '', ...values] = inlineWords(line) ?? []
    settings.set(name.toLowerCase(), values.join(' '))
  }
}

/** `redis-server`: RESP, what is kept in memory, and the lines that Redis logs. */
export const redisServer: Program = async (proc) => {
  const version = proc.env.get('REDIS_VERSION') ?? '8.0.3'
  if (/^(?:-v|--version)$/.test(proc.argv[1] ?? '')) {
    await proc.write(1, `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`)
    return 0
  }
  const settings = settingsOf(proc)
  if (typeof settings === 'string') {
    await proc.write(2, `${settings}\n`)
    return 1
  }
  const port = Number(settings.get('port'))
  const log = async (text: string, level = '*', role = 'M'): Promise<void> => {
    const at = formatTime('%d %b %Y %H:%M:%S.%3N', proc.host.now())
    await proc.write(1, `${proc.pid}:${role} ${at} ${level} ${text}\n`)
  }
  const stopped = new Promise<string | undefined>((resolve) => {
    proc.handle(signalNumbers.TERM, () => resolve('Received SIGTERM scheduling shutdown...'))
    proc.handle(signalNumbers.INT, () => resolve('Received SIGINT scheduling shutdown...'))
    const shutDown = (): void => resolve(undefined)
    const server = new RedisServer(proc, { commands, settings, version, port, shutDown })
    begin(proc, server, log).catch(() => resolve('in use'))
  })
  const why = await stopped
  if (why === 'in use') return 1
  if (why !== undefined) await log(why)
  await log('User requested shutdown...')
  await log('Redis is now ready to exit, bye bye...', '#')
  return 0
}

type Log = (text: string, level?: string, role?: string) => Promise<void>

/** Starts, and says so. Rejects where it cannot. */
async function begin(proc: Proc, server: RedisServer, log: Log): Promise<void> {
  const { version, port } = server
  await log('oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', '*', 'C')
  await log(`Redis version=${version}, bits=64, commit=00000000, modified=1, pid=${proc.pid}, just started`, '*', 'C')
  if (proc.argv.length > 1) await log('Configuration loaded', '*', 'C')
  else {
    const hint = 'In order to specify a config file use redis-server /path/to/redis.conf'
    await log(`Warning: no config file specified, using the default config. ${hint}`, '#', 'C')
  }
  await log('monotonic clock: POSIX clock_gettime')
  await log(`Running mode=standalone, port=${port}.`)
  let listener: number
  try {
    listener = proc.sockets.listen({ address: '::', port })
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await log(`Warning: Could not create server TCP listening socket *:${port}: bind: ${thrown.message}`, '#')
    await log('Failed listening on port ' + `${port} (tcp), aborting.`, '#')
    throw thrown
  }
  await log('Server initialized')
  // Since 7.2 there is more than TCP.
  const [major = 0, minor = Infinity] = version.split('.').map(Number)
  await log(`Ready to accept connections${major > 7 || (major === 7 && minor >= 2) ? ' tcp' : ''}`)
  await acceptAll(proc, listener, (fd) => serve(proc, server, fd))
}

/** Answers one who is connected. */
async function serve(proc: Proc, server: RedisServer, fd: number): Promise<void> {
  const session = new Connected(proc, server, fd)
  server.sessions.add(session)
  try {
    await session.converse()
  } finally {
    server.sessions.delete(session)
  }
}

/** How much may wait for one who subscribes and does not read (`client-output-buffer-limit pubsub`). */
const mostUnread = 8 * 2 ** 20

class Connected implements Session {
  readonly server: RedisServer
  readonly id: number
  readonly peer: Session['peer']
  readonly connectedAt: number
  readonly library = new Map<string, ByteString>()
  readonly channels = new Set<ByteString>()
  readonly patterns = new Set<ByteString>()
  readonly watched = new Map<string, number>()
  version: 2 | 3 = 2
  database = 0
  name = ''
  queue: (readonly ByteString[])[] | undefined
  isSpoiled = false
  isLetIn: boolean
  isLeaving = false
  readonly #proc: Proc
  readonly #fd: number
  #unsent = ''
  #sending: Promise<void> | undefined

  constructor(proc: Proc, server: RedisServer, fd: number) {
    this.#proc = proc
    this.#fd = fd
    this.server = server
    this.id = ++server.connections
    this.peer = plain(proc.sockets.peerOf(fd))
    this.connectedAt = server.now()
    this.isLetIn = server.password === undefined
  }

  get keys(): Session['keys'] {
    return this.server.keyspace(this.database)
  }

  push(reply: Parameters<Session['push']>[0]): void {
    this.#unsent += written(reply, this.version)
    if (this.#unsent.length > mostUnread) this.isLeaving = true
    else void this.#flush().catch(() => (this.isLeaving = true))
  }

  async converse(): Promise<void> {
    const requests = new Requests()
    while (!this.isLeaving) {
      const bytes = await this.#proc.read(this.#fd)
      if (bytes === null) return
      this.#proc.grow(bytes.length)
      requests.take(bytes)
      await this.#answer(requests)
      this.#proc.shrink(bytes.length)
    }
  }

  async #answer(requests: Requests): Promise<void> {
    try {
      for (let words = requests.next(); words !== undefined && !this.isLeaving; words = requests.next()) {
        const turn = this.#proc.tick()
        if (turn !== undefined) await turn
        const reply = this.server.run(this, words)
        if (reply !== undefined) this.#unsent += written(reply, this.version)
        if (this.#unsent.length > 65_536) await this.#flush()
      }
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown
      this.#unsent += `-ERR Protocol error: ${thrown.message}\r\n`
      this.isLeaving = true
    }
    await this.#flush()
  }

  /** Sends what there is; one at a time, so that it stays in order. */
  #flush(): Promise<void> {
    return (this.#sending ??= this.#send().finally(() => (this.#sending = undefined)))
  }

  async #send(): Promise<void> {
    while (this.#unsent !== '') {
      const text = this.#unsent
      this.#unsent = ''
      try {
        await this.#proc.write(this.#fd, text)
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        this.isLeaving = true
        return
      }
    }
  }
}
