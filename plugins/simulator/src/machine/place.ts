import type { Container, HostConfig } from '../containers/container.js'
import { hostnameOf } from '../processes/hostname.js'
import type { Host } from '../system/host.js'
import { machine as fixed } from '../system/machine.js'
import type { Clock, Instant, Random } from '../world.js'
import { bareView } from './archive/view.js'
import { fromText } from './byte-string.js'
import type { ContainerFiles } from './files/container-files.js'
import type { FrozenTree } from './files/node.js'
import type { ProcSource } from './files/proc/source.js'
import type { Tree } from './files/tree.js'
import type { Kernel } from './kernel/kernel.js'
import { Memory } from './kernel/memory.js'
import { isLimited, limitsOf, memoryOf, processesOf, roomOf, standard } from './limits.js'
import { initMount } from './mounts/init.js'
import { mountOver } from './mounts/mount-over.js'
import { hostsOf, resolvConfOf, type NetworkNames } from './mounts/network-texts.js'
import { RuntimeFiles } from './mounts/runtime-files.js'
import { containerFiles, rootTree, type Mounted, type Room } from './mounts/standard.js'
import type { Storage } from './mounts/storage.js'
import { tryWorkingDirectory } from './mounts/working-directory.js'
import { networkText } from './network/proc-texts.js'
import { Quota } from './quota.js'
import { cgroupUse, usedOf, type Used } from './used.js'

/** What the files of a container are made of. */
export interface PlaceOptions {
  readonly clock: Clock
  readonly random: Random
  readonly host: Host
  readonly names: NetworkNames
  readonly storage: Storage
  /** Of its image. */
  readonly image: FrozenTree
  /** That of the container whose network it shares; its own files of `/etc` unless given. */
  readonly ownerOf: (container: Container) => Place | undefined
}

/** What a container keeps over all its runs, and has in the present one, its last, or for its first. */
export class Place {
  /** Its root. */
  readonly tree: Tree
  /** The files of `/etc` that dockerd writes. */
  readonly runtime: RuntimeFiles
  /** Its present run, or its last. */
  kernel: Kernel | undefined
  readonly #options: PlaceOptions
  readonly #room: Room
  #hostConfig: HostConfig
  #budget: Memory
  #mounted: Mounted

  constructor(container: Container, options: PlaceOptions) {
    const { clock, names, image } = options
    const { hostConfig } = container
    const now = (): Instant => clock.now()
    this.#options = options
    this.#hostConfig = hostConfig
    this.#budget = new Memory(memoryOf(hostConfig))
    this.#room = { bytes: new Quota(roomOf(hostConfig)), inodes: new Quota(standard.inodes) }
    const texts = {
      hostname: `${fromText(hostnameOf(container))}\n`,
      hosts: hostsOf(container, names),
      'resolv.conf': resolvConfOf(container),
    }
    this.tree = rootTree(image, this.#room, now)
    this.runtime = new RuntimeFiles(texts, now)
    tryWorkingDirectory(bareView(this.tree), container)
    this.#mounted = this.#mount(container)
  }

  get files(): ContainerFiles {
    return this.#mounted.files
  }
  /** What programs may keep. */
  get budget(): Memory {
    return this.#budget
  }

  /** Begins another run: what was in memory is gone, and what dockerd writes is as it is now. */
  renew(container: Container): void {
    const { names, ownerOf } = this.#options
    this.#mounted.end()
    this.#hostConfig = container.hostConfig
    this.#budget = new Memory(memoryOf(this.#hostConfig))
    this.#mounted = this.#mount(container)
    if (ownerOf(container) !== undefined) return
    this.runtime.set('hosts', hostsOf(container, names))
    this.runtime.set('resolv.conf', resolvConfOf(container))
  }

  /** Gives the present run the limits that the container has now. */
  limit(hostConfig: HostConfig): void {
    this.#hostConfig = hostConfig
    if (this.kernel === undefined) return
    this.kernel.mostProcesses = processesOf(hostConfig)
    this.kernel.memory.limit = memoryOf(hostConfig)
  }

  /** What the present run has of what it may have; undefined where there has been none. */
  used(): Used | undefined {
    const { memory, blocks } = this.#mounted
    const files = { bytes: memory.bytes.used, areCounted: isLimited(this.#hostConfig) }
    return this.kernel && usedOf(this.kernel, files, blocks)
  }

  #mount(container: Container): Mounted {
    const { clock, storage, ownerOf } = this.#options
    const { hostConfig, config } = container
    const mounted = containerFiles({
      tree: this.tree,
      room: this.#room,
      runtime: ownerOf(container)?.runtime ?? this.runtime,
      source: this.#source(container),
      devices: ({ numbers: [major, minor], caller }) => this.kernel?.terminalAt(major, minor, caller.pid),
      terminals: () => this.kernel?.terminals() ?? [],
      hasTerminal: config.Tty === true,
      readOnly: hostConfig.ReadonlyRootfs === true,
      isPrivileged: hostConfig.Privileged === true,
      ...(hostConfig.ShmSize === undefined ? {} : { shmSize: hostConfig.ShmSize }),
      ...(isLimited(hostConfig) ? { memory: this.#budget } : {}),
      blocks: { read: 0, written: 0 },
    })
    const init = hostConfig.Init === true ? initMount(() => clock.now()) : undefined
    if (init !== undefined) mountOver(mounted.files, init)
    storage.mount(container, mounted)
    return mounted
  }

  #source(container: Container): Omit<ProcSource, 'mounts'> {
    const { clock, host, random } = this.#options
    const hostname = fromText(hostnameOf(container))
    return {
      hostname: () => hostname,
      now: () => clock.now(),
      bootedAt: clock.now(),
      processes: () => this.kernel?.processes() ?? [],
      random,
      descriptor: (pid, fd) => this.kernel?.get(pid)?.file(fd),
      limits: () => limitsOf(this.#hostConfig),
      used: () => cgroupUse(this.used()),
      network: (name) => networkText(this.kernel?.network, name),
      sysctls: container.hostConfig.Sysctls ?? {},
      kernel: fixed.kernel,
      cpus: host.cpus,
      memory: host.memory,
    }
  }
}
