import type { ClusterVolume, ClusterVolumeSpec } from './cluster-volume.js'

/** One volume; sizes in bytes, -1 where not counted. */
export interface Volume {
  Name: string
  Driver: string
  Mountpoint: string
  CreatedAt?: string
  Status?: Record<string, unknown> | null
  Labels: Record<string, string> | null
  Scope: 'local' | 'global'
  ClusterVolume?: ClusterVolume
  Options: Record<string, string> | null
  UsageData?: {
    Size: number
    RefCount: number
  } | null
}

/** The volumes, and what the engine warns of. */
export interface VolumeListResponse {
  Volumes?: Volume[] | null
  Warnings?: string[] | null
}

/** The body of `VolumeCreate`. */
export interface VolumeCreateRequest {
  Name?: string
  Driver?: string
  DriverOpts?: Record<string, string> | null
  Labels?: Record<string, string> | null
  ClusterVolumeSpec?: ClusterVolumeSpec
}

/** The body of `VolumeUpdate`. */
export interface VolumeUpdateRequest {
  Spec?: ClusterVolumeSpec
}

/** The volumes that were removed, and the bytes that this freed. */
export interface VolumePruneResponse {
  VolumesDeleted?: string[] | null
  SpaceReclaimed?: number
}
