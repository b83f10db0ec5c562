import { fromBytes } from '../dist/machine/byte-string.js'
import { Errno } from '../dist/machine/errno.js'
import { Descriptors } from '../dist/machine/kernel/descriptors.js'
import { Kernel } from '../dist/machine/kernel/kernel.js'
import { Memory } from '../dist/machine/kernel/memory.js'
import { OutputFile } from '../dist/machine/kernel/output-file.js'
import { Pipe } from '../dist/machine/kernel/pipe.js'
import type { Flavor, Program } from '../dist/machine/kernel/proc.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { Scheduler } from '../dist/machine/kernel/scheduler.js'
import { TerminalDevice } from '../dist/machine/kernel/terminal-device.js'
import { loaderOf } from '../dist/machine/load.js'
import { RuntimeFiles } from '../dist/machine/mounts/runtime-files.js'
import { containerFiles, rootTree } from '../dist/machine/mounts/standard.js'
import { programs as all } from '../dist/machine/programs/index.js'
import { Quota } from '../dist/machine/quota.js'
import { ImageBuilder } from '../dist/machine/rootfs/builder.js'
import { realClock } from '../dist/world.js'

/** The shells, by what the recordings call them. */
export const shellNames = { ash: 'sh', bash: 'bash', dash: 'dash' } as const
export type ShellName = keyof typeof shellNames

/** As the programs of busybox that the shells were recorded with. */
const cat: Program = async (proc) => {
  const names = proc.argv.length > 1 ? proc.argv.slice(1) : ['-']
  let code = 0
  for (const name of names) {
    try {
      const fd = name === '-' ? 0 : await proc.open(name, { read: true })
      for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) await proc.write(1, chunk)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const sentence = name === '-' ? `read error: ${thrown.message}` : `can't open '${name}': ${thrown.message}`
      await proc.write(2, `cat: ${sentence}\n`)
      code = 1
    }
  }
  return code
}
const eachOperand =
  (run: (name: string, proc: Parameters<Program>[0]) => void | Promise<void>): Program =>
  async (proc) => {
    for (const name of proc.argv.slice(1)) if (!name.startsWith('-')) await run(name, proc)
    return 0
  }
const mkdir = eachOperand((name, { host, caller }) => {
  const names = name.split('/')
  for (let at = 1; at <= names.length; at++) {
    try {
      host.files.makeDirectory(names.slice(0, at).join('/'), 0o777, caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno) || thrown.code !== 'EEXIST') throw thrown
    }
  }
})
const touch = eachOperand(async (name, proc) => proc.close(await proc.open(name, { write: true, create: true })))
const chmod: Program = ({ argv, host, caller }) => {
  host.files.chmod(argv[2]!, 0o755, caller)
  return 0
}
const env: Program = async (proc) => {
  await proc.write(1, [...proc.env].map(([name, value]) => `${name}=${value}\n`).join(''))
  return 0
}
const seq: Program = async (proc) => {
  for (let number = 1; number <= Number(proc.argv[1]); number++) await proc.write(1, `${number}\n`)
  return 0
}

const programs = new Map<string, Program>([...all, ...Object.entries({ cat, mkdir, touch, chmod, env, seq })])

function imageOf(flavor: Flavor) {
  const image = new ImageBuilder(0)
  for (const path of ['/dev', '/proc', '/sys', '/tmp/t', '/root']) image.directory(path)
  image.file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n')
  for (const name of programs.keys()) image.program(`/bin/${name}`, flavor, name)
  return image.freeze()
}

/** What a shell is given. */
export interface Given {
  readonly argv?: readonly string[]
  readonly stdin?: string
  /** Takes what the terminal shows, which it is at then. */
  readonly screen?: (text: string) => void
}

export interface Told {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Begins a shell in a container of its own, as the child of its first process. */
export function begin(shell: ShellName, given: Given) {
  const clock = realClock()
  const now = () => clock.now()
  const random = (length: number) => new Uint8Array(length).fill(7)
  const flavor = shell === 'ash' ? 'busybox' : 'gnu'
  const room = { bytes: new Quota(2 ** 26), inodes: new Quota(5000) }
  const source = {
    hostname: () => 'box',
    now,
    bootedAt: now(),
    processes: () => kernel.processes(),
    random,
    descriptor: (pid: number, fd: number) => kernel.get(pid)?.file(fd),
    limits: () => ({}),
    kernel: '6.1.0',
    cpus: 2,
    memory: 2 ** 30,
  }
  const runtime = new RuntimeFiles({ hostname: 'box\n', hosts: '', 'resolv.conf': '' }, now)
  const { files } = containerFiles({ tree: rootTree(imageOf(flavor), room, now), room, runtime, source })
  const kernel = new Kernel({
    hostname: 'box',
    files,
    network: new NetworkStack(noWires),
    load: loaderOf(files, programs),
    scheduler: new Scheduler(),
    now,
    at: (moment, call) => clock.at(moment, call),
    random,
    mostProcesses: 500,
    memory: new Memory(2 ** 26),
  })
  const said: [string, string] = ['', '']
  const descriptors = new Descriptors()
  const pipe = new Pipe()
  const input = pipe.openWriter()
  const screen = given.screen
  const terminal =
    screen === undefined
      ? undefined
      : new TerminalDevice(
          0,
          (bytes) => screen(fromBytes(bytes)),
          (signal) => {
            const group = terminal?.foreground ?? 0
            for (const process of kernel.inGroup(group)) process.signal(signal)
          },
        )
  const output = (at: 0 | 1) => new OutputFile(`pipe:[${at}]`, at + 1, (bytes) => void (said[at] += fromBytes(bytes)))
  descriptors.set(0, terminal ?? pipe.openReader())
  descriptors.set(1, terminal ?? output(0))
  descriptors.set(2, terminal ?? output(1))
  const env = new Map([
    ['PATH', '/bin'],
    ['HOME', '/root'],
  ])
  const common = { env, flavor, uid: 0, gid: 0, groups: [0], umask: 0o022, cwd: '/tmp/t', parent: undefined } as const
  const argv = given.argv ?? [shellNames[shell]]
  kernel.begin({ ...common, argv: ['init'], descriptors: new Descriptors(), terminal: undefined }).run(async (proc) => {
    await proc.sleep(Infinity)
    return 0
  })
  const code = new Promise<number>((onExit) => {
    const process = kernel.begin({ ...common, argv, descriptors, terminal, onExit })
    process.run(programs.get(shellNames[shell])!)
  })
  return { kernel, files, input, terminal, said, code }
}

/** Runs a shell to its end. */
export async function runShell(shell: ShellName, given: Given): Promise<Told> {
  const { kernel, input, said, code } = begin(shell, given)
  void input.write(Buffer.from(given.stdin ?? '', 'latin1'))
  input.release()
  const exitCode = await code
  // What it has left in the background ends with the container.
  kernel.get(1)?.die(9)
  return { stdout: said[0], stderr: said[1], code: exitCode }
}

/** Runs a script that is given as `-c`. */
export const runScript = (shell: ShellName, script: string): Promise<Told> =>
  runShell(shell, { argv: [shellNames[shell], '-c', script] })
