import type { Instant } from '../world.js'
import type { BlockUse } from './files/mount-table.js'
import type { CgroupUse } from './files/proc/source.js'
import type { Kernel } from './kernel/kernel.js'
import { memoryUse, type MemoryUse } from './memory-use.js'

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

/** Its files in memory: their bytes, and whether they count for its limit. */
interface FilesInMemory {
  readonly bytes: number
  readonly areCounted: boolean
}

export function usedOf(
  { cpu, memory, network, size: processes }: Kernel,
  { bytes: files, areCounted }: FilesInMemory,
  blocks: BlockUse = { read: 0, written: 0 },
): Used {
  const { limit, used: taken } = memory
  return {
    cpu: cpu.total,
    cpuUntil: (moment) => cpu.until(moment),
    memory: memoryUse({ taken, files, areCounted, processes, limit }),
    sockets: network.waiting,
    blocks,
    processes,
  }
}

/** As its cgroup shows it. */
export const cgroupUse = (used: Used | undefined): CgroupUse => ({
  cpu: Math.round(used?.cpu ?? 0),
  memory: used === undefined ? 0 : used.memory.programs + used.memory.files,
})
