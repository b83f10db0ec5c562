import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Files } from '../files/files.js'
import type { NetworkStack } from '../network/stack.js'
import { CpuTime } from './cpu-time.js'
import type { Memory, Relief } from './memory.js'
import type { KernelOptions } from './options.js'
import { KernelProcess, type Born, type ProcessHost } from './process.js'
import type { ProcessInfo } from './proc.js'
import { terminalMajor, type TerminalDevice } from './terminal-device.js'

/** The processes of one run of a container: they begin with the first one, and end with it. */
export class Kernel implements ProcessHost, Relief {
  readonly options: KernelOptions
  readonly bootedAt: Instant
  /** How many processes there may be at once: those that there are stay. */
  mostProcesses: number
  /** What its processes have used of a CPU. */
  readonly cpu = new CpuTime()
  readonly #table = new Map<number, KernelProcess>()
  readonly #terminals = new Map<number, TerminalDevice>()
  #lastPid = 0
  #frozen = false

  constructor(options: KernelOptions) {
    this.options = options
    this.bootedAt = options.now()
    this.mostProcesses = options.mostProcesses
    options.memory.relief = this
  }

  get hostname(): ByteString {
    return this.options.hostname
  }
  get network(): NetworkStack {
    return this.options.network
  }
  get exposed(): readonly number[] {
    return this.options.exposed ?? []
  }
  get files(): Files {
    return this.options.files
  }
  get memory(): Memory {
    return this.options.memory
  }

  /** How many processes there are. */
  get size(): number {
    return this.#table.size
  }

  now(): Instant {
    return this.options.now()
  }
  random(length: number): Uint8Array {
    return this.options.random(length)
  }
  processes(): readonly ProcessInfo[] {
    return [...this.#table.values()].map((process) => process.info())
  }

  /** A process with the next number; throws `EAGAIN` where there are too many, but for one from outside (cgroup v2, `pids.max`). */
  begin(beginning: Born): KernelProcess {
    if (beginning.parent !== undefined && this.size >= this.mostProcesses) throw new Errno('EAGAIN')
    const pid = ++this.#lastPid
    const process = new KernelProcess(this, pid, beginning)
    this.#table.set(pid, process)
    if (this.#frozen) process.life.freeze()
    return process
  }

  get(pid: number): KernelProcess | undefined {
    return this.#table.get(pid)
  }
  inGroup(group: number): readonly KernelProcess[] {
    return [...this.#table.values()].filter((process) => process.group === group)
  }

  /** The terminals that there are. */
  terminals(): readonly { readonly number: number; readonly uid: number }[] {
    return [...this.#terminals.keys()].map((number) => ({ number, uid: 0 }))
  }

  /** A terminal with the lowest number that is free. */
  addTerminal(make: (number: number) => TerminalDevice): TerminalDevice {
    let number = 0
    while (this.#terminals.has(number)) number++
    const terminal = make(number)
    this.#terminals.set(number, terminal)
    return terminal
  }
  removeTerminal({ number }: TerminalDevice): void {
    this.#terminals.delete(number)
  }

  /** The terminal that a device is: `/dev/tty` is that of who asks. */
  terminalAt(major: number, minor: number, pid: number | undefined): TerminalDevice | undefined {
    if (major === terminalMajor) return this.#terminals.get(minor)
    return major === 5 && minor === 0 && pid !== undefined ? this.#table.get(pid)?.terminal : undefined
  }

  freeze(): void {
    this.#frozen = true
    for (const process of this.#table.values()) process.life.freeze()
  }
  thaw(): void {
    this.#frozen = false
    for (const process of [...this.#table.values()]) process.life.thaw()
  }

  /** A process is gone, with all that is left of it. */
  forget(pid: number): void {
    this.#table.delete(pid)
  }

  /** Hands the children of a process that has ended to the first one; all end with that. */
  orphan(pid: number, children: Iterable<number>): void {
    const first = this.#table.get(1)
    if (pid === 1) {
      for (const process of [...this.#table.values()]) if (process.pid !== 1) process.die(9)
      return
    }
    for (const child of children) this.#table.get(child)?.adopt(first)
  }

  spend(used: number): void {
    this.cpu.add(used, this.now())
  }

  /** Whether there is a process that could be ended for want of memory: none is but a zombie. */
  get isPossible(): boolean {
    for (const process of this.#table.values()) if (!process.life.ended) return true
    return false
  }

  /** Ends the process that keeps most, of equals the youngest (Linux' mm/oom_kill.c). */
  relieve(): void {
    let largest: KernelProcess | undefined
    for (const process of this.#table.values()) {
      if (!process.life.ended && process.held >= (largest?.held ?? 0)) largest = process
    }
    if (largest === undefined) return
    this.options.onOutOfMemory?.()
    largest.die(9)
  }
}
