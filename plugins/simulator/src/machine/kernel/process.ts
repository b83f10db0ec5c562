import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Beginning } from './beginning.js'
import { Children } from './children.js'
import type { Descriptors } from './descriptors.js'
import type { Ended, Flavor, ForkOptions, Proc, Program, SpawnOptions } from './proc.js'
import type { StateHost } from './process-state.js'
import { ProcessWithFiles } from './process-with-files.js'
import { checkSignal, signalNumbers } from './signals.js'

/** What a process begins with, its parent among it. */
export type Born = Beginning<KernelProcess>

/** What a process has of the kernel that it belongs to. */
export interface ProcessHost extends StateHost {
  begin(beginning: Born): KernelProcess
  get(pid: number): KernelProcess | undefined
  inGroup(group: number): readonly KernelProcess[]
  forget(pid: number): void
  orphan(pid: number, children: Iterable<number>): void
}

// What a fault of a program of ours looks like from outside.
const segmentationFault = 11
/** What a process takes of its container's memory by itself. */
const ownSize = 8 * 1024

/** A process: its program calls it for all that it does. */
export class KernelProcess extends ProcessWithFiles implements Proc {
  declare readonly host: ProcessHost
  readonly #onExit: ((code: number) => void) | undefined
  readonly #children = new Children(this)
  #parent: KernelProcess | undefined

  constructor(host: ProcessHost, pid: number, beginning: Born) {
    super(host, pid, beginning)
    this.#parent = beginning.parent
    this.#onExit = beginning.onExit
    this.executable ??= beginning.parent?.executable
    this.ignore(beginning.ignored ?? [])
  }

  get parent(): number {
    return this.#parent?.pid ?? 0
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

  fork(run: Program, options: ForkOptions = {}): number {
    return this.#child(this.descriptors.copy(), { ...options, env: new Map(this.env) }, this.flavor).run(run).pid
  }

  exec(
    path: ByteString,
    argv: readonly ByteString[],
    env: ReadonlyMap<ByteString, ByteString>,
  ): number | Promise<number> {
    const loaded = this.host.options.load(path, argv, this.caller)
    this.argv = loaded.argv
    this.executable = loaded.executable
    this.flavor = loaded.flavor
    const given = [...env]
    this.env.clear()
    for (const [name, value] of given) this.env.set(name, value)
    this.descriptors.onExec()
    this.dropHandlers()
    return loaded.program(this)
  }

  spawn(path: ByteString, argv: readonly ByteString[], options: SpawnOptions = {}): number {
    const { descriptors: wanted, env = this.env } = options
    const { program, flavor, argv: loaded, executable } = this.host.options.load(path, argv, this.caller)
    const descriptors = wanted === undefined ? this.descriptors.copy() : this.descriptors.picked(wanted)
    descriptors.onExec()
    const found = executable === undefined ? {} : { executable }
    return this.#child(descriptors, { ...options, ...found, argv: loaded, env: new Map(env) }, flavor).run(program).pid
  }

  #child(
    descriptors: Descriptors,
    { argv = this.argv, ownGroup = false, ...given }: ForkOptions & Pick<Born, 'env' | 'executable'>,
    flavor: Flavor,
  ): KernelProcess {
    const { uid, gid, groups, umask, session, terminal, ignored } = this
    const group = ownGroup ? {} : { group: this.group }
    const own = { ...given, parent: this, argv, flavor, cwd: this.cwd, descriptors, ignored, ...group }
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

  setGroup(pid: number, group: number): void {
    const target = pid === 0 ? this : this.host.get(pid)
    if (target === undefined) throw new Errno('ESRCH')
    target.group = group === 0 ? target.pid : group
  }

  /** Ends by itself. */
  exit(code: number): void {
    this.#end({ pid: this.pid, code: code & 255 })
  }
  die(signal: number): void {
    this.#end({ pid: this.pid, signal })
  }

  /** It is a child of another one now, which does not wait for it. */
  adopt(parent: KernelProcess | undefined): void {
    this.#parent = parent
    if (this.life.ended) this.host.forget(this.pid)
  }

  #end(ended: Ended): void {
    if (this.life.ended) return
    this.life.end()
    this.descriptors.closeAll()
    this.giveBack()
    this.host.orphan(this.pid, this.#children.pids())
    if (this.#parent === undefined || !this.#parent.#children.bury(this.pid, ended)) this.host.forget(this.pid)
    else this.#parent.signal(signalNumbers.CHLD)
    this.#onExit?.('code' in ended ? ended.code : 128 + ended.signal)
  }
}
