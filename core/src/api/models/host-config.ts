import type { Mount } from './mount.js'
import type { PortMap } from './port.js'

/** Limits of a container: memory in bytes, CPU times in microseconds, `NanoCpus` in billionths of a CPU. */
export interface Resources {
  CpuShares?: number
  Memory?: number
  CgroupParent?: string
  BlkioWeight?: number
  BlkioWeightDevice?: WeightDevice[] | null
  BlkioDeviceReadBps?: ThrottleDevice[] | null
  BlkioDeviceWriteBps?: ThrottleDevice[] | null
  BlkioDeviceReadIOps?: ThrottleDevice[] | null
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null
  CpuPeriod?: number
  CpuQuota?: number
  CpuRealtimePeriod?: number
  CpuRealtimeRuntime?: number
  CpusetCpus?: string
  CpusetMems?: string
  Devices?: DeviceMapping[] | null
  DeviceCgroupRules?: string[] | null
  DeviceRequests?: DeviceRequest[] | null
  MemoryReservation?: number
  MemorySwap?: number
  MemorySwappiness?: number | null
  NanoCpus?: number
  OomKillDisable?: boolean
  Init?: boolean | null
  PidsLimit?: number | null
  Ulimits?: Ulimit[] | null
  CpuCount?: number
  CpuPercent?: number
  IOMaximumIOps?: number
  IOMaximumBandwidth?: number
  KernelMemory?: number
  KernelMemoryTCP?: number
}

/** What of a container depends on its host. */
export interface HostConfig extends Resources {
  Binds?: string[] | null
  ContainerIDFile?: string
  LogConfig?: {
    Type?: string
    Config?: Record<string, string> | null
  }
  NetworkMode?: string
  PortBindings?: PortMap | null
  RestartPolicy?: RestartPolicy
  AutoRemove?: boolean
  VolumeDriver?: string
  VolumesFrom?: string[] | null
  Mounts?: Mount[] | null
  ConsoleSize?: number[] | null
  Annotations?: Record<string, string> | null
  CapAdd?: string[] | null
  CapDrop?: string[] | null
  CgroupnsMode?: 'private' | 'host' | ''
  Dns?: string[] | null
  DnsOptions?: string[] | null
  DnsSearch?: string[] | null
  ExtraHosts?: string[] | null
  GroupAdd?: string[] | null
  IpcMode?: string
  Cgroup?: string
  Links?: string[] | null
  OomScoreAdj?: number
  PidMode?: string
  Privileged?: boolean
  PublishAllPorts?: boolean
  ReadonlyRootfs?: boolean
  SecurityOpt?: string[] | null
  StorageOpt?: Record<string, string> | null
  Tmpfs?: Record<string, string> | null
  UTSMode?: string
  UsernsMode?: string
  ShmSize?: number
  Sysctls?: Record<string, string> | null
  Runtime?: string | null
  Isolation?: 'default' | 'process' | 'hyperv' | ''
  MaskedPaths?: string[] | null
  ReadonlyPaths?: string[] | null
}

/** When a container is started again. */
export interface RestartPolicy {
  Name?: '' | 'no' | 'always' | 'unless-stopped' | 'on-failure'
  MaximumRetryCount?: number
}

/** A device of the host in a container. */
export interface DeviceMapping {
  PathOnHost?: string
  PathInContainer?: string
  CgroupPermissions?: string
}

/** Devices that a driver is asked for. */
export interface DeviceRequest {
  Driver?: string
  Count?: number
  DeviceIDs?: string[] | null
  Capabilities?: string[][] | null
  Options?: Record<string, string> | null
}

/** A limit of a block device, in bytes or operations a second. */
export interface ThrottleDevice {
  Path?: string
  Rate?: number
}

/** The share of a block device, 10 to 1000. */
export interface WeightDevice {
  Path?: string
  Weight?: number
}

/** A limit of processes, as `ulimit` has it. */
export interface Ulimit {
  Name?: string
  Soft?: number
  Hard?: number
}
