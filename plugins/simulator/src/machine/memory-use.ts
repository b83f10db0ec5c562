/** What the pages of a small program take of a container's memory besides what it keeps, in bytes. */
const programSize = 400 * 1024

/** What is known of the memory of a container that runs, in bytes. */
export interface Counted {
  /** What was taken of its memory. */
  readonly taken: number
  /** What files in memory take, and whether that is a part of what was taken. */
  readonly files: number
  readonly areCounted: boolean
  readonly processes: number
  readonly limit: number
}

/** What a container shows to have of its memory, in bytes: of programs and of files in memory. */
export interface MemoryUse {
  readonly programs: number
  readonly files: number
}

/** What a cgroup would count, which is never more than its limit. */
export function memoryUse({ taken, files, areCounted, processes, limit }: Counted): MemoryUse {
  const kept = Math.min(files, limit)
  const others = areCounted ? taken - files : taken
  return { programs: Math.min(others + processes * programSize, limit - kept), files: kept }
}
