import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { SocketAddress } from '../../../network/sockets.js'
import { Keyspace } from './keyspace.js'
import { error, noAuth, wrongArity, type Reply } from './reply.js'

/** What a server knows of one who is connected. */
export interface Session {
  readonly server: RedisServer
  readonly id: number
  readonly peer: SocketAddress
  readonly connectedAt: number
  /** Of RESP. */
  version: 2 | 3
  /** Of its database. */
  database: number
  name: ByteString
  /** What it says of its library (`CLIENT SETINFO`). */
  readonly library: Map<string, ByteString>
  isLetIn: boolean
  /** What `EXEC` is to do; undefined outside of `MULTI`. */
  queue: (readonly ByteString[])[] | undefined
  /** Whether something was refused since `MULTI`, so that `EXEC` does nothing. */
  isSpoiled: boolean
  readonly channels: Set<ByteString>
  readonly patterns: Set<ByteString>
  /** Whether it has asked to go. */
  isLeaving: boolean
  /** What it has watched has been touched since. */
  readonly watched: Map<string, number>
  /** Sends what it has not asked for. */
  push(reply: Reply): void
  readonly keys: Keyspace
}

/** Does what it is asked for; what it gives is sent, undefined where it has sent all itself. */
export type Run = (session: Session, args: readonly ByteString[]) => Reply | undefined

export interface Command {
  /** How many words it has, its name among them; at least that many where it is negative. */
  readonly arity: number
  readonly writes?: boolean
  readonly run: Run
}

export type Commands = Readonly<Record<string, Command>>

const beforeAuth = new Set(['auth', 'hello', 'quit', 'reset'])
const whileSubscribed = new Set(['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe', 'ping', 'quit', 'reset'])
const neverQueued = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])

/** How much may be written before what there is is counted anew. */
const perCount = 2 ** 20

/** What one `redis-server` has: databases, settings, and who is connected. */
export class RedisServer {
  readonly commands: ReadonlyMap<string, Command>
  readonly databases = 16
  readonly keyspaces = new Map<number, Keyspace>()
  readonly sessions = new Set<Session>()
  readonly settings: Map<ByteString, ByteString>
  readonly version: string
  readonly port: number
  readonly pid: number
  readonly runId: string
  readonly startedAt: number
  readonly now: () => number
  readonly shutDown: () => void
  connections = 0
  asked = 0
  /** Counts what is written, so that it is known what came after what. */
  changes = 0
  readonly #touched = new Map<string, number>()
  readonly #proc: Proc
  #counted = 0
  #since = 0

  constructor(
    proc: Proc,
    {
      commands,
      settings,
      version,
      port,
      shutDown,
    }: Pick<RedisServer, 'commands' | 'settings' | 'version' | 'port' | 'shutDown'>,
  ) {
    this.#proc = proc
    this.commands = commands
    this.settings = settings
    this.version = version
    this.port = port
    this.shutDown = shutDown
    this.pid = proc.pid
    this.now = () => proc.host.now()
    this.startedAt = this.now()
    this.runId = Buffer.from(proc.host.random(20)).toString('hex')
  }

  get password(): ByteString | undefined {
    return this.settings.get('requirepass') || undefined
  }

  /** Bytes that are kept, about. */
  readonly used = (): number => this.#counted + this.#since

  keyspace(number: number): Keyspace {
    const keys = this.keyspaces.get(number) ?? new Keyspace(this.now)
    this.keyspaces.set(number, keys)
    return keys
  }

  clear(): void {
    for (const keys of this.keyspaces.values()) keys.clear()
  }

  /** When a key of a database (`0 key`) was last written, of those that somebody watches. */
  touched(key: string): number {
    return this.#touched.get(key) ?? 0
  }

  /** Does a command, or puts it off to `EXEC`. Undefined where all is sent that there is to. */
  run(session: Session, words: readonly ByteString[]): Reply | undefined {
    this.asked++
    const [word = '', ...args] = words
    const name = word.toLowerCase()
    const command = this.commands.get(name)
    const wrong = this.#refusal(session, name, command, words)
    if (wrong !== undefined) {
      if (session.queue !== undefined) session.isSpoiled = true
      return wrong
    }
    if (session.queue !== undefined && !neverQueued.has(name)) {
      session.queue.push(words)
      this.#grow(words.reduce((sum, one) => sum + one.length, 64))
      return { status: 'QUEUED' }
    }
    const reply = command!.run(session, args)
    if (command!.writes === true) this.#wrote(session, args)
    return reply
  }

  #refusal(
    session: Session,
    name: string,
    command: Command | undefined,
    words: readonly ByteString[],
  ): Reply | undefined {
    if (command === undefined) return unknown(words)
    if (command.arity < 0 ? words.length < -command.arity : words.length !== command.arity) return wrongArity(name)
    if (!session.isLetIn && !beforeAuth.has(name)) return noAuth
    const listens = session.channels.size + session.patterns.size > 0
    if (listens && session.version === 2 && !whileSubscribed.has(name)) {
      return error(
        `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      )
    }
    return undefined
  }

  #wrote({ database }: Session, args: readonly ByteString[]): void {
    this.changes++
    const isWatched = [...this.sessions].some(({ watched }) => watched.size > 0)
    if (isWatched) for (const key of args) this.#touched.set(`${database} ${key}`, this.changes)
    else this.#touched.clear()
    this.#grow(args.reduce((sum, one) => sum + one.length, 64))
  }

  /** Counts what is taken of the container's memory; every now and then what is really there. */
  #grow(bytes: number): void {
    this.#since += bytes
    this.#proc.grow(bytes)
    if (this.#since < perCount) return
    const real = [...this.keyspaces.values()].reduce((sum, keys) => sum + keys.bytes(), 0)
    this.#proc.grow(real - this.#counted - this.#since)
    this.#counted = real
    this.#since = 0
  }
}

const unknown = ([name = '', ...args]: readonly ByteString[]): Reply => {
  let shown = ''
  for (const arg of args) if (shown.length < 128) shown += `'${arg.slice(0, 128 - shown.length)}' `
  return error(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`)
}
