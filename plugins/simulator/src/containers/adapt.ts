import type { HostConfig } from './container.js'
import { securityOptions } from './check-security.js'

/** What the engine makes of a `HostConfig`, and what it warns of. */
export interface Adapted {
  readonly hostConfig: HostConfig
  readonly warnings: readonly string[]
}

interface Rule {
  readonly holds: (host: HostConfig) => boolean
  readonly warning: string
  /** What is discarded. */
  readonly change?: Partial<HostConfig>
}

const noKernel = (what: string): string => `Your kernel does not support ${what} or the cgroup is not mounted.`

// In moby's order (`daemon/daemon_unix.go`).
const rules: readonly Rule[] = [
  {
    holds: ({ KernelMemory = 0 }) => KernelMemory > 0,
    warning: 'Specifying a kernel memory limit is deprecated and will be removed in a future release.',
  },
  {
    holds: ({ OomKillDisable, Memory = 0 }) => OomKillDisable === true && Memory === 0,
    warning:
      'OOM killer is disabled for the container, but no memory limit is set, ' +
      'this can result in the system running out of resources.',
  },
  {
    holds: ({ CpuPercent = 0 }) => CpuPercent > 0,
    warning: 'linux does not support CPU percent. Percent discarded.',
    change: { CpuPercent: 0 },
  },
  {
    holds: ({ BlkioWeight = 0 }) => BlkioWeight > 0,
    warning: `${noKernel('Block I/O weight')} Weight discarded.`,
    change: { BlkioWeight: 0 },
  },
  {
    holds: ({ BlkioWeightDevice }) => (BlkioWeightDevice ?? []).length > 0,
    warning: `${noKernel('Block I/O weight_device')} Weight-device discarded.`,
    change: { BlkioWeightDevice: [] },
  },
  {
    holds: ({ NetworkMode, PortBindings }) => NetworkMode === 'host' && Object.keys(PortBindings ?? {}).length > 0,
    warning: 'Published ports are discarded when using host network mode',
  },
]

/** Discards what the machine does not do, with a warning, and puts the engine's values for what means "as usual". */
export function adapt(asked: HostConfig): Adapted {
  const { hostConfig, warnings } = discard(asked)
  return { hostConfig: tuned(hostConfig), warnings }
}

/** Discards what the machine does not do, with a warning. */
export function discard(asked: HostConfig): Adapted {
  const broken = rules.filter(({ holds }) => holds(asked))
  const hostConfig = broken.reduce<HostConfig>((host, { change }) => ({ ...host, ...change }), asked)
  return { hostConfig, warnings: broken.map(({ warning }) => warning) }
}

function tuned(host: HostConfig): HostConfig {
  const { Memory = 0, MemorySwap = 0, PidsLimit, MemorySwappiness } = host
  const unmasked = host.Privileged === true ? { MaskedPaths: null, ReadonlyPaths: null } : {}
  return {
    ...host,
    ...unmasked,
    SecurityOpt: securityOptions(host),
    MemorySwap: Memory > 0 && MemorySwap === 0 ? Memory * 2 : MemorySwap,
    PidsLimit: (PidsLimit ?? 0) <= 0 ? null : PidsLimit!,
    MemorySwappiness: MemorySwappiness === -1 ? null : (MemorySwappiness ?? null),
  }
}
