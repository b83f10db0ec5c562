import type { Container, HostConfig } from '../containers/container.js'
import { hostnameOf } from '../processes/hostname.js'
import { machine as host } from '../system/machine.js'
import type { Volume } from '../volumes/volume.js'
import type { Clock, Instant, Random } from '../world.js'
import { fromText } from './byte-string.js'
import type { ContainerFiles } from './files/container-files.js'
import type { BlockUse } from './files/mount-table.js'
import type { FrozenTree } from './files/node.js'
import type { CgroupUse } from './files/proc/source.js'
import type { Tree } from './files/tree.js'
import type { Kernel } from './kernel/kernel.js'
import type { Program } from './kernel/proc.js'
import { Memory } from './kernel/memory.js'
import { Scheduler } from './kernel/scheduler.js'
import { isLimited, limitsOf, memoryOf, processesOf, roomOf, standard } from './limits.js'
import { loaderOf } from './load.js'
import { Machine } from './machine.js'
import { memoryUse, type MemoryUse } from './memory-use.js'
import { hostsOf, resolvConfOf, type NetworkNames } from './mounts/network-texts.js'
import { RuntimeFiles } from './mounts/runtime-files.js'
import { containerFiles, rootTree, type Room } from './mounts/standard.js'
import { Storage } from './mounts/storage.js'
import type { NetworkStack } from './network/stack.js'
import { makeWorkingDirectory } from './mounts/working-directory.js'
import { networkText } from './network/proc-texts.js'
import { Quota } from './quota.js'

/** What the machines of an engine are made of. */
export interface MachinesOptions {
  readonly clock: Clock
  readonly random: Random
  /** All programs that there are, by name. */
  readonly programs: ReadonlyMap<string, Program>
  /** The files of a container's image. */
  readonly filesOfImage: (container: Container) => FrozenTree
  readonly names: NetworkNames
  /** The network of one more run of a container. */
  readonly network: (container: Container) => NetworkStack
  /** A volume by its name. */
  readonly volume: (name: string) => Volume | undefined
  /** Called before a process of a container is ended for want of memory. */
  readonly onOutOfMemory: (id: string) => void
}

/** What a container that runs may have, and has. */
export interface Used {
  /** Microseconds of a CPU since it was started, and until a moment of the last three seconds. */
  readonly cpu: number
  cpuUntil(moment: Instant): number
  readonly memory: MemoryUse
  /** Bytes that wait in its connections. */
  readonly sockets: number
  readonly blocks: Readonly<BlockUse>
  readonly processes: number
}

/** What a container keeps over all its runs. */
interface Place {
  readonly tree: Tree
  readonly room: Room
  readonly runtime: RuntimeFiles
  /** As its present run has them, or its last, or as none has yet. */
  files: ContainerFiles
  /** What its file systems in memory have of the present run's memory, or of the room of all files. */
  memory: Room
  /** Whether that is memory. */
  countsFiles: boolean
  blocks: BlockUse | undefined
  /** What ends them. */
  end: () => void
  /** As its run has them now. */
  hostConfig: HostConfig
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
    const place = this.#place(container)
    const { hostConfig } = container
    const memory = new Memory(memoryOf(hostConfig))
    place.end()
    place.hostConfig = hostConfig
    Object.assign(place, this.#filesOf(container, place, memory))
    if (this.#ownerOf(container) === undefined) {
      place.runtime.set('hosts', hostsOf(container, this.#options.names))
      place.runtime.set('resolv.conf', resolvConfOf(container))
    }
    return new Machine({
      files: place.files,
      network: network(container),
      exposed: exposedBy(container),
      programs,
      load: loaderOf(place.files, programs),
      scheduler: this.#scheduler,
      now: () => clock.now(),
      at: (moment, call) => clock.at(moment, call),
      random,
      mostProcesses: processesOf(hostConfig),
      memory,
      onOutOfMemory: () => this.#options.onOutOfMemory(container.id),
      added: (hostConfig.GroupAdd ?? []).map(fromText),
      onBoot: (kernel) => (place.kernel = kernel),
    })
  }

  /** Gives a container that runs the limits that it has now. */
  limit({ id, hostConfig }: Container): void {
    const place = this.#places.get(id)
    if (place === undefined) return
    place.hostConfig = hostConfig
    if (place.kernel === undefined) return
    place.kernel.mostProcesses = processesOf(hostConfig)
    place.kernel.memory.limit = memoryOf(hostConfig)
  }

  /** What a container that runs has of what it may have; undefined of one that has never run. */
  used(id: string): Used | undefined {
    const place = this.#places.get(id)
    if (place?.kernel === undefined) return undefined
    const { cpu, memory, network, size: processes } = place.kernel
    const { limit, used: taken } = memory
    const files = place.memory.bytes.used
    return {
      cpu: cpu.total,
      cpuUntil: (moment) => cpu.until(moment),
      memory: memoryUse({ taken, files, areCounted: place.countsFiles, processes, limit }),
      sockets: network.waiting,
      blocks: place.blocks ?? { read: 0, written: 0 },
      processes,
    }
  }

  /** The files of `/etc` that dockerd writes for a container, of one that has ever had files. */
  runtimeOf(id: string): RuntimeFiles | undefined {
    return this.#places.get(id)?.runtime
  }

  /** The files of a container, whether it runs or not. */
  filesOf(container: Container): ContainerFiles {
    return this.#place(container).files
  }

  /** The tree that is a container's root, for what has changed in it. */
  treeOf(container: Container): Tree {
    return this.#place(container).tree
  }

  /** The bytes that a container has changed, of one that has ever had files. */
  sizeOf(id: string): number {
    return this.#places.get(id)?.tree.changedSize ?? 0
  }
  /** The bytes of a volume's files. */
  sizeOfVolume(volume: Volume): number {
    return this.#storage.sizeOf(volume)
  }

  /** Forgets the files of a container that was removed. */
  forget(id: string): void {
    this.#places.delete(id)
  }

  /** Whose network it shares, which has to be another one. */
  #ownerOf(container: Container): Container | undefined {
    const owner = this.#options.names.ownerOf(container)
    return owner?.id === container.id ? undefined : owner
  }

  #place(container: Container): Place {
    const known = this.#places.get(container.id)
    if (known !== undefined) return known
    const { filesOfImage, clock, names } = this.#options
    const now = (): Instant => clock.now()
    const room = {
      bytes: new Quota(roomOf(container.hostConfig)),
      inodes: new Quota(standard.inodes),
    }
    const texts = {
      hostname: `${fromText(hostnameOf(container))}\n`,
      hosts: hostsOf(container, names),
      'resolv.conf': resolvConfOf(container),
    }
    const kept = { tree: rootTree(filesOfImage(container), room, now), room, runtime: new RuntimeFiles(texts, now) }
    const { hostConfig } = container
    const memory = new Memory(memoryOf(hostConfig))
    const place: Place = { ...kept, ...this.#filesOf(container, kept, memory), hostConfig, kernel: undefined }
    this.#places.set(container.id, place)
    return place
  }

  /** The files of a container for one run. */
  #filesOf(
    container: Container,
    { tree, room, runtime: own }: Pick<Place, 'tree' | 'room' | 'runtime'>,
    memory: Memory,
  ): Pick<Place, 'files' | 'memory' | 'countsFiles' | 'blocks' | 'end'> {
    const { clock, random } = this.#options
    const { id, hostConfig, config } = container
    const countsFiles = isLimited(hostConfig)
    const kernel = (): Kernel | undefined => this.#places.get(id)?.kernel
    const hostname = fromText(hostnameOf(container))
    const owner = this.#ownerOf(container)
    const made = containerFiles({
      tree,
      room,
      runtime: owner === undefined ? own : this.#place(owner).runtime,
      source: {
        hostname: () => hostname,
        now: () => clock.now(),
        bootedAt: clock.now(),
        processes: () => kernel()?.processes() ?? [],
        random,
        descriptor: (pid, fd) => kernel()?.get(pid)?.file(fd),
        limits: () => limitsOf(this.#places.get(id)?.hostConfig ?? hostConfig),
        used: () => usedOf(this.used(id)),
        network: (name) => networkText(kernel()?.network, name),
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
      ...(countsFiles ? { memory } : {}),
      blocks: { read: 0, written: 0 },
    })
    const { WorkingDir = '' } = config
    // Before, what a new volume has from the image; after, what it is in one that was there.
    makeWorkingDirectory(made.files, fromText(WorkingDir))
    this.#storage.mount(container, made)
    makeWorkingDirectory(made.files, fromText(WorkingDir))
    return { ...made, countsFiles }
  }
}

/** The ports (TCP) of `ExposedPorts`. */
const exposedBy = ({ config }: Container): readonly number[] =>
  Object.keys(config.ExposedPorts ?? {}).flatMap((written) => {
    const [, port] = /^(\d+)(?:\/tcp)?$/.exec(written) ?? []
    return port === undefined ? [] : [Number(port)]
  })

const usedOf = (used: Used | undefined): CgroupUse => ({
  cpu: Math.round(used?.cpu ?? 0),
  memory: used === undefined ? 0 : used.memory.programs + used.memory.files,
})
