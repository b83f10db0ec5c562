import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Caller } from '../files/files.js'
import { ProcessSockets } from '../network/process-sockets.js'
import type { Sockets } from '../network/sockets.js'
import type { Beginning } from './beginning.js'
import type { Descriptors } from './descriptors.js'
import { Life } from './life.js'
import type { KernelOptions } from './options.js'
import type { Flavor, Host, ProcessInfo } from './proc.js'
import type { TerminalDevice } from './terminal-device.js'

/** What a process has of the kernel that it belongs to, for itself. */
export interface StateHost extends Host {
  readonly options: KernelOptions
  /** A process has used so many microseconds of a CPU. */
  spend(used: number): void
}

/** Who a process is, where it is, and what it takes of its container's time and memory. */
export abstract class ProcessState {
  readonly host: StateHost
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
  protected readonly descriptors: Descriptors
  protected executable: ByteString | undefined
  #sockets: ProcessSockets | undefined
  #cwd: ByteString
  #used = 0
  #counted = 0

  constructor(host: StateHost, pid: number, beginning: Beginning<unknown>) {
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
    this.descriptors = beginning.descriptors
    this.#cwd = beginning.cwd
    this.executable = beginning.executable
  }

  /** Its parent's number; 0 without one. */
  abstract get parent(): number
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
    return (this.#sockets ??= new ProcessSockets({ life, stack, after, descriptors: () => this.descriptors }))
  }

  info(): ProcessInfo {
    const { pid, parent, group, session, uid, gid, groups, umask, argv, env, startedAt, cwd, held } = this
    const descriptors = new Map([...this.descriptors.entries()].map(([fd, file]) => [fd, file.shown]))
    const own = { pid, parent, group, session, uid, gid, groups, umask, argv, env, startedAt, descriptors }
    return {
      ...own,
      ...(this.executable === undefined ? {} : { executable: this.executable }),
      cwd,
      state: this.#letter(),
      used: Math.round(this.#used * 1000),
      held,
      hasTerminal: this.terminal !== undefined,
    }
  }

  /** As `ps` has it (proc(5)). */
  #letter(): ProcessInfo['state'] {
    const { ended, stopped, waits } = this.life
    return ended ? 'Z' : stopped ? 'T' : waits ? 'S' : 'R'
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
    if (this.life.ended) return
    this.#counted += bytes
    this.host.options.memory.take(bytes)
  }
  shrink(bytes: number): void {
    this.grow(-bytes)
  }

  /** Gives back what it has taken of its container's memory. */
  protected giveBack(): void {
    this.host.options.memory.give(this.#counted)
    this.#counted = 0
  }
}
