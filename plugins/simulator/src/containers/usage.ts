import type { Answer } from 'libswarm-core'
import type { Host } from '../system/host.js'
import { never, toRfc3339 } from '../time.js'
import type { Instant } from '../world.js'
import type { Used } from '../machine/used.js'
import type { InterfaceTraffic } from '../machine/network/traffic.js'
import { isRunning, type Container } from './container.js'

/** One sample of what a container uses. */
export type Sample = Answer<'ContainerStats'>
type Cpu = NonNullable<Sample['cpu_stats']>

const throttling_data = { periods: 0, throttled_periods: 0, throttled_time: 0 }
// Go has null where there is nothing.
const nothing = {
  io_service_bytes_recursive: null,
  io_serviced_recursive: null,
  io_queue_recursive: null,
  io_service_time_recursive: null,
  io_wait_time_recursive: null,
  io_merged_recursive: null,
  io_time_recursive: null,
  sectors_recursive: null,
} as unknown as NonNullable<Sample['blkio_stats']>
const noCpu: Cpu = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data,
}

/** What is known of a container that runs. */
export interface Measured {
  readonly used: Used
  readonly host: Host
  /** By the names of its interfaces. */
  readonly interfaces: readonly (readonly [name: string, traffic: InterfaceTraffic])[]
}

/** The sample that another one is compared with: when it was, and what it said of the CPU, if it was taken at all. */
export interface Before {
  readonly at: Instant
  readonly cpu?: Cpu | undefined
}

/** What a container uses at a moment, and had used before. */
export function usage(container: Container, now: Instant, before: Before | undefined, measured?: Measured): Sample {
  const named = { name: `/${container.name}`, id: container.id }
  if (!isRunning(container) || measured === undefined) return { ...idle, ...named }
  const { used, host, interfaces } = measured
  const pidsLimit = limitOf(container.hostConfig.PidsLimit)
  return {
    ...named,
    read: toRfc3339(now),
    preread: before === undefined ? never : toRfc3339(before.at),
    pids_stats: { current: used.processes, ...(pidsLimit === undefined ? {} : { limit: pidsLimit }) },
    blkio_stats: { ...nothing, ...blockTraffic(used.blocks) },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuOf(used.cpu, now, host),
    precpu_stats: before === undefined ? noCpu : (before.cpu ?? cpuOf(used.cpuUntil(before.at), before.at, host)),
    memory_stats: memoryOf(container, used, host),
    ...(interfaces.length === 0 ? {} : { networks: Object.fromEntries(interfaces.map(interfaceOf)) }),
  }
}

/** What dockerd says of a container that does not run. */
const idle: Sample = {
  read: never,
  preread: never,
  pids_stats: {},
  blkio_stats: nothing,
  num_procs: 0,
  storage_stats: {},
  cpu_stats: noCpu,
  precpu_stats: noCpu,
  memory_stats: {},
}

const limitOf = (limit: number | null | undefined): number | undefined =>
  limit === null || limit === undefined || limit <= 0 ? undefined : limit

/** `used` is in microseconds; what is told is in nanoseconds. */
function cpuOf(used: number, now: Instant, { cpus }: Host): Cpu {
  const total = Math.round(used) * 1000
  return {
    cpu_usage: { total_usage: total, usage_in_kernelmode: 0, usage_in_usermode: total },
    // All processors together, since the machine was started.
    system_cpu_usage: Math.floor((now % 10_000_000_000_000) * 1000) * cpus,
    online_cpus: cpus,
    throttling_data,
  }
}

/** The keys of `memory.stat` that say more than how the machine goes about it (Linux' admin-guide/cgroup-v2). */
function memoryOf(
  { hostConfig }: Container,
  { memory, processes, sockets }: Used,
  host: Host,
): NonNullable<Sample['memory_stats']> {
  const { programs, files } = memory
  const stats = { anon: programs, file: files, shmem: files, kernel_stack: processes * 16_384, sock: sockets }
  const lists = { active_anon: programs + files, inactive_anon: 0, active_file: 0, inactive_file: 0, unevictable: 0 }
  const faults = { pgfault: Math.ceil((programs + files) / 4096), pgmajfault: 0 }
  return {
    usage: programs + files,
    stats: { ...stats, ...lists, ...faults },
    limit: limitOf(hostConfig.Memory) ?? host.memory,
  }
}

const blockTraffic = ({ read, written }: Used['blocks']): Sample['blkio_stats'] => {
  if (read + written === 0) return {}
  const of = (op: string, value: number): object => ({ major: 254, minor: 0, op, value })
  return { io_service_bytes_recursive: [of('read', read), of('write', written)] }
}

const interfaceOf = ([name, { received, sent }]: Measured['interfaces'][number]): readonly [string, object] => [
  name,
  {
    rx_bytes: received.bytes,
    rx_packets: received.packets,
    rx_errors: 0,
    rx_dropped: 0,
    tx_bytes: sent.bytes,
    tx_packets: sent.packets,
    tx_errors: 0,
    tx_dropped: 0,
  },
]
