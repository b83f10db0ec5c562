import type { MakeError } from '../errors.js'
import { machine } from '../system/machine.js'
import type { HostConfig } from './container.js'

const smallestMemory = 6 * 1024 ** 2

type Rule = readonly [broken: (limits: Required<HostConfig>) => boolean, sentence: string]

const outside = (value: number, from: number, to: number): boolean => value !== 0 && (value < from || value > to)

// Moby's `daemon/daemon_unix.go`, `verifyPlatformContainerResources`, in its order.
const rules: readonly Rule[] = [
  [({ Memory }) => outside(Memory, smallestMemory, Infinity), 'Minimum memory limit allowed is 6MB'],
  [
    ({ Memory, MemorySwap }) => Memory > 0 && MemorySwap > 0 && MemorySwap < Memory,
    'Minimum memoryswap limit should be larger than memory limit, see usage',
  ],
  [
    ({ MemoryReservation }) => outside(MemoryReservation, smallestMemory, Infinity),
    'Minimum memory reservation allowed is 6MB',
  ],
  [
    ({ Memory, MemoryReservation }) => Memory > 0 && MemoryReservation > Memory,
    'Minimum memory limit can not be less than memory reservation limit, see usage',
  ],
  [
    ({ NanoCpus, CpuPeriod }) => NanoCpus > 0 && CpuPeriod > 0,
    'Conflicting options: Nano CPUs and CPU Period cannot both be set',
  ],
  [
    ({ NanoCpus, CpuQuota }) => NanoCpus > 0 && CpuQuota > 0,
    'Conflicting options: Nano CPUs and CPU Quota cannot both be set',
  ],
  [
    ({ NanoCpus }) => NanoCpus < 0 || NanoCpus > machine.cpus * 1e9,
    `Range of CPUs is from 0.01 to ${machine.cpus}.00, as there are only ${machine.cpus} CPUs available`,
  ],
  [
    ({ CpuPeriod }) => outside(CpuPeriod, 1000, 1_000_000),
    'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
  ],
  [({ CpuQuota }) => CpuQuota > 0 && CpuQuota < 1000, 'CPU cfs quota can not be less than 1ms (i.e. 1000)'],
  [({ BlkioWeight }) => outside(BlkioWeight, 10, 1000), 'Range of blkio weight is from 10 to 1000'],
]

/** Refuses limits that no Linux machine keeps; what is not given counts as 0. */
export function checkResources(limits: HostConfig, error: MakeError): void {
  const zeros = {
    Memory: 0,
    MemorySwap: 0,
    MemoryReservation: 0,
    NanoCpus: 0,
    CpuPeriod: 0,
    CpuQuota: 0,
    BlkioWeight: 0,
  }
  const completed = { ...zeros, ...limits } as Required<HostConfig>
  const [, sentence] = rules.find(([broken]) => broken(completed)) ?? []
  if (sentence !== undefined) throw error('InvalidParameter', sentence)
}
