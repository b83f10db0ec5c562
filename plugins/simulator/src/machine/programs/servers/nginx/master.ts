import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { Accounts } from '../../shared/accounts.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll } from '../accept.js'
import { ConfigError } from './parse.js'
import type { NginxSettings } from './settings.js'
import { serveConnection, type Work } from './worker.js'

const levels = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg']
const { CHLD, HUP, INT, QUIT, TERM, USR1 } = signalNumbers
const signalNames: Readonly<Record<number, string>> = {
  [HUP]: 'SIGHUP',
  [INT]: 'SIGINT',
  [QUIT]: 'SIGQUIT',
  [TERM]: 'SIGTERM',
}

/** The first process of nginx: reads the configuration, has the sockets and the logs, and looks after its workers. */
export class Master {
  readonly #proc: Proc
  readonly #reload: () => NginxSettings
  #settings: NginxSettings
  /** Listeners by `address:port`. */
  readonly #listeners = new Map<string, number>()
  readonly #logs = new Map<ByteString, number>()
  #workers = new Set<number>()
  #signals: number[] = []
  #wake: () => void = () => undefined

  constructor(proc: Proc, settings: NginxSettings, reload: () => NginxSettings) {
    this.#proc = proc
    this.#settings = settings
    this.#reload = reload
  }

  async run(): Promise<number> {
    const proc = this.#proc
    for (const signal of [HUP, INT, QUIT, TERM, USR1, CHLD]) {
      proc.handle(signal, () => {
        this.#signals.push(signal)
        this.#wake()
      })
    }
    await this.#openLogs()
    if (!(await this.#listen())) return 1
    await this.#keepNumber()
    proc.argv = [`nginx: master process ${proc.argv.join(' ')}`]
    await this.#say('notice', 'using the "epoll" event method')
    await this.#say('notice', 'nginx/1.29.0')
    await this.#say('notice', 'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)')
    await this.#startWorkers()
    for (;;) {
      const signal = await this.#nextSignal()
      if (signal === CHLD) await this.#reap()
      else if (signal === HUP) await this.#reconfigure()
      else if (signal === QUIT || signal === TERM || signal === INT) return this.#stop(signal)
    }
  }

  async #nextSignal(): Promise<number> {
    while (this.#signals.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#signals.shift()!
  }

  #say(level: string, text: string): Promise<void> {
    return sayTo(this.#proc, this.#settings, this.#logs, level, text)
  }

  async #openLogs(): Promise<void> {
    const { servers, errorLog } = this.#settings
    const scopes = servers.flatMap(({ scope, locations }) => [scope, ...locations.map((one) => one.scope)])
    for (const path of [errorLog.path, ...scopes.flatMap(({ logs }) => logs.map((log) => log.path))]) {
      if (this.#logs.has(path)) continue
      try {
        const fd =
          path === 'stderr'
            ? this.#proc.dup(2)
            : await this.#proc.open(path, { write: true, append: true, create: true }, 0o644)
        this.#logs.set(path, fd)
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        await this.#proc.write(
          2,
          `nginx: [alert] could not open error log file: open() "${path}" failed (2: ${thrown.message})\n`,
        )
      }
    }
  }

  /** Listens where it is told to; says what it cannot have. */
  async #listen(): Promise<boolean> {
    const listens = this.#settings.servers.flatMap((server) => server.listens)
    for (const port of new Set(listens.map((one) => one.port))) {
      const here = listens.filter((one) => one.port === port).map((one) => one.address)
      const address = here.includes('::') ? '::' : here.includes('0.0.0.0') ? '0.0.0.0' : here[0]!
      const key = `${address}:${port}`
      if (this.#listeners.has(key)) continue
      try {
        this.#listeners.set(key, this.#proc.sockets.listen({ address, port }))
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        const why = `bind() to ${key} failed (${thrown.code === 'EADDRINUSE' ? 98 : 99}: ${thrown.message})`
        await this.#say('emerg', why)
        await this.#proc.write(2, `nginx: [emerg] ${why}\n`)
        return false
      }
    }
    return true
  }

  async #keepNumber(): Promise<void> {
    try {
      const fd = await this.#proc.open(this.#settings.pidFile, { write: true, create: true, truncate: true }, 0o644)
      await this.#proc.write(fd, `${this.#proc.pid}\n`)
      this.#proc.close(fd)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #startWorkers(): Promise<void> {
    await this.#say('notice', 'start worker processes')
    for (let started = 0; started < this.#settings.workers; started++) await this.#startWorker()
  }

  async #startWorker(): Promise<void> {
    const [settings, logs, listeners] = [this.#settings, this.#logs, [...this.#listeners.values()]]
    const account = new Accounts(this.#proc).findUser(settings.user)
    const begin = (proc: Proc): Promise<number> => {
      if (account !== undefined && proc.uid === 0) {
        proc.groups = []
        proc.gid = account.gid
        proc.uid = account.uid
      }
      return work(proc, settings, logs, listeners)
    }
    const pid = this.#proc.fork(begin, { argv: ['nginx: worker process'] })
    this.#workers.add(pid)
    await this.#say('notice', `start worker process ${pid}`)
  }

  async #reconfigure(): Promise<void> {
    await this.#say('notice', 'signal 1 (SIGHUP) received, reconfiguring')
    await this.#say('notice', 'reconfiguring')
    const before = this.#settings
    try {
      this.#settings = this.#reload()
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown
      return this.#say('emerg', thrown.message)
    }
    await this.#openLogs()
    if (!(await this.#listen())) {
      this.#settings = before
      return
    }
    await this.#say('notice', 'using the "epoll" event method')
    const old = this.#workers
    this.#workers = new Set()
    await this.#startWorkers()
    for (const pid of old) this.#tell(pid, QUIT)
  }

  #tell(pid: number, signal: number): void {
    try {
      this.#proc.kill(pid, signal)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #reap(): Promise<void> {
    for (;;) {
      let ended
      try {
        ended = await this.#proc.wait(-1, { noHang: true })
      } catch (thrown) {
        if (thrown instanceof Errno) return
        throw thrown
      }
      if (ended === undefined) return
      const how = 'code' in ended ? `exited with code ${ended.code}` : `exited on signal ${ended.signal}`
      await this.#say('code' in ended ? 'notice' : 'alert', `worker process ${ended.pid} ${how}`)
      if (this.#workers.delete(ended.pid)) await this.#startWorker()
    }
  }

  async #stop(signal: number): Promise<number> {
    const how = signal === QUIT ? 'shutting down' : 'exiting'
    await this.#say('notice', `signal ${signal} (${signalNames[signal]}) received, ${how}`)
    for (const pid of this.#workers) this.#tell(pid, signal)
    while (this.#workers.size > 0) {
      const ended = await this.#proc.wait(-1)
      if (ended === undefined) break
      this.#workers.delete(ended.pid)
      await this.#say(
        'notice',
        `worker process ${ended.pid} ${'code' in ended ? `exited with code ${ended.code}` : `exited on signal ${ended.signal}`}`,
      )
    }
    this.#forgetNumber()
    await this.#say('notice', 'exit')
    return 0
  }

  #forgetNumber(): void {
    try {
      this.#proc.host.files.unlink(this.#settings.pidFile, this.#proc.caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
}

/** A line of the error log, where it is of the level that is kept. */
async function sayTo(
  proc: Proc,
  { errorLog }: NginxSettings,
  logs: ReadonlyMap<ByteString, number>,
  level: string,
  text: string,
): Promise<void> {
  const fd = logs.get(errorLog.path)
  if (fd === undefined || levels.indexOf(level) < levels.indexOf(errorLog.level)) return
  await proc.write(fd, `${formatTime('%Y/%m/%d %T', proc.host.now())} [${level}] ${proc.pid}#${proc.pid}: ${text}\n`)
}

/** A worker: answers until it is told to go, and what it has begun by QUIT. */
async function work(
  proc: Proc,
  settings: NginxSettings,
  logs: ReadonlyMap<ByteString, number>,
  listeners: readonly number[],
): Promise<number> {
  const say = (level: string, text: string): Promise<void> => sayTo(proc, settings, logs, level, text)
  let isStopping = false
  let busy = 0
  let idle: () => void = () => undefined
  const shared: Work = {
    proc,
    settings,
    logs,
    say,
    isStopping: () => isStopping,
    busy: (change) => void ((busy += change) === 0 && idle()),
    connections: 0,
  }
  for (const signal of [HUP, INT, CHLD]) proc.handle(signal, 'ignore')
  const told = new Promise<number>((resolve) => {
    proc.handle(QUIT, resolve)
    proc.handle(TERM, resolve)
  })
  const failed = Promise.all(
    listeners.map((fd) => acceptAll(proc, fd, (connection) => serveConnection(shared, connection))),
  )
  const signal = await Promise.race([told, failed])
  isStopping = true
  if (signal === QUIT) {
    await say('notice', 'gracefully shutting down')
    if (busy > 0) await new Promise<void>((resolve) => (idle = resolve))
  }
  await say('notice', 'exiting')
  await say('notice', 'exit')
  return 0
}
