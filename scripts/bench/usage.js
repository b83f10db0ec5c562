import { readdirSync, readFileSync } from 'node:fs'

/** The resident memory of a process in MB, and how many descriptors it has open (`proc(5)`). */
export function usageOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return { memory: (Number(kilobytes) * 1024) / 1e6, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

/** Looks ten times a second: at the most of each so far, until it is ended. */
export function watchUsage(pid) {
  const most = usageOf(pid)
  const timer = setInterval(() => {
    const { memory, descriptors } = usageOf(pid)
    most.memory = Math.max(most.memory, memory)
    most.descriptors = Math.max(most.descriptors, descriptors)
  }, 100)
  return { most, end: () => clearInterval(timer) }
}

/** How many descriptors this process, and those that it starts, may have open. */
export function mostDescriptors() {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return soft === undefined ? Infinity : Number(soft)
}

/** The memory of a process in KB, of what it shares with others its part (proc(5), `Pss`); 0 for one that has ended. */
export function shareOfMemory(pid) {
  try {
    const [, kibibytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
    return (Number(kibibytes ?? 0) * 1024) / 1000
  } catch {
    return 0
  }
}
