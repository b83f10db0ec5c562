import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import type { Caller, OpenFile } from '../dist/machine/files/files.js'
import type { CgroupLimits } from '../dist/machine/files/proc/source.js'
import type { ProcessInfo } from '../dist/machine/kernel/proc.js'
import { RuntimeFiles } from '../dist/machine/mounts/runtime-files.js'
import type { Tree } from '../dist/machine/files/tree.js'
import {
  containerFiles,
  rootTree,
  type ContainerSetting,
  type Mounted,
  type Room,
} from '../dist/machine/mounts/standard.js'
import { Quota } from '../dist/machine/quota.js'
import { rootfsOf } from '../dist/machine/rootfs/rootfs.js'
import { ManualClock } from './manual-clock.js'
import { root } from './machine-files-support.js'

const clock = new ManualClock()
const bootedAt = clock.now()

export const processInfo = (fields: Partial<ProcessInfo> = {}): ProcessInfo => ({
  pid: 1,
  parent: 0,
  group: 1,
  session: 1,
  uid: 0,
  gid: 0,
  argv: ['/bin/sh', '-c', 'sleep 1'],
  env: new Map([['HOME', '/root']]),
  cwd: '/tmp',
  state: 'S',
  startedAt: bootedAt + 1_500_000,
  used: 250_000,
  held: 0,
  hasTerminal: false,
  descriptors: new Map(),
  ...fields,
})

export interface MachineSetting extends Partial<ContainerSetting> {
  readonly processes?: readonly ProcessInfo[]
  readonly descriptor?: (pid: number, fd: number) => OpenFile | undefined
  readonly limits?: () => CgroupLimits
}

/** The files of a container of busybox, as Docker mounts them. */
export function newMachine({ processes = [processInfo()], ...setting }: MachineSetting = {}): Started {
  const now = (): number => clock.now()
  const { room = newRoom() } = setting
  const tree = setting.tree ?? rootTree(rootfsOf({ domain: 'docker.io', path: 'library/busybox' }), room, now)
  const texts = { hosts: '127.0.0.1\tlocalhost\n', hostname: 'box\n', 'resolv.conf': 'nameserver 127.0.0.11\n' }
  const machine = containerFiles({
    tree,
    room,
    runtime: new RuntimeFiles(texts, now),
    source: {
      hostname: () => 'box',
      now,
      bootedAt,
      processes: () => processes,
      random: (length) => new Uint8Array(length).fill(7),
      descriptor: (pid, fd) => setting.descriptor?.(pid, fd),
      limits: () => setting.limits?.() ?? {},
      kernel: '6.1.0-simulated',
      cpus: 2,
      memory: 2 ** 30,
    },
    ...setting,
  })
  return { ...machine, tree }
}

/** Room for the files of a container. */
export const newRoom = (bytes = 2 ** 26): Room => ({ bytes: new Quota(bytes), inodes: new Quota(65536) })

interface Started extends Mounted {
  readonly tree: Tree
}

/** A process of a container, as a caller. */
export const processOf = (pid: number, caller: Caller = root): Caller => ({ ...caller, pid })

export const namesIn = (files: ContainerFiles, path: string, caller: Caller = root): string[] =>
  [...files.list(path, caller)].sort()
