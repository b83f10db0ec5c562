import { readdirSync, readFileSync } from 'node:fs'

/** The resident memory of a process in MB, and how many descriptors it has open (`proc(5)`). */
export function usageOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return { memory: (Number(kilobytes) * 1024) / 1e6, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

/** Looks ten times a second; returns what ends that, and tells the most of each. */
export function watchUsage(pid) {
  const most = usageOf(pid)
  const look = () => {
    const { memory, descriptors } = usageOf(pid)
    most.memory = Math.max(most.memory, memory)
    most.descriptors = Math.max(most.descriptors, descriptors)
  }
  const timer = setInterval(look, 100)
  return () => {
    clearInterval(timer)
    look()
    return most
  }
}

/** How many descriptors this process, and those that it starts, may have open. */
export function mostDescriptors() {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return soft === undefined ? Infinity : Number(soft)
}
