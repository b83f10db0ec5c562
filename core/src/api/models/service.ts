import type { ObjectVersion } from './object.js'
import type { EndpointPortConfig } from './service-port.js'
import type { NetworkAttachmentConfig, TaskSpec } from './task-spec.js'

/** One service of a swarm. */
export interface Service {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: ServiceSpec
  Endpoint?: {
    Spec?: EndpointSpec
    Ports?: EndpointPortConfig[]
    VirtualIPs?: {
      NetworkID?: string
      Addr?: string
    }[]
  }
  UpdateStatus?: {
    State?: 'updating' | 'paused' | 'completed' | 'rollback_started' | 'rollback_paused' | 'rollback_completed'
    StartedAt?: string
    CompletedAt?: string
    Message?: string
  }
  ServiceStatus?: {
    RunningTasks?: number
    DesiredTasks?: number
    CompletedTasks?: number
  }
  JobStatus?: {
    JobIteration?: ObjectVersion
    LastExecution?: string
  }
}

/** A service as it is asked for; times in nanoseconds. */
export interface ServiceSpec {
  Name?: string
  Labels?: Record<string, string>
  TaskTemplate?: TaskSpec
  Mode?: {
    Replicated?: {
      Replicas?: number
    }
    Global?: Record<string, unknown>
    ReplicatedJob?: {
      MaxConcurrent?: number
      TotalCompletions?: number
    }
    GlobalJob?: Record<string, unknown>
  }
  UpdateConfig?: {
    Parallelism?: number
    Delay?: number
    FailureAction?: 'continue' | 'pause' | 'rollback'
    Monitor?: number
    MaxFailureRatio?: number
    Order?: 'stop-first' | 'start-first'
  }
  RollbackConfig?: {
    Parallelism?: number
    Delay?: number
    FailureAction?: 'continue' | 'pause'
    Monitor?: number
    MaxFailureRatio?: number
    Order?: 'stop-first' | 'start-first'
  }
  Networks?: NetworkAttachmentConfig[]
  EndpointSpec?: EndpointSpec
}

/** How a service is reached. */
export interface EndpointSpec {
  Mode?: 'vip' | 'dnsrr'
  Ports?: EndpointPortConfig[]
}

/** The id of the new service, and what the swarm warns of. */
export interface ServiceCreateResponse {
  ID?: string
  Warnings?: string[] | null
}

/** What the swarm warns of after an update. */
export interface ServiceUpdateResponse {
  Warnings?: string[] | null
}
