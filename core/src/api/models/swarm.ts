import type { ObjectVersion, TLSInfo } from './object.js'

/** A swarm, with the tokens to join it. */
export interface Swarm extends ClusterInfo {
  JoinTokens?: JoinTokens
}

/** What is known of a swarm. */
export interface ClusterInfo {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: SwarmSpec
  TLSInfo?: TLSInfo
  RootRotationInProgress?: boolean
  DataPathPort?: number
  DefaultAddrPool?: string[]
  SubnetSize?: number
}

/** A swarm as it is asked for; times in nanoseconds. */
export interface SwarmSpec {
  Name?: string
  Labels?: Record<string, string>
  Orchestration?: {
    TaskHistoryRetentionLimit?: number
  } | null
  Raft?: {
    SnapshotInterval?: number
    KeepOldSnapshots?: number
    LogEntriesForSlowFollowers?: number
    ElectionTick?: number
    HeartbeatTick?: number
  }
  Dispatcher?: {
    HeartbeatPeriod?: number
  } | null
  CAConfig?: {
    NodeCertExpiry?: number
    ExternalCAs?: {
      Protocol?: 'cfssl'
      URL?: string
      Options?: Record<string, string>
      CACert?: string
    }[]
    SigningCACert?: string
    SigningCAKey?: string
    ForceRotate?: number
  } | null
  EncryptionConfig?: {
    AutoLockManagers?: boolean
  }
  TaskDefaults?: {
    LogDriver?: {
      Name?: string
      Options?: Record<string, string>
    }
  }
}

/** The tokens to join a swarm, by role. */
export interface JoinTokens {
  Worker?: string
  Manager?: string
}

/** The body of `SwarmInit`. */
export interface SwarmInitRequest {
  ListenAddr?: string
  AdvertiseAddr?: string
  DataPathAddr?: string
  DataPathPort?: number
  DefaultAddrPool?: string[] | null
  ForceNewCluster?: boolean
  SubnetSize?: number
  Spec?: SwarmSpec
}

/** The body of `SwarmJoin`. */
export interface SwarmJoinRequest {
  ListenAddr: string
  AdvertiseAddr?: string
  DataPathAddr?: string
  RemoteAddrs: string[]
  JoinToken: string
}

/** The body of `SwarmUnlock`. */
export interface SwarmUnlockRequest {
  UnlockKey?: string
}

/** The key that unlocks a manager. */
export interface UnlockKeyResponse {
  UnlockKey?: string
}
