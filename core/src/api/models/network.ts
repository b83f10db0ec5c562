import type { EndpointSettings } from './endpoint.js'

/** What a list and an inspect both say of a network. */
export interface Network {
  Name?: string
  Id?: string
  Created?: string
  Scope?: string
  Driver?: string
  EnableIPv4?: boolean
  EnableIPv6?: boolean
  IPAM?: IPAM
  Internal?: boolean
  Attachable?: boolean
  Ingress?: boolean
  ConfigFrom?: ConfigReference
  ConfigOnly?: boolean
  Options?: Record<string, string>
  Labels?: Record<string, string>
  Peers?: PeerInfo[]
}

/** One network in a list. */
export type NetworkSummary = Network

/** All that is known of one network. */
export interface NetworkInspect extends Network {
  Containers?: Record<string, EndpointResource>
  Services?: Record<string, ServiceInfo>
  Status?: NetworkStatus
}

/** How a network is used. */
export interface NetworkStatus {
  IPAM?: IPAMStatus
}

/** One container on a network. */
export interface EndpointResource {
  Name?: string
  EndpointID?: string
  MacAddress?: string
  IPv4Address?: string
  IPv6Address?: string
}

/** One service on an overlay network. */
export interface ServiceInfo {
  VIP?: string
  Ports?: string[]
  LocalLBIndex?: number
  Tasks?: NetworkTaskInfo[]
}

/** One task of a service on an overlay network. */
export interface NetworkTaskInfo {
  Name?: string
  EndpointID?: string
  EndpointIP?: string
  Info?: Record<string, string>
}

/** One node of an overlay network. */
export interface PeerInfo {
  Name?: string
  IP?: string
}

/** The config-only network that a network takes its settings from. */
export interface ConfigReference {
  Network?: string
}

/** How a network gives out addresses. */
export interface IPAM {
  Driver?: string
  Config?: IPAMConfig[] | null
  Options?: Record<string, string> | null
}

/** One subnet of a network. */
export interface IPAMConfig {
  Subnet?: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

/** The addresses in use, by subnet. */
export interface IPAMStatus {
  Subnets?: Record<string, SubnetStatus>
}

/** How many addresses of a subnet are in use, and how many are left. */
export interface SubnetStatus {
  IPsInUse?: number
  DynamicIPsAvailable?: number
}

/** The body of `NetworkCreate`. */
export interface NetworkCreateRequest {
  Name: string
  Driver?: string
  Scope?: string
  Internal?: boolean
  Attachable?: boolean
  Ingress?: boolean
  ConfigOnly?: boolean
  ConfigFrom?: ConfigReference
  IPAM?: IPAM
  EnableIPv4?: boolean
  EnableIPv6?: boolean
  Options?: Record<string, string> | null
  Labels?: Record<string, string> | null
  CheckDuplicate?: boolean
}

/** The id of the new network, and what the engine warns of. */
export interface NetworkCreateResponse {
  Id: string
  Warning: string
}

/** The body of `NetworkConnect`. */
export interface NetworkConnectRequest {
  Container: string
  EndpointConfig?: EndpointSettings | null
}

/** The body of `NetworkDisconnect`. */
export interface NetworkDisconnectRequest {
  Container: string
  Force?: boolean
}

/** The networks that were removed. */
export interface NetworkPruneResponse {
  NetworksDeleted?: string[] | null
}
