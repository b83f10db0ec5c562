import { amountOf, type Fields } from './fields.js'

/** The kernel's period where none is asked for (`CpuPeriod`), in microseconds. */
const defaultPeriod = 100_000

/** What a container is given, in bytes: the limit (`--memory`), or else the reservation (`--memory-reservation`). */
export const reservedMemory = (hostConfig: Fields): number =>
  amountOf(hostConfig, 'Memory') || amountOf(hostConfig, 'MemoryReservation')

/**
 * What a container is given, in billionths of a CPU: `--cpus`, or else `--cpu-quota` by `--cpu-period`. `--cpu-shares`
 * are no amount: they weigh containers against each other.
 */
export function reservedCpus(hostConfig: Fields): number {
  const nanoCpus = amountOf(hostConfig, 'NanoCpus')
  if (nanoCpus > 0) return nanoCpus
  const period = amountOf(hostConfig, 'CpuPeriod') || defaultPeriod
  return Math.round((amountOf(hostConfig, 'CpuQuota') / period) * 1e9)
}
