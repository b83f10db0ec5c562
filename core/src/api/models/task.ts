import type { Network } from './network.js'
import type { GenericResources, ObjectVersion } from './object.js'
import type { EndpointPortConfig } from './service-port.js'
import type { TaskSpec } from './task-spec.js'

/** One task of a service. */
export interface Task {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Name?: string
  Labels?: Record<string, string>
  Spec?: TaskSpec
  ServiceID?: string
  Slot?: number
  NodeID?: string
  AssignedGenericResources?: GenericResources
  Status?: TaskStatus
  DesiredState?: TaskState
  JobIteration?: ObjectVersion
  NetworksAttachments?: NetworkAttachment[]
}

/** How a task is. */
export interface TaskStatus {
  Timestamp?: string
  State?: TaskState
  Message?: string
  Err?: string
  ContainerStatus?: ContainerStatus
  PortStatus?: PortStatus
}

/** The states of a task, in order of its life. */
export type TaskState =
  | 'new'
  | 'allocated'
  | 'pending'
  | 'assigned'
  | 'accepted'
  | 'preparing'
  | 'ready'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected'
  | 'remove'
  | 'orphaned'

/** The container of a task. */
export interface ContainerStatus {
  ContainerID?: string
  PID?: number
  ExitCode?: number
}

/** The ports that a task publishes on its host. */
export interface PortStatus {
  Ports?: EndpointPortConfig[]
}

/** A network of a task, with its addresses there. */
export interface NetworkAttachment {
  Network?: Network
  Addresses?: string[]
}
