import { actionOf } from '../processes/default-action.js'
import type { OutputName, Process, ProcessOutput } from '../processes/process.js'
import { toText } from './byte-string.js'
import { Errno } from './errno.js'
import type { OpenFile } from './files/files.js'
import { Descriptors } from './kernel/descriptors.js'
import type { Kernel } from './kernel/kernel.js'
import { OutputFile } from './kernel/output-file.js'
import { Pipe } from './kernel/pipe.js'
import type { Born, KernelProcess } from './kernel/process.js'
import type { Program } from './kernel/proc.js'
import { TerminalDevice } from './kernel/terminal-device.js'

/** What a process that is started from outside is joined to. */
export interface Joined {
  readonly kernel: Kernel
  readonly output: ProcessOutput
  readonly tty: boolean
  /** Whether its input is open. */
  readonly stdin: boolean
  /** Of the first process; undefined for any other one. */
  readonly stopSignal: number | undefined
}

/** What it begins with, but for what comes from outside. */
export type Started = Omit<Born, 'descriptors' | 'terminal' | 'parent' | 'onExit'>

/** The first process of a container, or of an exec: with clients at the other end of its streams. */
export class ContainerProcess implements Process {
  readonly #joined: Joined
  readonly #process: KernelProcess
  readonly #feed: OpenFile | undefined
  readonly #terminal: TerminalDevice | undefined

  constructor(joined: Joined, started: Started, program: Program) {
    this.#joined = joined
    const { kernel, output, tty, stdin } = joined
    const descriptors = new Descriptors()
    if (tty) {
      const screen = (bytes: Uint8Array): void | Promise<void> => output.write('stdout', bytes)
      this.#terminal = kernel.addTerminal((number) => new TerminalDevice(number, screen, this.#typed))
      for (const fd of [0, 1, 2]) descriptors.set(fd, this.#terminal)
    } else {
      const pipe = stdin ? new Pipe(kernel.memory) : undefined
      this.#feed = pipe?.openWriter()
      descriptors.set(0, pipe?.openReader() ?? nothing(kernel))
      const stream = (fd: number, name: OutputName): void =>
        descriptors.set(fd, new OutputFile(`pipe:[${10_000 + fd}]`, 10_000 + fd, (bytes) => output.write(name, bytes)))
      stream(1, 'stdout')
      stream(2, 'stderr')
    }
    const onExit = (code: number): void => {
      if (this.#terminal !== undefined) kernel.removeTerminal(this.#terminal)
      queueMicrotask(() => output.exit(code))
    }
    const ends = { descriptors, terminal: this.#terminal, parent: undefined, onExit }
    this.#process = kernel.begin({ ...started, ...ends }).run(program)
  }

  get pid(): number {
    return this.#process.pid
  }
  get argv(): readonly string[] {
    return this.#process.argv.map(toText)
  }

  input(bytes: Uint8Array | null): void | Promise<void> {
    if (this.#process.life.ended) return
    if (this.#terminal !== undefined) return bytes === null ? undefined : this.#terminal.type(bytes)
    if (bytes === null) return this.#end()
    return this.#put(bytes)
  }

  signal(signal: number): void {
    const { stopSignal } = this.#joined
    const handled = this.#process.dispositionOf(signal) !== 'default'
    const spared = stopSignal !== undefined && !handled && actionOf(signal, stopSignal) === 'nothing'
    if (!spared) this.#process.deliver(signal)
  }

  pause(): void {
    this.#joined.kernel.freeze()
  }
  resume(): void {
    this.#joined.kernel.thaw()
    this.#process.deliver(18)
  }
  resize(rows: number, columns: number): void {
    if (this.#terminal === undefined) return
    this.#terminal.size = { rows, columns }
    this.#typed(28)
  }

  /** Signals those in the foreground of the terminal. */
  readonly #typed = (signal: number): void => {
    const { kernel } = this.#joined
    const group = this.#terminal?.foreground ?? this.#process.group
    for (const process of kernel.inGroup(group)) {
      if (process === this.#process) this.signal(signal)
      else process.signal(signal)
    }
  }

  #ended = false

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#feed?.release()
  }

  async #put(bytes: Uint8Array): Promise<void> {
    if (this.#feed === undefined || this.#ended) return
    try {
      await this.#feed.write(bytes)
    } catch (thrown) {
      // What nobody reads any more is dropped.
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
}

const nothing = (kernel: Kernel): OpenFile =>
  kernel.files.open('/dev/null', { read: true, write: true }, 0, {
    uid: 0,
    gid: 0,
    groups: [],
    umask: 0,
    cwd: '/',
  })
