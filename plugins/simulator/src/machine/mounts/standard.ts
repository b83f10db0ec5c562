import type { Instant } from '../../world.js'
import type { ByteString } from '../byte-string.js'
import { ContainerFiles, root } from '../files/container-files.js'
import { memoryDevices, type Devices } from '../files/devices.js'
import type { BlockUse, MountSpec } from '../files/mount-table.js'
import type { FrozenTree } from '../files/node.js'
import { procTree } from '../files/proc/proc-tree.js'
import type { ProcSource } from '../files/proc/source.js'
import { cgroupDirectory, sysTree } from '../files/proc/sys-tree.js'
import { Tree } from '../files/tree.js'
import { Quota, type Pool } from '../quota.js'
import { withInitLayer } from '../rootfs/init-layer.js'
import { devImage, stickyImage, terminalTree, type Terminals } from './dev.js'
import { mountOver } from './mount-over.js'
import type { RuntimeFiles } from './runtime-files.js'

/** What the files of a container may take, all together. */
export interface Room {
  readonly bytes: Quota
  readonly inodes: Quota
}

/** What the files of a container are made of each time it starts. */
export interface ContainerSetting {
  /** What it keeps when it stops (`rootTree`). */
  readonly tree: Tree
  readonly room: Room
  /** Without the mounts, which are those of the files that are made of it. */
  readonly source: Omit<ProcSource, 'mounts'>
  readonly runtime: RuntimeFiles
  /** Opens terminals and whatever else is no device of memory. */
  readonly devices?: Devices
  readonly terminals?: Terminals
  readonly hasTerminal?: boolean
  /** `HostConfig.ReadonlyRootfs`. */
  readonly readOnly?: boolean
  /** `HostConfig.Privileged`: nothing of `/proc` and `/sys` is hidden or for reading alone. */
  readonly isPrivileged?: boolean
  /** `HostConfig.ShmSize`, in bytes; 64 MiB unless given. */
  readonly shmSize?: number
  /** Where traffic of the disk is counted. */
  readonly blocks?: BlockUse
  /** What files in memory take their bytes from, where it is not the room of all files. */
  readonly memory?: Pool
}

/** The files of a container while it runs. */
export interface Mounted {
  readonly files: ContainerFiles
  /** The part of the container's room that file systems in memory take from (`memoryTree`). */
  readonly memory: Room
  readonly blocks: BlockUse | undefined
  /** The container has stopped: what was in memory is gone. */
  end(): void
}

const partOf = ({ bytes, inodes }: Room, pool: Pool = bytes): Room => ({
  bytes: new Quota(pool === bytes ? bytes.limit : Infinity, pool),
  inodes: new Quota(inodes.limit, inodes),
})

/** What a new container has as its root. */
export const rootTree = (image: FrozenTree, room: Room, now: () => Instant): Tree =>
  new Tree({ image: withInitLayer(image), ...partOf(room), now })

const kernelOptions = 'nosuid,nodev,noexec,relatime'

/** The files of a container that starts, with all that Docker mounts by itself (the `mounts` of moby's `oci.DefaultSpec`). */
export function containerFiles(setting: ContainerSetting): Mounted {
  const { tree, source, devices, blocks, readOnly = false } = setting
  const memory = partOf(setting.room, setting.memory)
  const ofMemory = memoryDevices(source.random)
  const files = new ContainerFiles(
    { path: '/', source: 'overlay', type: 'overlay', options: 'relatime', readOnly, tree, ...(blocks && { blocks }) },
    (opened) => ofMemory(opened) ?? devices?.(opened),
  )
  for (const mount of standardMounts(setting, memory, files)) mountOver(files, mount)
  const end = (): void => {
    memory.bytes.detach()
    memory.inodes.detach()
  }
  return { files, memory, blocks, end }
}

/** A file system in memory of so many bytes. */
export function memoryTree({ bytes, inodes }: Room, size: number, now: () => Instant, image?: FrozenTree): Tree {
  const options = { bytes: new Quota(size, bytes), inodes: new Quota(inodes.limit, inodes), now }
  return new Tree(image === undefined ? options : { ...options, image })
}

function standardMounts(setting: ContainerSetting, memory: Room, files: ContainerFiles): MountSpec[] {
  const { hasTerminal = false, isPrivileged = false, runtime, shmSize = 2 ** 26, terminals = () => [] } = setting
  const source = bound(setting.source, () => files.mounts())
  const now = (): Instant => source.now()
  const proc = procTree(source)
  const sys = sysTree(source)
  const kernel = (path: ByteString, type: string, tree: Tree, readOnly = false): MountSpec => ({
    path,
    source: type,
    type,
    options: kernelOptions,
    readOnly,
    tree,
  })
  const dev = memoryTree(memory, 65536 * 1024, now, devImage(hasTerminal))
  const pts = terminalTree(terminals, now)
  const shm = memoryTree(memory, shmSize, now, stickyImage())
  const cgroup = cgroupDirectory(source, '/fs/cgroup')
  return [
    kernel('/proc', 'proc', proc),
    {
      path: '/dev',
      source: 'tmpfs',
      type: 'tmpfs',
      options: 'nosuid,size=65536k,mode=755',
      readOnly: false,
      tree: dev,
    },
    { ...kernel('/dev/pts', 'devpts', pts), options: 'nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666' },
    kernel('/sys', 'sysfs', sys, !isPrivileged),
    { ...kernel('/sys/fs/cgroup', 'cgroup2', sys, !isPrivileged), source: 'cgroup', root: cgroup },
    kernel('/dev/mqueue', 'mqueue', memoryTree(memory, 0, now, stickyImage())),
    {
      ...kernel('/dev/shm', 'tmpfs', shm),
      source: 'shm',
      options: `${kernelOptions},size=${Math.ceil(shmSize / 1024)}k`,
    },
    ...runtime.mounts(),
    ...(isPrivileged ? [] : fixed(proc, kernel)),
  ]
}

/** The methods of a source that may be an object of a class. */
function bound(source: Omit<ProcSource, 'mounts'>, mounts: ProcSource['mounts']): ProcSource {
  const { bootedAt, kernel, cpus, memory, random, sysctls } = source
  return {
    bootedAt,
    kernel,
    cpus,
    memory,
    random,
    mounts,
    ...(sysctls === undefined ? {} : { sysctls }),
    hostname: () => source.hostname(),
    now: () => source.now(),
    processes: () => source.processes(),
    descriptor: (pid, fd) => source.descriptor?.(pid, fd),
    network: (name) => source.network?.(name),
    limits: () => source.limits?.() ?? {},
    ...(source.used === undefined ? {} : { used: () => source.used!() }),
  }
}

/** What Docker shows for reading alone (`ReadonlyPaths` of moby's `oci.DefaultLinuxSpec`); what it masks is empty anyway. */
function fixed(
  proc: Tree,
  kernel: (path: ByteString, type: string, tree: Tree, readOnly?: boolean) => MountSpec,
): MountSpec[] {
  return ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].flatMap((name) => {
    const entry = proc.child(proc.root, name, root)
    return entry === undefined ? [] : [{ ...kernel(`/proc/${name}`, 'proc', proc, true), root: entry }]
  })
}
