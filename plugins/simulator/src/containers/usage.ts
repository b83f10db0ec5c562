import type { Answer } from 'libswarm-core'
import { machine } from '../system/machine.js'
import { never, toRfc3339 } from '../time.js'
import type { Instant } from '../world.js'
import { isRunning, type Container } from './container.js'

/** One sample of what a container uses. */
export type Sample = Answer<'ContainerStats'>
type Cpu = NonNullable<Sample['cpu_stats']>

const throttling_data = { periods: 0, throttled_periods: 0, throttled_time: 0 }
const nothing = {
  io_service_bytes_recursive: null,
  io_serviced_recursive: null,
  io_queue_recursive: null,
  io_service_time_recursive: null,
  io_wait_time_recursive: null,
  io_merged_recursive: null,
  io_time_recursive: null,
  sectors_recursive: null,
}
const noCpu: Cpu = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data,
}

/**
 * What a container uses at a moment: made of its id, so that a seeded engine gives the same, and of how long it has run.
 * `before` is the moment of the sample that it is compared with; undefined for none. `pids` counts its processes.
 */
export function usage(container: Container, now: Instant, before: Instant | undefined, pids: number): Sample {
  const named = { name: `/${container.name}`, id: container.id }
  if (!isRunning(container)) return { ...idle, ...named }
  const started = container.run.startedAt ?? now
  const pidsLimit = limitOf(container.hostConfig.PidsLimit)
  const at = (moment: Instant): number => Math.max(0, moment - started)
  return {
    ...named,
    read: toRfc3339(now),
    preread: before === undefined ? never : toRfc3339(before),
    pids_stats: { current: pids, ...(pidsLimit === undefined ? {} : { limit: pidsLimit }) },
    blkio_stats: { ...nothing, io_service_bytes_recursive: blockTraffic(container, at(now)) },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuOf(container, at(now), now),
    precpu_stats: before === undefined ? noCpu : cpuOf(container, at(before), before),
    memory_stats: memoryOf(container, at(now)),
    ...networksOf(container, at(now)),
  }
}

/** What dockerd says of a container that does not run. */
const idle: Sample = {
  read: never,
  preread: never,
  pids_stats: {},
  blkio_stats: nothing as unknown as NonNullable<Sample['blkio_stats']>,
  num_procs: 0,
  storage_stats: {},
  cpu_stats: noCpu,
  precpu_stats: noCpu,
  memory_stats: {},
}

/** A number from 0 to 1 that a container keeps for its life. */
const trait = ({ id }: Container, which: number): number => parseInt(id.slice(which * 4, which * 4 + 4), 16) / 0xffff

const limitOf = (limit: number | null | undefined): number | undefined =>
  limit === null || limit === undefined || limit <= 0 ? undefined : limit

/** CPU time up to 3% of one processor, faster and slower by turns, never going back. `at` is in microseconds. */
function cpuOf(container: Container, at: number, now: Instant): Cpu {
  const rate = 0.002 + 0.028 * trait(container, 1)
  const period = 20_000_000 + 40_000_000 * trait(container, 2)
  // The integral of 1 + sin/2, which is positive everywhere.
  const wave = at - (period / (4 * Math.PI)) * (Math.cos((2 * Math.PI * at) / period) - 1)
  const total = Math.floor(20_000_000 + rate * wave * 1000)
  const kernel = Math.floor(total * 0.3)
  return {
    cpu_usage: { total_usage: total, usage_in_kernelmode: kernel, usage_in_usermode: total - kernel },
    // All processors together, since the machine was started.
    system_cpu_usage: Math.floor((now % 10_000_000_000_000) * 1000) * machine.cpus,
    online_cpus: machine.cpus,
    throttling_data,
  }
}

function memoryOf(container: Container, at: number): NonNullable<Sample['memory_stats']> {
  const limit = limitOf(container.hostConfig.Memory) ?? machine.memory
  const most = Math.min(limit * 0.8, 1_000_000 + 30_000_000 * trait(container, 3))
  const grown = 0.7 + 0.25 * (1 - Math.exp(-at / 60_000_000)) + 0.05 * Math.sin(at / 9_000_000)
  const pages = Math.floor((most * grown) / 4096)
  const file = Math.floor(pages / 4)
  const stats = { anon: (pages - file) * 4096, file: file * 4096, active_anon: (pages - file) * 4096 }
  const rest = { active_file: 0, inactive_anon: 0, inactive_file: file * 4096, pgfault: pages * 3, pgmajfault: 0 }
  return { usage: pages * 4096, stats: { ...stats, ...rest }, limit }
}

function blockTraffic(container: Container, at: number): Record<string, string | number>[] {
  const read = 4096 * Math.floor(200 * trait(container, 4))
  const written = 4096 * Math.floor((at / 1_000_000) * 0.1 * trait(container, 5))
  return [
    { major: 8, minor: 0, op: 'read', value: read },
    { major: 8, minor: 0, op: 'write', value: written },
  ]
}

/** One interface for each network that is one: `host` and `none` have none of the container's own. */
function networksOf(container: Container, at: number): Pick<Sample, 'networks'> {
  const joined = Object.keys(container.networks).filter((name) => name !== 'host' && name !== 'none')
  if (joined.length === 0) return {}
  const interfaces = joined.map((_, index) => {
    const received = 10 + Math.floor((at / 1_000_000) * 2 * trait(container, 6 + (index % 4)))
    const sent = Math.floor(received / 2)
    const clean = { rx_errors: 0, rx_dropped: 0, tx_errors: 0, tx_dropped: 0 }
    const traffic = { rx_bytes: received * 86, rx_packets: received, tx_bytes: sent * 74, tx_packets: sent }
    return [`eth${index}`, { ...traffic, ...clean }] as const
  })
  return { networks: Object.fromEntries(interfaces) }
}
