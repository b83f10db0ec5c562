import { fromBytes } from '../dist/machine/byte-string.js'
import { Errno } from '../dist/machine/errno.js'
import type { Caller, OpenFile } from '../dist/machine/files/files.js'
import { Pipe } from '../dist/machine/kernel/pipe.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { Descriptors } from '../dist/machine/kernel/descriptors.js'
import { Kernel } from '../dist/machine/kernel/kernel.js'
import type { KernelOptions } from '../dist/machine/kernel/options.js'
import { Memory } from '../dist/machine/kernel/memory.js'
import { OutputFile } from '../dist/machine/kernel/output-file.js'
import type { Flavor, Program } from '../dist/machine/kernel/proc.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { Scheduler } from '../dist/machine/kernel/scheduler.js'
import { programs } from '../dist/machine/programs/index.js'
import type { Clock } from '../dist/world.js'
import { newFiles, read, root, write } from './machine-files-support.js'
import { ManualClock } from './manual-clock.js'
import { microShell } from './micro-shell.js'

/** What came of a command line. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
  /** What is otherwise than before below the directory that it ran in. */
  readonly files: Readonly<Record<string, string>>
}

export interface LineSetting {
  readonly flavor: Flavor
  readonly files: Readonly<Record<string, string>>
  readonly clock?: Clock
  /** The shell that reads the line, by its name; one that knows pipelines alone unless given. */
  readonly shell?: 'sh' | 'bash'
  /** What runs beside it. */
  readonly beside?: readonly Program[]
  readonly network?: NetworkStack
  /** What else is done with the files before. */
  readonly prepare?: (files: ContainerFiles, caller: Caller) => void
}

/** A command line that runs. */
export interface Running {
  readonly stdout: string
  readonly stderr: string
  readonly files: ContainerFiles
  readonly caller: Caller
  readonly ended: Promise<Outcome>
  /** Writes to the end of a file of the folder. */
  append(name: string, text: string): void
  /** Resolves when something is so. */
  until(isSo: () => boolean): Promise<void>
  /** Signals the first process. */
  kill(signal: number): void
}

/** When all that lines find was changed last, as where they were recorded. */
const preparedAt = Date.UTC(2024, 0, 2, 3, 4, 5) * 1000

const around = {
  // As good as the device for who reads it: a job in the background.
  '/dev/null': '',
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n' +
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  '/etc/group': 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nnogroup:x:65534:\n',
}

/** Runs a command line on a machine of its own, in `/work`. */
export const runLine = (line: string, setting: LineSetting): Promise<Outcome> => startLine(line, setting).ended

/** Begins to run a command line on a machine of its own, in `/work`. */
export function startLine(line: string, setting: LineSetting): Running {
  const { flavor, clock = new ManualClock(), network = new NetworkStack(noWires) } = setting
  const files = newFiles()
  prepare(files, setting.files)
  setting.prepare?.(files, root)
  const kernel = new Kernel({ ...kernelOptions(files, clock, flavor), network })
  const output = { 1: '', 2: '' }
  const descriptors = new Descriptors()
  descriptors.set(0, noInput())
  for (const fd of [1, 2] as const) {
    descriptors.set(fd, new OutputFile(`pipe:[${fd}]`, fd, (bytes) => void (output[fd] += fromBytes(bytes))))
  }
  const ended = new Promise<number>((onExit) => {
    const own = { uid: 0, gid: 0, groups: [], umask: 0o022, cwd: '/work', env: new Map([['PATH', '/bin']]) }
    const { shell, beside = [] } = setting
    const argv = [shell ?? 'sh', '-c', line]
    const common = { ...own, parent: undefined, argv, flavor, terminal: undefined }
    for (const program of beside) kernel.begin({ ...common, descriptors: new Descriptors() }).run(program)
    kernel.begin({ ...common, descriptors, onExit }).run(shell === undefined ? microShell : programs.get(shell)!)
  })
  return {
    get stdout() {
      return output[1]
    },
    get stderr() {
      return output[2]
    },
    files,
    caller: root,
    ended: ended.then((code) => ({ stdout: output[1], stderr: output[2], code, files: changes(files, setting.files) })),
    append: (name, text) => write(files, `/work/${name}`, text, root, { append: true, truncate: false }),
    until: async (isSo) => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
    },
    kill: (signal) => kernel.get(1)!.deliver(signal),
  }
}

const kernelOptions = (files: ContainerFiles, clock: Clock, flavor: Flavor): Omit<KernelOptions, 'network'> => ({
  hostname: 'box',
  files,
  scheduler: new Scheduler(),
  now: () => clock.now(),
  at: (moment, call) => clock.at(moment, call),
  random: (length) => new Uint8Array(length).fill(7),
  mostProcesses: 100,
  memory: new Memory(2 ** 26),
  load: (path, argv, caller) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const program = programs.get(name)
    if (program === undefined) throw new Errno(files.mayAccess(path, 1, caller) ? 'ENOEXEC' : 'EACCES')
    return { program, argv, flavor }
  },
})

function noInput(): OpenFile {
  const pipe = new Pipe()
  pipe.openWriter().release()
  return pipe.openReader()
}

function prepare(files: ContainerFiles, wanted: Readonly<Record<string, string>>): void {
  for (const folder of ['/bin', '/dev', '/etc', '/root', '/work', '/tmp']) files.makeDirectory(folder, 0o755, root)
  for (const name of programs.keys()) {
    write(files, `/bin/${name}`, '')
    files.chmod(`/bin/${name}`, 0o755, root)
  }
  for (const [name, content] of Object.entries(wanted)) {
    const folders = name.split('/').slice(0, -1)
    folders.forEach((_, index) => {
      const path = `/work/${folders.slice(0, index + 1).join('/')}`
      if (!exists(files, path)) files.makeDirectory(path, 0o755, root)
    })
    write(files, `/work/${name}`, content)
  }
  for (const [path, content] of Object.entries(around)) write(files, path, content)
  age(files, '/work')
}

function age(files: ContainerFiles, path: string): void {
  if (files.stat(path, root).kind === 'directory') {
    for (const name of files.list(path, root)) age(files, `${path}/${name}`)
  }
  files.setTimes(path, { accessed: preparedAt, modified: preparedAt }, root)
}

function exists(files: ContainerFiles, path: string): boolean {
  try {
    files.stat(path, root)
    return true
  } catch {
    return false
  }
}

function changes(files: ContainerFiles, before: Readonly<Record<string, string>>): Record<string, string> {
  const changed: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const name of [...files.list(`/work/${folder}`, root)].sort()) {
      const path = `${folder}${name}`
      const { kind } = files.stat(`/work/${path}`, root, { follow: false })
      if (kind === 'directory') visit(`${path}/`)
      else if (kind === 'fifo') changed[path] = '|'
      else if (kind === 'symlink') changed[path] = `-> ${files.readLink(`/work/${path}`, root)}`
      else {
        const content = read(files, `/work/${path}`)
        if (before[path] !== content) changed[path] = content
      }
    }
  }
  visit('')
  return changed
}
