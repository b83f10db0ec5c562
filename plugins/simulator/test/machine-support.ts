import { fromBytes } from '../dist/machine/byte-string.js'
import { Errno } from '../dist/machine/errno.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { Descriptors } from '../dist/machine/kernel/descriptors.js'
import type { LoadExecutable } from '../dist/machine/kernel/executable.js'
import { Kernel } from '../dist/machine/kernel/kernel.js'
import { Memory } from '../dist/machine/kernel/memory.js'
import { OutputFile } from '../dist/machine/kernel/output-file.js'
import { Pipe } from '../dist/machine/kernel/pipe.js'
import type { KernelProcess } from '../dist/machine/kernel/process.js'
import type { Flavor, Program } from '../dist/machine/kernel/proc.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { Scheduler } from '../dist/machine/kernel/scheduler.js'
import { realClock, type Clock } from '../dist/world.js'
import { newFiles } from './machine-files-support.js'

/** What a test may say of the machine that it runs a program on. */
export interface Setting {
  readonly files?: ContainerFiles
  readonly load?: LoadExecutable
  readonly mostProcesses?: number
  readonly memory?: number
  readonly onOutOfMemory?: () => void
  readonly network?: NetworkStack
  readonly clock?: Clock
}

const nothing: LoadExecutable = () => {
  throw new Errno('ENOENT')
}

export function newKernel({
  files = newFiles(),
  load = nothing,
  mostProcesses = 100,
  memory = 2 ** 26,
  onOutOfMemory = () => undefined,
  network = new NetworkStack(noWires),
  clock = realClock(),
}: Setting = {}): Kernel {
  const now = () => clock.now()
  const at = (moment: number, call: () => void) => clock.at(moment, call)
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(7)
  const scheduler = new Scheduler()
  const limits = { mostProcesses, memory: new Memory(memory), onOutOfMemory }
  return new Kernel({ hostname: 'box', files, network, load, scheduler, now, at, random, ...limits })
}

/** A process that was started from outside, and what becomes of it. */
export interface Ran {
  readonly process: KernelProcess
  /** Its input: what writes to it. */
  readonly input: ReturnType<Pipe['openWriter']>
  readonly stdout: () => string
  readonly stderr: () => string
  readonly code: Promise<number>
}

export interface Start {
  readonly argv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly flavor?: Flavor
  readonly cwd?: string
  readonly uid?: number
  /** All of its input; open unless given. */
  readonly stdin?: string
  /** Takes its output instead. */
  readonly write?: (bytes: Uint8Array) => void | Promise<void>
}

/** Runs a program as a process of a container. */
export function start(kernel: Kernel, program: Program, given: Start = {}): Ran {
  const { argv = ['program'], env = {}, flavor = 'busybox', cwd = '/', uid = 0, stdin } = given
  const said: [string, string] = ['', '']
  const descriptors = new Descriptors()
  const pipe = new Pipe()
  const input = pipe.openWriter()
  const keep = (at: 0 | 1) => (bytes: Uint8Array) => void (said[at] += fromBytes(bytes))
  descriptors.set(0, pipe.openReader())
  descriptors.set(1, new OutputFile('pipe:[1]', 1, given.write ?? keep(0)))
  descriptors.set(2, new OutputFile('pipe:[2]', 2, keep(1)))
  const who = { uid, gid: uid, groups: [uid], umask: 0o022 }
  const own = { argv, env: new Map(Object.entries(env)), flavor, cwd, ...who }
  let exited: (code: number) => void
  const code = new Promise<number>((resolve) => (exited = resolve))
  const joined = { parent: undefined, descriptors, terminal: undefined, onExit: (code: number) => exited(code) }
  const process = kernel.begin({ ...own, ...joined }).run(program)
  if (stdin !== undefined) void input.write(Buffer.from(stdin, 'latin1'))?.then(() => input.release())
  return { process, input, stdout: () => said[0], stderr: () => said[1], code }
}

/** Runs a program to its end. */
export async function run(
  program: Program,
  given: Start & Setting = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const ran = start(newKernel(given), program, { stdin: '', ...given })
  const code = await ran.code
  return { code, stdout: ran.stdout(), stderr: ran.stderr() }
}
