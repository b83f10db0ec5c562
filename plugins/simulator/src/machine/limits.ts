import type { HostConfig } from '../containers/container.js'
import type { CgroupLimits } from './files/proc/source.js'

/** What a container has that is not told otherwise: bytes of files, bytes that programs keep, files, processes. */
export const standard = { memory: 64 * 1024 * 1024, inodes: 65_536, processes: 4096 }

/** Whether a container has a limit of memory of its own: its files in memory count for it then. */
export const isLimited = ({ Memory = 0 }: HostConfig): boolean => Memory > 0

/** The bytes that its programs may keep. */
export const memoryOf = ({ Memory = 0 }: HostConfig): number => (Memory > 0 ? Memory : standard.memory)

/** The bytes of files that it may write. */
export const roomOf = (hostConfig: HostConfig): number => Math.max(standard.memory, memoryOf(hostConfig))

export const processesOf = ({ PidsLimit }: HostConfig): number =>
  (PidsLimit ?? 0) > 0 ? PidsLimit! : standard.processes

/** As its cgroup says: those that it was given. */
export const limitsOf = ({ Memory, PidsLimit }: HostConfig): CgroupLimits => ({
  memory: Memory || undefined,
  processes: (PidsLimit ?? 0) > 0 ? PidsLimit! : undefined,
})
