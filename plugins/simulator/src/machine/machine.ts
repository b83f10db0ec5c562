import { isOfImage, isScriptOfImage } from '../processes/of-image.js'
import { readEnvironment } from '../processes/environment.js'
import {
  ProgramMissing,
  type Process,
  type ProcessOutput,
  type Programs,
  type ProcessSpec,
} from '../processes/process.js'
import { fromBytes, fromText, type ByteString } from './byte-string.js'
import { ContainerProcess, type Started } from './container-process.js'
import { Errno } from './errno.js'
import { root } from './files/container-files.js'
import type { Caller, Files } from './files/files.js'
import type { Executable } from './kernel/executable.js'
import { Kernel } from './kernel/kernel.js'
import type { KernelOptions } from './kernel/options.js'
import type { Program } from './kernel/proc.js'
import { undescribed } from './programs/server-programs.js'
import { searchProgram } from './search.js'
import { userOf } from './rootfs/user.js'

/** What a container is run on. */
export interface MachineOptions extends Omit<KernelOptions, 'hostname'> {
  readonly files: Files
  /** All that there are, by name. */
  readonly programs: ReadonlyMap<string, Program>
  /** `GroupAdd`. */
  readonly added: readonly ByteString[]
  readonly onBoot: (kernel: Kernel) => void
}

/** One run of a container: its first process, and those that are executed in it. */
export class Machine implements Programs {
  readonly #options: MachineOptions
  #kernel: Kernel | undefined

  constructor(options: MachineOptions) {
    this.#options = options
  }

  get kernel(): Kernel | undefined {
    return this.#kernel
  }

  start(spec: ProcessSpec, output: ProcessOutput): Process {
    const { tty, stdin, stopSignal } = spec
    const kernel = this.#booted(spec)
    const { program, ...started } = this.#begin(spec)
    return new ContainerProcess({ kernel, output, tty, stdin, stopSignal }, started, program)
  }

  #booted(spec: ProcessSpec): Kernel {
    if (this.#kernel !== undefined) return this.#kernel
    const { onBoot, ...options } = this.#options
    this.#kernel = new Kernel({ ...options, hostname: fromText(spec.hostname) })
    onBoot(this.#kernel)
    return this.#kernel
  }

  #begin(spec: ProcessSpec): Started & { readonly program: Program } {
    const { files, added } = this.#options
    if (spec.cwd !== '' && !spec.cwd.startsWith('/')) throw new ProgramMissing('Cwd must be an absolute path', 126)
    const accounts = { passwd: textOf('/etc/passwd', files), group: textOf('/etc/group', files) }
    const { uid, gid, groups, home } = userOf(fromText(spec.user), accounts, added)
    const cwd = spec.cwd === '' ? '/' : fromText(spec.cwd)
    const env = new Map([...readEnvironment(spec.env)].map(([name, value]) => [fromText(name), fromText(value)]))
    // As runc does where nobody has said what it is.
    if (!env.has('HOME')) env.set('HOME', home)
    const common = { cwd, env, uid, gid, groups, umask: 0o022 }
    return { ...common, ...this.#chosen(spec, { ...common, path: env.get('PATH') }) }
  }

  #chosen(spec: ProcessSpec, asked: Caller & { readonly path: ByteString | undefined }): Executable {
    const { files, load } = this.#options
    const argv = spec.argv.map(fromText)
    const service: Executable = { argv, flavor: 'gnu', program: undescribed }
    if (isScriptOfImage(spec.argv, spec.service)) return service
    try {
      const path = searchProgram(argv[0] ?? '', asked.path, files, asked)
      return loadOrSay(() => load(path, argv, asked), argv)
    } catch (thrown) {
      if (thrown instanceof ProgramMissing && isOfImage(spec.argv, spec.service)) return service
      throw thrown
    }
  }
}

/** The text of a file; empty where there is none. */
function textOf(path: ByteString, files: Files): ByteString {
  try {
    return fromBytes(files.readFile(path, root))
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}

type Loaded = ReturnType<KernelOptions['load']>

/** What is no program after all is found out when it is run, in runc's words. */
function loadOrSay(load: () => Loaded, argv: readonly ByteString[]): Loaded {
  try {
    return load()
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const { message } = thrown
    const say: Program = async (proc) => {
      await proc.write(2, `exec ${argv[0]}: ${message.toLowerCase()}\n`)
      return 1
    }
    return { argv, flavor: 'busybox', program: say }
  }
}
