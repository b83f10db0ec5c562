import type { ContainerConfig } from './container-config.js'
import type { EndpointSettings } from './endpoint.js'
import type { Health } from './health.js'
import type { HostConfig } from './host-config.js'
import type { MountPoint } from './mount.js'
import type { OCIDescriptor } from './oci.js'
import type { PortMap, PortSummary } from './port.js'
import type { DriverData, Storage } from './storage.js'

/** One container in a list; `Created` in seconds, sizes in bytes. */
export interface ContainerSummary {
  Id?: string
  Names?: string[]
  Image?: string
  ImageID?: string
  ImageManifestDescriptor?: OCIDescriptor | null
  Command?: string
  Created?: number
  Ports?: PortSummary[]
  SizeRw?: number | null
  SizeRootFs?: number | null
  Labels?: Record<string, string>
  State?: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'removing' | 'dead'
  Status?: string
  HostConfig?: {
    NetworkMode?: string
    Annotations?: Record<string, string> | null
  }
  NetworkSettings?: {
    Networks?: Record<string, EndpointSettings>
  }
  Mounts?: MountPoint[]
  Health?: {
    Status?: 'none' | 'starting' | 'healthy' | 'unhealthy'
    FailingStreak?: number
  }
}

/** All that is known of one container. */
export interface ContainerInspectResponse {
  Id?: string
  Created?: string | null
  Path?: string
  Args?: string[]
  State?: ContainerState | null
  Image?: string
  ResolvConfPath?: string
  HostnamePath?: string
  HostsPath?: string
  LogPath?: string | null
  Name?: string
  RestartCount?: number
  Driver?: string
  Platform?: string
  ImageManifestDescriptor?: OCIDescriptor
  MountLabel?: string
  ProcessLabel?: string
  AppArmorProfile?: string
  ExecIDs?: string[] | null
  HostConfig?: HostConfig
  GraphDriver?: DriverData | null
  Storage?: Storage | null
  SizeRw?: number | null
  SizeRootFs?: number | null
  Mounts?: MountPoint[]
  Config?: ContainerConfig
  NetworkSettings?: NetworkSettings
}

/** The state of a container. */
export interface ContainerState {
  Status?: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  Running?: boolean
  Paused?: boolean
  Restarting?: boolean
  OOMKilled?: boolean
  Dead?: boolean
  Pid?: number
  ExitCode?: number
  Error?: string
  StartedAt?: string
  FinishedAt?: string
  Health?: Health | null
}

/** The networks of a container; the flat address fields are those of the default bridge, up to API 1.51. */
export interface NetworkSettings {
  SandboxID?: string
  SandboxKey?: string
  Ports?: PortMap
  Networks?: Record<string, EndpointSettings>
  Bridge?: string
  HairpinMode?: boolean
  LinkLocalIPv6Address?: string
  LinkLocalIPv6PrefixLen?: number
  SecondaryIPAddresses?: Address[] | null
  SecondaryIPv6Addresses?: Address[] | null
  EndpointID?: string
  Gateway?: string
  GlobalIPv6Address?: string
  GlobalIPv6PrefixLen?: number
  IPAddress?: string
  IPPrefixLen?: number
  IPv6Gateway?: string
  MacAddress?: string
}

/** An address with the length of its prefix. */
export interface Address {
  Addr?: string
  PrefixLen?: number
}

/** The id of the new container, and what the engine warns of. */
export interface ContainerCreateResponse {
  Id: string
  Warnings: string[]
}

/** What the engine warns of after an update. */
export interface ContainerUpdateResponse {
  Warnings?: string[] | null
}

/** The processes of a container as `ps` prints them, with the column titles. */
export interface ContainerTopResponse {
  Titles?: string[]
  Processes?: string[][]
}

/** How a container ended. */
export interface ContainerWaitResponse {
  StatusCode: number
  Error?: ContainerWaitExitError | null
}

/** Why waiting for a container failed. */
export interface ContainerWaitExitError {
  Message?: string
}

/** The containers that were removed, and the bytes that this freed. */
export interface ContainerPruneResponse {
  ContainersDeleted?: string[] | null
  SpaceReclaimed?: number
}

/** One path that differs from the image. */
export interface FilesystemChange {
  Path: string
  Kind: ChangeType
}

/** 0 changed, 1 added, 2 deleted. */
export type ChangeType = 0 | 1 | 2
