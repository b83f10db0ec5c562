import type { GenericResources } from './object.js'
import type { ClusterInfo } from './swarm.js'

/** The versions of an engine and its parts. */
export interface SystemVersion {
  Platform?: {
    Name: string
  }
  Components?: {
    Name: string
    Version: string
    Details?: Record<string, unknown> | null
  }[]
  Version?: string
  ApiVersion?: string
  MinAPIVersion?: string
  GitCommit?: string
  GoVersion?: string
  Os?: string
  Arch?: string
  KernelVersion?: string
  Experimental?: boolean
  BuildTime?: string
}

/** What an engine is and has; `MemTotal` in bytes. */
export interface SystemInfo {
  ID?: string
  Containers?: number
  ContainersRunning?: number
  ContainersPaused?: number
  ContainersStopped?: number
  Images?: number
  Driver?: string
  DriverStatus?: string[][] | null
  DockerRootDir?: string
  Plugins?: PluginsInfo
  MemoryLimit?: boolean
  SwapLimit?: boolean
  CpuCfsPeriod?: boolean
  CpuCfsQuota?: boolean
  CPUShares?: boolean
  CPUSet?: boolean
  PidsLimit?: boolean
  OomKillDisable?: boolean
  IPv4Forwarding?: boolean
  Debug?: boolean
  NFd?: number
  NGoroutines?: number
  SystemTime?: string
  LoggingDriver?: string
  CgroupDriver?: 'cgroupfs' | 'systemd' | 'none'
  CgroupVersion?: '1' | '2'
  NEventsListener?: number
  KernelVersion?: string
  OperatingSystem?: string
  OSVersion?: string
  OSType?: string
  Architecture?: string
  NCPU?: number
  MemTotal?: number
  IndexServerAddress?: string
  RegistryConfig?: RegistryServiceConfig | null
  GenericResources?: GenericResources
  HttpProxy?: string
  HttpsProxy?: string
  NoProxy?: string
  Name?: string
  Labels?: string[] | null
  ExperimentalBuild?: boolean
  ServerVersion?: string
  Runtimes?: Record<string, Runtime> | null
  DefaultRuntime?: string
  Swarm?: SwarmInfo
  LiveRestoreEnabled?: boolean
  Isolation?: 'default' | 'hyperv' | 'process' | ''
  InitBinary?: string
  ContainerdCommit?: Commit
  RuncCommit?: Commit
  InitCommit?: Commit
  SecurityOptions?: string[] | null
  ProductLicense?: string
  DefaultAddressPools?: AddressPool[] | null
  FirewallBackend?: FirewallInfo | null
  DiscoveredDevices?: DeviceInfo[] | null
  NRI?: NRIInfo | null
  Warnings?: string[] | null
  CDISpecDirs?: string[] | null
  Containerd?: ContainerdInfo | null
  KernelMemory?: boolean
  KernelMemoryTCP?: boolean
  BridgeNfIptables?: boolean
  BridgeNfIp6tables?: boolean
  ClusterStore?: string
  ClusterAdvertise?: string
}

/** The plugins of an engine, by kind. */
export interface PluginsInfo {
  Volume?: string[] | null
  Network?: string[] | null
  Authorization?: string[] | null
  Log?: string[] | null
}

/** How an engine talks to registries. */
export interface RegistryServiceConfig {
  InsecureRegistryCIDRs?: string[]
  IndexConfigs?: Record<string, IndexInfo>
  Mirrors?: string[]
  AllowNondistributableArtifactsCIDRs?: string[]
  AllowNondistributableArtifactsHostnames?: string[]
}

/** One registry. */
export interface IndexInfo {
  Name?: string
  Mirrors?: string[]
  Secure?: boolean
  Official?: boolean
}

/** An OCI runtime. */
export interface Runtime {
  path?: string
  runtimeArgs?: string[] | null
  status?: Record<string, string> | null
}

/** The commit that a tool was built from. */
export interface Commit {
  ID?: string
  Expected?: string
}

/** The containerd of an engine. */
export interface ContainerdInfo {
  Address?: string
  Namespaces?: {
    Containers?: string
    Plugins?: string
  }
}

/** The firewall of an engine. */
export interface FirewallInfo {
  Driver?: string
  Info?: string[][]
}

/** A device that an engine found. */
export interface DeviceInfo {
  Source?: string
  ID?: string
}

/** The Node Resource Interface of an engine. */
export interface NRIInfo {
  Info?: string[][]
}

/** A range that new networks take subnets from; `Size` is the length of their prefix. */
export interface AddressPool {
  Base?: string
  Size?: number
}

/** What an engine knows of its swarm. */
export interface SwarmInfo {
  NodeID?: string
  NodeAddr?: string
  LocalNodeState?: LocalNodeState
  ControlAvailable?: boolean
  Error?: string
  RemoteManagers?: PeerNode[] | null
  Nodes?: number | null
  Managers?: number | null
  Cluster?: ClusterInfo | null
}

/** Whether an engine is in a swarm. */
export type LocalNodeState = '' | 'inactive' | 'pending' | 'active' | 'error' | 'locked'

/** A manager of the swarm. */
export interface PeerNode {
  NodeID?: string
  Addr?: string
}
