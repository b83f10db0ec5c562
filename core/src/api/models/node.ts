import type { ObjectVersion, Platform, ResourceObject, TLSInfo } from './object.js'

/** One node of a swarm. */
export interface Node {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: NodeSpec
  Description?: NodeDescription
  Status?: NodeStatus
  ManagerStatus?: ManagerStatus | null
}

/** A node as it is asked for. */
export interface NodeSpec {
  Name?: string
  Labels?: Record<string, string>
  Role?: 'worker' | 'manager'
  Availability?: 'active' | 'pause' | 'drain'
}

/** What a node says of itself. */
export interface NodeDescription {
  Hostname?: string
  Platform?: Platform
  Resources?: ResourceObject
  Engine?: EngineDescription
  TLSInfo?: TLSInfo
}

/** The engine of a node. */
export interface EngineDescription {
  EngineVersion?: string
  Labels?: Record<string, string>
  Plugins?: {
    Type?: string
    Name?: string
  }[]
}

/** The state and address of a node. */
export interface NodeStatus {
  State?: NodeState
  Message?: string
  Addr?: string
}

/** Whether a node can take tasks. */
export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected'

/** A node as a manager. */
export interface ManagerStatus {
  Leader?: boolean
  Reachability?: Reachability
  Addr?: string
}

/** Whether a manager can be reached. */
export type Reachability = 'unknown' | 'unreachable' | 'reachable'
