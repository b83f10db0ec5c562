import type { Container, HostConfig, MountPoint } from '../../containers/container.js'
import type { Volume } from '../../volumes/volume.js'
import type { Instant } from '../../world.js'
import { cleanPath } from '../archive/clean-path.js'
import { populate } from '../archive/populate.js'
import { fromText } from '../byte-string.js'
import { Tree } from '../files/tree.js'
import { Quota } from '../quota.js'
import { mountOver } from './mount-over.js'
import { memoryTree, type Mounted } from './standard.js'

/** What a volume may hold. */
const room = { bytes: 64 * 1024 * 1024, inodes: 65_536 }

/** What containers share: volumes, and what they take for directories of the host, of which they see nothing. */
export class Storage {
  readonly #now: () => Instant
  readonly #volume: (name: string) => Volume | undefined
  // A volume that was removed and made again is another one.
  readonly #volumes = new WeakMap<Volume, Tree>()
  readonly #binds = new Map<string, Tree>()
  readonly #tmpfsSize: number

  /** `memory` is that of the host in bytes: a `tmpfs` that is not told otherwise may hold half of it (tmpfs(5)). */
  constructor(now: () => Instant, volume: (name: string) => Volume | undefined, memory: number) {
    this.#now = now
    this.#volume = volume
    this.#tmpfsSize = Math.floor(memory / 2)
  }

  /** Mounts what a container has besides what all have. */
  mount({ mounts, hostConfig }: Container, mounted: Mounted): void {
    // One below another has to come behind it, in whatever order they were asked for (moby's `sort.Sort(mounts)`).
    const depth = ({ Destination = '' }: MountPoint): number => Destination.split('/').length
    for (const mount of mounts.toSorted((one, other) => depth(one) - depth(other)))
      this.#mountOne(mount, hostConfig, mounted)
    for (const [path, options] of Object.entries(hostConfig.Tmpfs ?? {})) {
      this.#mountTmpfs(
        path,
        options.split(',').filter((word) => word !== ''),
        mounted,
      )
    }
  }

  /** The bytes of a volume's files. */
  sizeOf(volume: Volume): number {
    return this.#volumes.get(volume)?.changedSize ?? 0
  }

  #mountOne(
    { Type, Name = '', Source = '', Destination = '', RW = true, Mode = '' }: MountPoint,
    hostConfig: HostConfig,
    mounted: Mounted,
  ): void {
    if (Type === 'tmpfs') {
      return this.#mountTmpfs(Destination, [...(RW ? [] : ['ro']), ...askedOf(Destination, hostConfig)], mounted)
    }
    const isEmpty = Mode.split(',').includes('nocopy') || asked(Destination, hostConfig)?.VolumeOptions?.NoCopy === true
    const tree =
      Type === 'volume' ? this.#volumeTree(Name, isEmpty ? undefined : Destination, mounted) : this.#bindTree(Source)
    if (tree === undefined) return
    const common = { source: '/dev/vda1', type: 'ext4', options: 'relatime', readOnly: !RW, tree }
    const counted = mounted.blocks === undefined ? {} : { blocks: mounted.blocks }
    mountOver(mounted.files, { ...common, ...counted, path: fromText(Destination) })
  }

  #mountTmpfs(path: string, words: readonly string[], { files, memory }: Mounted): void {
    const size = sizeOf(words.find((word) => word.startsWith('size='))?.slice(5))
    const mode = words.find((word) => word.startsWith('mode='))?.slice(5)
    const tree = memoryTree(memory, size ?? this.#tmpfsSize, this.#now)
    tree.own(tree.root).mode = mode === undefined ? 0o1777 : Number.parseInt(mode, 8)
    const told = [
      ...(size === undefined ? [] : [`size=${Math.ceil(size / 1024)}k`]),
      ...(mode === undefined ? [] : [`mode=${mode}`]),
    ]
    const flags = ['nosuid', 'nodev', 'noexec'].filter((flag) => !words.includes(flag.slice(2)))
    const options = [...flags, 'relatime', ...told].join(',')
    const common = { source: 'tmpfs', type: 'tmpfs', options, readOnly: words.includes('ro'), tree }
    mountOver(files, { ...common, path: fromText(path) })
  }

  /** A volume that is new has what the image has at that place, unless that is not to be copied. */
  #volumeTree(name: string, destination: string | undefined, { files }: Mounted): Tree | undefined {
    const volume = this.#volume(name)
    if (volume === undefined) return undefined
    const known = this.#volumes.get(volume)
    if (known !== undefined) return known
    const tree = this.#newTree()
    if (destination !== undefined) populate(tree, files, fromText(destination))
    this.#volumes.set(volume, tree)
    return tree
  }

  #bindTree(source: string): Tree {
    const tree = this.#binds.get(source) ?? this.#newTree()
    this.#binds.set(source, tree)
    return tree
  }

  #newTree(): Tree {
    return new Tree({ bytes: new Quota(room.bytes), inodes: new Quota(room.inodes), now: this.#now })
  }
}

/** What `Mounts` says of a mount. */
const asked = (path: string, { Mounts }: HostConfig) =>
  (Mounts ?? []).find(({ Target = '' }) => cleanPath(Target) === path)

/** The options of a `tmpfs` of `Mounts`, as those of `Tmpfs`. */
function askedOf(path: string, hostConfig: HostConfig): readonly string[] {
  const { SizeBytes = 0, Mode = 0 } = asked(path, hostConfig)?.TmpfsOptions ?? {}
  return [...(SizeBytes > 0 ? [`size=${SizeBytes}`] : []), ...(Mode > 0 ? [`mode=${Mode.toString(8)}`] : [])]
}

/** `64m`, `1g`, `4096k`, `1000`; undefined for anything else. */
function sizeOf(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text ?? '') ?? []
  if (digits === undefined) return undefined
  return Number(digits) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase() as '' | 'k' | 'm' | 'g']
}
