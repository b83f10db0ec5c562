import { readFileSync } from 'node:fs'

// What systems that do not tell allow at least: Node raises its limit as far as it may.
const assumed = 4096

// Beyond so many, what is left for backends is no longer half.
const mostForBackends = 4096

/** How many connections a process may accept: half of its descriptors, as a call that is forwarded takes two. */
export function mostConnections(descriptors = descriptorLimit()): number {
  return Math.max(Math.floor(descriptors / 2), descriptors - mostForBackends)
}

/** How many descriptors this process may have open (`getrlimit(2)`, `RLIMIT_NOFILE`; `proc_pid_limits(5)`). */
function descriptorLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? assumed : Number(soft)
  } catch {
    return assumed
  }
}
