import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Caller, OpenFile, OpenFlags } from '../files/files.js'
import { ProcessSockets } from '../network/process-sockets.js'
import { Children } from './children.js'
import type { Descriptors } from './descriptors.js'
import type { KernelOptions } from './options.js'
import { openFifo } from './fifo.js'
import type { Sockets } from '../network/sockets.js'
import { Life } from './life.js'
import { Pipe } from './pipe.js'
import { readFrom, writeTo } from './process-io.js'
import type { Disposition, Ended, Flavor, ForkOptions, Host, Proc, ProcessInfo, Program, SpawnOptions } from './proc.js'
import { actionOf, checkSignal, isForced, signalNumbers } from './signals.js'
import type { TerminalDevice } from './terminal-device.js'

/** What a process has of the kernel that it belongs to. */
export interface ProcessHost extends Host {
  readonly options: KernelOptions
  begin(beginning: Beginning): KernelProcess
  get(pid: number): KernelProcess | undefined
  inGroup(group: number): readonly KernelProcess[]
  forget(pid: number): void
  orphan(pid: number, children: Iterable<number>): void
  /** A process has used so many microseconds of a CPU. */
  spend(used: number): void
}

/** What a process begins with. */
export interface Beginning {
  /** Undefined for one that was started from outside. */
  readonly parent: KernelProcess | undefined
  readonly argv: readonly ByteString[]
  readonly env: Map<ByteString, ByteString>
  readonly flavor: Flavor
  /** The path of its program; that of its parent unless given. */
  readonly executable?: ByteString
  readonly cwd: ByteString
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly umask: number
  readonly group?: number
  readonly session?: number
  readonly descriptors: Descriptors
  readonly terminal: TerminalDevice | undefined
  readonly ignored?: ReadonlySet<number>
  /** Called once as it ends, with 128 and the signal where one ended it. */
  readonly onExit?: (code: number) => void
}

// What a fault of a program of ours looks like from outside.
const segmentationFault = 11
const blockSize = 64 * 1024
/** What a process takes of its container's memory by itself. */
const ownSize = 8 * 1024

/** A process: its program calls it for all that it does. */
export class KernelProcess implements Proc {
  readonly host: ProcessHost
  readonly pid: number
  readonly life = new Life()
  readonly startedAt: Instant
  readonly env: Map<ByteString, ByteString>
  argv: readonly ByteString[]
  flavor: Flavor
  uid: number
  gid: number
  groups: readonly number[]
  umask: number
  group: number
  session: number
  /** Undefined for one that has none. */
  terminal: TerminalDevice | undefined
  readonly #onExit: ((code: number) => void) | undefined
  readonly #handlers = new Map<number, Disposition>()
  readonly #children = new Children(this)
  #sockets: ProcessSockets | undefined
  #parent: KernelProcess | undefined
  #descriptors: Descriptors
  #cwd: ByteString
  #executable: ByteString | undefined
  #used = 0
  #counted = 0
  #ended: Ended | undefined

  constructor(host: ProcessHost, pid: number, beginning: Beginning) {
    this.host = host
    this.pid = pid
    this.startedAt = host.now()
    this.env = beginning.env
    this.argv = beginning.argv
    this.flavor = beginning.flavor
    this.uid = beginning.uid
    this.gid = beginning.gid
    this.groups = beginning.groups
    this.umask = beginning.umask
    this.group = beginning.group ?? pid
    this.session = beginning.session ?? pid
    this.terminal = beginning.terminal
    this.#parent = beginning.parent
    this.#descriptors = beginning.descriptors
    this.#cwd = beginning.cwd
    const { parent } = beginning
    this.#executable = beginning.executable ?? (parent === undefined ? undefined : parent.#executable)
    this.#onExit = beginning.onExit
    for (const signal of beginning.ignored ?? []) this.#handlers.set(signal, 'ignore')
  }

  get parent(): number {
    return this.#parent?.pid ?? 0
  }
  get cwd(): ByteString {
    return this.#cwd
  }
  /** The bytes that it keeps of its container's memory. */
  get held(): number {
    return this.#counted
  }
  get caller(): Caller {
    const { uid, gid, groups, umask, pid } = this
    return { uid, gid, groups, umask, cwd: this.#cwd, pid }
  }

  get sockets(): Sockets {
    const { life } = this
    const { at, now, network: stack } = this.host.options
    const after = (length: number, call: () => void): (() => void) => at(now() + length, call)
    return (this.#sockets ??= new ProcessSockets({ life, stack, after, descriptors: () => this.#descriptors }))
  }

  info(): ProcessInfo {
    const { pid, parent, group, session, uid, gid, argv, env, startedAt } = this
    const descriptors = new Map([...this.#descriptors.entries()].map(([fd, file]) => [fd, file.shown]))
    const state = this.#ended !== undefined ? 'Z' : this.life.stopped ? 'T' : this.life.waits ? 'S' : 'R'
    const { groups, umask } = this
    const executable = this.#executable === undefined ? {} : { executable: this.#executable }
    const own = {
      pid,
      parent,
      group,
      session,
      uid,
      gid,
      groups,
      umask,
      argv,
      env,
      startedAt,
      descriptors,
      ...executable,
    }
    return {
      ...own,
      cwd: this.#cwd,
      state,
      used: Math.round(this.#used * 1000),
      held: this.#counted,
      hasTerminal: this.terminal !== undefined,
    }
  }

  /** Begins to run a program, not before whoever started it has got it. */
  run(program: Program): this {
    this.grow(ownSize)
    this.host.options.scheduler.begin(() => this.life.when(() => this.#enter(program)))
    return this
  }

  #enter(program: Program): void {
    const crashed = (): void => this.die(segmentationFault)
    try {
      const code = program(this)
      if (typeof code === 'number') this.exit(code)
      else code.then((code) => this.life.when(() => this.exit(code)), crashed)
    } catch {
      crashed()
    }
  }

  chdir(path: ByteString): void {
    const { files } = this.host
    const { caller } = this
    if (files.stat(path, caller).kind !== 'directory') throw new Errno('ENOTDIR')
    if (!files.mayAccess(path, 1, caller)) throw new Errno('EACCES')
    this.#cwd = files.realPath(path, caller)
  }

  tick(): void | Promise<void> {
    const halted = this.life.pause()
    if (halted !== undefined) return halted
    // It may have been halted or ended while it waited for its turn.
    return this.host.options.scheduler.tick(this.#spend)?.then(() => this.life.pause())
  }
  readonly #spend = (ms: number): void => {
    this.#used += ms
    this.host.spend(ms * 1000)
  }

  open(path: ByteString, flags: OpenFlags, mode = 0o666): number | Promise<number> {
    const { files } = this.host
    const fifo = files.fifo(path, flags, this.caller)
    if (fifo === undefined) return this.#descriptors.add(files.open(path, flags, mode, this.caller))
    const { memory } = this.host.options
    return openFifo({ life: this.life, memory }, fifo, flags).then((file) => this.#descriptors.add(file))
  }
  close(fd: number): void {
    this.#descriptors.close(fd)
  }
  dup(fd: number, from = 0): number {
    return this.#descriptors.add(this.#descriptors.require(fd), from)
  }
  dup2(fd: number, to: number): void {
    if (fd !== to) this.#descriptors.set(to, this.#descriptors.require(fd))
    else this.#descriptors.require(fd)
  }
  pipe(): readonly [number, number] {
    const pipe = new Pipe(this.host.options.memory)
    return [this.#descriptors.add(pipe.openReader()), this.#descriptors.add(pipe.openWriter())]
  }
  file(fd: number): OpenFile | undefined {
    return this.#descriptors.get(fd)
  }
  closeOnExec(fd: number): void {
    this.#descriptors.markCloseOnExec(fd)
  }
  isTerminal(fd: number): boolean {
    return this.#descriptors.get(fd)?.isTerminal ?? false
  }
  terminalSize(): { readonly rows: number; readonly columns: number } | undefined {
    return this.terminal?.size
  }

  read(fd: number, atMost = blockSize): Uint8Array | null | Promise<Uint8Array | null> {
    const got = readFrom(this.life, this.#readable(fd), atMost)
    const turn = this.tick()
    return turn === undefined ? got : turn.then(() => got)
  }

  write(fd: number, bytes: Uint8Array | ByteString): void | Promise<void> {
    if (this.life.ended) return this.life.pause()
    const file = this.#descriptors.require(fd)
    if (file.flags.write !== true) throw new Errno('EBADF')
    const wait = writeTo(this.life, file, bytes, () => this.signal(signalNumbers.PIPE))
    const turn = this.tick()
    if (wait === undefined) return turn
    return turn === undefined ? wait : turn.then(() => wait)
  }

  #readable(fd: number): OpenFile {
    const file = this.#descriptors.require(fd)
    if (file.flags.read !== true) throw new Errno('EBADF')
    return file
  }

  fork(run: Program, options: ForkOptions = {}): number {
    return this.#child(this.#descriptors.copy(), { ...options, env: new Map(this.env) }, this.flavor).run(run).pid
  }

  exec(
    path: ByteString,
    argv: readonly ByteString[],
    env: ReadonlyMap<ByteString, ByteString>,
  ): number | Promise<number> {
    const loaded = this.host.options.load(path, argv, this.caller)
    this.argv = loaded.argv
    this.#executable = loaded.executable
    this.flavor = loaded.flavor
    const given = [...env]
    this.env.clear()
    for (const [name, value] of given) this.env.set(name, value)
    this.#descriptors.onExec()
    for (const [signal, disposition] of this.#handlers) if (disposition !== 'ignore') this.#handlers.delete(signal)
    return loaded.program(this)
  }

  spawn(path: ByteString, argv: readonly ByteString[], options: SpawnOptions = {}): number {
    const { descriptors: wanted, env = this.env } = options
    const { program, flavor, argv: loaded, executable } = this.host.options.load(path, argv, this.caller)
    const descriptors = wanted === undefined ? this.#descriptors.copy() : this.#descriptors.picked(wanted)
    descriptors.onExec()
    const found = executable === undefined ? {} : { executable }
    return this.#child(descriptors, { ...options, ...found, argv: loaded, env: new Map(env) }, flavor).run(program).pid
  }

  #child(
    descriptors: Descriptors,
    { argv = this.argv, ownGroup = false, ...given }: ForkOptions & Pick<Beginning, 'env' | 'executable'>,
    flavor: Flavor,
  ): KernelProcess {
    const { uid, gid, groups, umask, session, terminal } = this
    const ignored = new Set([...this.#handlers].flatMap(([signal, what]) => (what === 'ignore' ? signal : [])))
    const group = ownGroup ? {} : { group: this.group }
    const own = { ...given, parent: this, argv, flavor, cwd: this.#cwd, descriptors, ignored, ...group }
    try {
      if (this.life.ended) throw new Errno('ESRCH')
      const child = this.host.begin({ ...own, uid, gid, groups, umask, session, terminal })
      this.#children.add(child.pid)
      return child
    } catch (thrown) {
      descriptors.closeAll()
      throw thrown
    }
  }

  wait(pid: number, { noHang = false } = {}): Ended | undefined | Promise<Ended> {
    const ended = this.#children.reap(pid)
    if (ended !== undefined || noHang) return ended
    return this.#children.waitFor(pid)
  }

  kill(pid: number, signal: number): void {
    checkSignal(signal)
    const targets = this.#targetsOf(pid).filter((target) => target !== undefined)
    if (targets.length === 0) throw new Errno('ESRCH')
    const allowed = targets.filter((target) => this.uid === 0 || target.uid === this.uid)
    if (allowed.length === 0) throw new Errno('EPERM')
    if (signal !== 0) for (const target of allowed) target.signal(signal)
  }

  #targetsOf(pid: number): readonly (KernelProcess | undefined)[] {
    if (pid > 0) return [this.host.get(pid)]
    if (pid === -1) return this.host.processes().map(({ pid }) => (pid > 1 ? this.host.get(pid) : undefined))
    return this.host.inGroup(pid === 0 ? this.group : -pid)
  }

  handle(signal: number, disposition: Disposition): void {
    checkSignal(signal)
    if (isForced(signal)) throw new Errno('EINVAL')
    if (disposition === 'default') this.#handlers.delete(signal)
    else this.#handlers.set(signal, disposition)
  }
  dispositionOf(signal: number): Disposition {
    return this.#handlers.get(signal) ?? 'default'
  }

  /** Takes a signal of another process of the container: the first one is spared what it does not handle (pid_namespaces(7)). */
  signal(signal: number): void {
    if (this.#ended !== undefined) return
    if (this.pid === 1 && this.dispositionOf(signal) === 'default') return
    this.deliver(signal)
  }

  /** Does what a signal does, wherever it is from. */
  deliver(signal: number): void {
    if (this.#ended !== undefined) return
    if (signal === signalNumbers.CONT) this.life.continue()
    const disposition = isForced(signal) ? 'default' : this.dispositionOf(signal)
    if (disposition === 'ignore') return
    if (disposition !== 'default') return this.life.when(() => disposition(signal))
    const action = actionOf(signal)
    if (action === 'stop') this.life.stop()
    if (action !== 'end') return
    if (signal === signalNumbers.KILL) this.die(signal)
    else this.life.when(() => this.die(signal))
  }

  setGroup(pid: number, group: number): void {
    const target = pid === 0 ? this : this.host.get(pid)
    if (target === undefined) throw new Errno('ESRCH')
    target.group = group === 0 ? target.pid : group
  }
  setSession(): void {
    this.session = this.group = this.pid
    this.terminal = undefined
  }
  setForeground(group: number): void {
    if (this.terminal === undefined) throw new Errno('ENOTTY')
    this.terminal.foreground = group
  }

  sleep(length: number): Promise<void> {
    const { at, now } = this.host.options
    return this.life.block((go) => (Number.isFinite(length) ? at(now() + Math.round(length), go) : () => undefined))
  }

  grow(bytes: number): void {
    // It may have been ended for an earlier one, and not have come to where it stops.
    if (this.#ended !== undefined) return
    this.#counted += bytes
    this.host.options.memory.take(bytes)
  }
  shrink(bytes: number): void {
    this.grow(-bytes)
  }

  /** Ends by itself. */
  exit(code: number): void {
    this.#end({ pid: this.pid, code: code & 255 })
  }
  /** Ends by a signal. */
  die(signal: number): void {
    this.#end({ pid: this.pid, signal })
  }

  /** It is a child of another one now, which does not wait for it. */
  adopt(parent: KernelProcess | undefined): void {
    this.#parent = parent
    if (this.#ended !== undefined) this.host.forget(this.pid)
  }

  #end(ended: Ended): void {
    if (this.#ended !== undefined) return
    this.#ended = ended
    this.life.end()
    this.#descriptors.closeAll()
    this.host.options.memory.give(this.#counted)
    this.#counted = 0
    this.host.orphan(this.pid, this.#children.pids())
    if (this.#parent === undefined || !this.#parent.#children.bury(this.pid, ended)) this.host.forget(this.pid)
    else this.#parent.signal(signalNumbers.CHLD)
    this.#onExit?.('code' in ended ? ended.code : 128 + ended.signal)
  }
}
