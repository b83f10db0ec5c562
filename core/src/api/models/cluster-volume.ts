import type { ObjectVersion } from './object.js'

/** What a swarm knows of a volume. */
export interface ClusterVolume {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: ClusterVolumeSpec
  Info?: {
    CapacityBytes?: number
    VolumeContext?: Record<string, string>
    VolumeID?: string
    AccessibleTopology?: Topology[]
  }
  PublishStatus?: {
    NodeID?: string
    State?: 'pending-publish' | 'published' | 'pending-node-unpublish' | 'pending-controller-unpublish'
    PublishContext?: Record<string, string>
  }[]
}

/** A swarm volume as it is asked for. */
export interface ClusterVolumeSpec {
  Group?: string
  AccessMode?: {
    Scope?: 'single' | 'multi'
    Sharing?: 'none' | 'readonly' | 'onewriter' | 'all'
    MountVolume?: Record<string, unknown>
    Secrets?: {
      Key?: string
      Secret?: string
    }[]
    AccessibilityRequirements?: {
      Requisite?: Topology[]
      Preferred?: Topology[]
    }
    CapacityRange?: {
      RequiredBytes?: number
      LimitBytes?: number
    }
    Availability?: 'active' | 'pause' | 'drain'
  }
}

/** Where in a cluster something is. */
export interface Topology {
  Segments?: Record<string, string>
}
