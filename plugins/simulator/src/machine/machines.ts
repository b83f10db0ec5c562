import type { Container } from '../containers/container.js'
import { hostnameOf } from '../processes/hostname.js'
import { machine as host } from '../system/machine.js'
import type { Volume } from '../volumes/volume.js'
import type { Clock, Instant, Random } from '../world.js'
import { fromText } from './byte-string.js'
import type { ContainerFiles } from './files/container-files.js'
import type { FrozenTree } from './files/node.js'
import type { Tree } from './files/tree.js'
import type { Kernel } from './kernel/kernel.js'
import type { Program } from './kernel/proc.js'
import { Scheduler } from './kernel/scheduler.js'
import { loaderOf } from './load.js'
import { Machine } from './machine.js'
import { hostsOf, resolvConfOf } from './mounts/network-texts.js'
import { RuntimeFiles } from './mounts/runtime-files.js'
import { containerFiles, rootTree, type Room } from './mounts/standard.js'
import { Storage } from './mounts/storage.js'
import type { NetworkStack } from './network/stack.js'
import { Quota } from './quota.js'

/** What the machines of an engine are made of. */
export interface MachinesOptions {
  readonly clock: Clock
  readonly random: Random
  /** All programs that there are, by name. */
  readonly programs: ReadonlyMap<string, Program>
  /** The files of a container's image. */
  readonly filesOfImage: (container: Container) => FrozenTree
  /** The network of one more run of a container. */
  readonly network: (container: Container) => NetworkStack
  /** A volume by its name. */
  readonly volume: (name: string) => Volume | undefined
}

/** What a container has that is not told otherwise. */
const standard = { memory: 64 * 1024 * 1024, inodes: 65_536, processes: 4096 }

/** What a container keeps over all its runs. */
interface Place {
  readonly tree: Tree
  readonly room: Room
  readonly runtime: RuntimeFiles
  /** As its present run has them, or its last, or as none has yet. */
  files: ContainerFiles
  /** What ends the present run's file systems in memory. */
  end: () => void
  /** Its present run, or its last. */
  kernel: Kernel | undefined
}

/** The machines of an engine's containers: their files, from when they are first wanted on, and their runs. */
export class Machines {
  readonly #options: MachinesOptions
  readonly #scheduler = new Scheduler()
  readonly #places = new Map<string, Place>()
  readonly #storage: Storage

  constructor(options: MachinesOptions) {
    this.#options = options
    this.#storage = new Storage(() => options.clock.now(), options.volume)
  }

  /** A machine for one more run of a container. */
  boot(container: Container): Machine {
    const { clock, random, programs, network } = this.#options
    const place = this.#places.has(container.id) ? this.#renewed(container) : this.#place(container)
    const { PidsLimit, Memory, GroupAdd } = container.hostConfig
    return new Machine({
      files: place.files,
      network: network(container),
      programs,
      load: loaderOf(place.files, programs),
      scheduler: this.#scheduler,
      now: () => clock.now(),
      at: (moment, call) => clock.at(moment, call),
      random,
      mostProcesses: PidsLimit !== undefined && PidsLimit !== null && PidsLimit > 0 ? PidsLimit : standard.processes,
      memory: Memory || standard.memory,
      added: (GroupAdd ?? []).map(fromText),
      onBoot: (kernel) => (place.kernel = kernel),
    })
  }

  /** The files of a container, whether it runs or not. */
  filesOf(container: Container): ContainerFiles {
    return this.#place(container).files
  }

  /** The tree that is a container's root, for what has changed in it. */
  treeOf(container: Container): Tree {
    return this.#place(container).tree
  }

  /** Forgets the files of a container that was removed. */
  forget(id: string): void {
    this.#places.delete(id)
  }

  /** What a container keeps, with files in memory that are new. */
  #renewed(container: Container): Place {
    const place = this.#place(container)
    place.end()
    Object.assign(place, this.#filesOf(container, place))
    place.runtime.set('hosts', hostsOf(container))
    place.runtime.set('resolv.conf', resolvConfOf(container))
    return place
  }

  #place(container: Container): Place {
    const known = this.#places.get(container.id)
    if (known !== undefined) return known
    const { filesOfImage, clock } = this.#options
    const now = (): Instant => clock.now()
    const room = {
      bytes: new Quota(container.hostConfig.Memory || standard.memory),
      inodes: new Quota(standard.inodes),
    }
    const texts = {
      hostname: `${fromText(hostnameOf(container))}\n`,
      hosts: hostsOf(container),
      'resolv.conf': resolvConfOf(container),
    }
    const tree = rootTree(filesOfImage(container), room, now)
    const runtime = new RuntimeFiles(texts, now)
    const { files, end } = this.#filesOf(container, { tree, room, runtime })
    const place: Place = { tree, room, runtime, files, end, kernel: undefined }
    this.#places.set(container.id, place)
    return place
  }

  /** The files of a container for one run. */
  #filesOf(
    container: Container,
    { tree, room, runtime }: Pick<Place, 'tree' | 'room' | 'runtime'>,
  ): Pick<Place, 'files' | 'end'> {
    const { clock, random } = this.#options
    const { hostConfig, config } = container
    const kernel = (): Kernel | undefined => this.#places.get(container.id)?.kernel
    const hostname = fromText(hostnameOf(container))
    const made = containerFiles({
      tree,
      room,
      runtime,
      source: {
        hostname: () => hostname,
        now: () => clock.now(),
        bootedAt: clock.now(),
        processes: () => kernel()?.processes() ?? [],
        random,
        descriptor: (pid, fd) => kernel()?.get(pid)?.file(fd),
        limits: () => ({ memory: hostConfig.Memory || undefined, processes: hostConfig.PidsLimit ?? undefined }),
        kernel: host.kernel,
        cpus: host.cpus,
        memory: host.memory,
      },
      devices: ({ numbers: [major, minor], caller }) => kernel()?.terminalAt(major, minor, caller.pid),
      terminals: () => kernel()?.terminals() ?? [],
      hasTerminal: config.Tty === true,
      readOnly: hostConfig.ReadonlyRootfs === true,
      isPrivileged: hostConfig.Privileged === true,
      ...(hostConfig.ShmSize === undefined ? {} : { shmSize: hostConfig.ShmSize }),
    })
    this.#storage.mount(container, made)
    return made
  }
}
