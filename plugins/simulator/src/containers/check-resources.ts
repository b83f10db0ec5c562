import type { MakeError } from '../errors.js'
import type { Host } from '../system/host.js'
import type { HostConfig } from './container.js'
import { parseSet } from './cpuset.js'

type Resources = HostConfig
type Check = (asked: Resources, host: Host) => string | false | undefined

/** Bytes: Docker's least for a container. */
const least = 6 * 1024 * 1024

const over = (value: number | null | undefined): number => value ?? 0

// In moby's order (`daemon/daemon_unix.go`, `verifyPlatformContainerResources`); each gives the sentence that refuses.
const checks: readonly Check[] = [
  ({ Memory }) => over(Memory) !== 0 && over(Memory) < least && 'Minimum memory limit allowed is 6MB',
  ({ Memory, MemorySwap }) =>
    over(Memory) > 0 &&
    over(MemorySwap) > 0 &&
    over(MemorySwap) < over(Memory) &&
    'Minimum memoryswap limit should be larger than memory limit, see usage',
  swapAlone,
  ({ MemorySwappiness: value }) =>
    over(value) !== -1 &&
    (over(value) < 0 || over(value) > 100) &&
    `Invalid value: ${value}, valid memory swappiness range is 0-100`,
  ({ MemoryReservation: value }) =>
    over(value) > 0 && over(value) < least && 'Minimum memory reservation allowed is 6MB',
  ({ Memory, MemoryReservation }) =>
    over(Memory) > 0 &&
    over(Memory) < over(MemoryReservation) &&
    'Minimum memory limit can not be less than memory reservation limit, see usage',
  ({ KernelMemory: value }) => over(value) > 0 && over(value) < least && 'Minimum kernel memory limit allowed is 6MB',
  ({ NanoCpus, CpuPeriod }) =>
    over(NanoCpus) > 0 && over(CpuPeriod) > 0 && 'Conflicting options: Nano CPUs and CPU Period cannot both be set',
  ({ NanoCpus, CpuQuota }) =>
    over(NanoCpus) > 0 && over(CpuQuota) > 0 && 'Conflicting options: Nano CPUs and CPU Quota cannot both be set',
  ({ NanoCpus: value }, { cpus }) =>
    (over(value) < 0 || over(value) > cpus * 1e9) &&
    `Range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`,
  ({ CpuPeriod: value }) =>
    over(value) !== 0 &&
    (over(value) < 1000 || over(value) > 1_000_000) &&
    'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
  ({ CpuQuota: value }) =>
    over(value) > 0 && over(value) < 1000 && 'CPU cfs quota can not be less than 1ms (i.e. 1000)',
  ({ CpusetCpus = '' }) => parseSet(CpusetCpus) === undefined && invalidSet('cpuset cpus', CpusetCpus),
  ({ CpusetCpus = '' }, { cpus }) =>
    isPast(CpusetCpus, cpus) && `Requested CPUs are not available - requested ${CpusetCpus}, available: ${setOf(cpus)}`,
  ({ CpusetMems = '' }) => parseSet(CpusetMems) === undefined && invalidSet('cpuset mems', CpusetMems),
  ({ CpusetMems = '' }) =>
    isPast(CpusetMems, 1) && `Requested memory nodes are not available - requested ${CpusetMems}, available: 0`,
]

/** Throws `InvalidParameter` for limits of a new container that the machine, or Docker, does not have. */
export const checkResources = (asked: Resources, host: Host, error: MakeError): void =>
  checkAll(checks, asked, host, error)

/** The same for `ContainerUpdate`, where the container may have what is not given. */
export const checkUpdate = (asked: Resources, host: Host, error: MakeError): void =>
  checkAll(
    checks.filter((check) => check !== swapAlone),
    asked,
    host,
    error,
  )

function swapAlone({ Memory, MemorySwap }: Resources): string | false {
  const sentence = 'You should always set the Memory limit when using Memoryswap limit, see usage'
  return over(Memory) === 0 && over(MemorySwap) > 0 && sentence
}

function checkAll(all: readonly Check[], asked: Resources, host: Host, error: MakeError): void {
  for (const check of all) {
    const refusal = check(asked, host)
    if (typeof refusal === 'string') throw error('InvalidParameter', refusal)
  }
}

const invalidSet = (what: string, text: string): string => `Invalid value ${text} for ${what}: invalid format: ${text}`

/** All of so many CPUs. */
const setOf = (cpus: number): string => (cpus === 1 ? '0' : `0-${cpus - 1}`)

const isPast = (text: string, count: number): boolean => parseSet(text)?.some(([, last]) => last >= count) === true
