import type { Container } from '../containers/container.js'
import type { Host } from '../system/host.js'
import type { Volume } from '../volumes/volume.js'
import type { Clock, Random } from '../world.js'
import { bareView } from './archive/view.js'
import { fromText } from './byte-string.js'
import type { ContainerFiles } from './files/container-files.js'
import type { FrozenTree } from './files/node.js'
import type { Tree } from './files/tree.js'
import type { Program } from './kernel/proc.js'
import { Scheduler } from './kernel/scheduler.js'
import { processesOf, standard } from './limits.js'
import { loaderOf } from './load.js'
import { Machine } from './machine.js'
import type { NetworkNames } from './mounts/network-texts.js'
import type { RuntimeFiles } from './mounts/runtime-files.js'
import { rootTree } from './mounts/standard.js'
import { Storage } from './mounts/storage.js'
import { makeWorkingDirectory, tryWorkingDirectory } from './mounts/working-directory.js'
import type { NetworkStack } from './network/stack.js'
import { Place } from './place.js'
import { Quota } from './quota.js'
import type { Used } from './used.js'

/** What the machines of an engine are made of. */
export interface MachinesOptions {
  readonly clock: Clock
  readonly random: Random
  readonly host: Host
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

/** The machines of an engine's containers: their files, from when they are first wanted on, and their runs. */
export class Machines {
  readonly #options: MachinesOptions
  readonly #scheduler = new Scheduler()
  readonly #places = new Map<string, Place>()
  readonly #storage: Storage

  constructor(options: MachinesOptions) {
    this.#options = options
    this.#storage = new Storage(() => options.clock.now(), options.volume, options.host.memory)
  }

  /** A machine for one more run of a container. */
  boot(container: Container): Machine {
    const { clock, random, programs, network } = this.#options
    const { hostConfig } = container
    // Files that are made for this run are new.
    const isKnown = this.#places.has(container.id)
    const place = this.#place(container)
    if (isKnown) place.renew(container)
    tryWorkingDirectory(place.files, container)
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
      memory: place.budget,
      onOutOfMemory: () => this.#options.onOutOfMemory(container.id),
      added: (hostConfig.GroupAdd ?? []).map(fromText),
      onBoot: (kernel) => (place.kernel = kernel),
    })
  }

  /** Gives a container that runs the limits that it has now. */
  limit({ id, hostConfig }: Container): void {
    this.#places.get(id)?.limit(hostConfig)
  }

  /** What a container that runs has of what it may have; undefined of one that has never run. */
  used(id: string): Used | undefined {
    return this.#places.get(id)?.used()
  }

  /** The files of `/etc` that dockerd writes for a container, of one that has ever had files. */
  runtimeOf(id: string): RuntimeFiles | undefined {
    return this.#places.get(id)?.runtime
  }

  /** Throws `Errno` where the working directory of a container that is to be cannot be made. */
  checkWorkingDirectory(container: Container): void {
    if ((container.config.WorkingDir ?? '') === '') return
    const room = { bytes: new Quota(standard.memory), inodes: new Quota(standard.inodes) }
    const tree = rootTree(this.#options.filesOfImage(container), room, () => this.#options.clock.now())
    makeWorkingDirectory(bareView(tree), container)
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

  #place(container: Container): Place {
    const known = this.#places.get(container.id)
    if (known !== undefined) return known
    const { clock, random, host, names, filesOfImage } = this.#options
    const ownerOf = (one: Container): Place | undefined => this.#ownerOf(one)
    const image = filesOfImage(container)
    const place = new Place(container, { clock, random, host, names, storage: this.#storage, image, ownerOf })
    this.#places.set(container.id, place)
    return place
  }

  /** That of whose network a container shares, which has to be another one. */
  #ownerOf(container: Container): Place | undefined {
    const owner = this.#options.names.ownerOf(container)
    return owner === undefined || owner.id === container.id ? undefined : this.#place(owner)
  }
}

/** The ports (TCP) of `ExposedPorts`. */
const exposedBy = ({ config }: Container): readonly number[] =>
  Object.keys(config.ExposedPorts ?? {}).flatMap((written) => {
    const [, port] = /^(\d+)(?:\/tcp)?$/.exec(written) ?? []
    return port === undefined ? [] : [Number(port)]
  })
