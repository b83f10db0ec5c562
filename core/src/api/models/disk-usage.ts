import type { BuildCache } from './build.js'
import type { ContainerSummary } from './container.js'
import type { ImageSummary } from './image.js'
import type { Volume } from './volume.js'

/** What takes space, in bytes; the lists at the top level are those of API 1.51 and older. */
export interface SystemDataUsageResponse {
  ImageUsage?: ImagesDiskUsage
  ContainerUsage?: ContainersDiskUsage
  VolumeUsage?: VolumesDiskUsage
  BuildCacheUsage?: BuildCacheDiskUsage
  LayersSize?: number
  Images?: ImageSummary[] | null
  Containers?: ContainerSummary[] | null
  Volumes?: Volume[] | null
  BuildCache?: BuildCache[] | null
  BuilderSize?: number
}

/** The space that images take, in bytes. */
export interface ImagesDiskUsage {
  ActiveCount?: number
  TotalCount?: number
  Reclaimable?: number
  TotalSize?: number
  Items?: ImageSummary[]
}

/** The space that containers take, in bytes. */
export interface ContainersDiskUsage {
  ActiveCount?: number
  TotalCount?: number
  Reclaimable?: number
  TotalSize?: number
  Items?: ContainerSummary[]
}

/** The space that volumes take, in bytes. */
export interface VolumesDiskUsage {
  ActiveCount?: number
  TotalCount?: number
  Reclaimable?: number
  TotalSize?: number
  Items?: Volume[]
}

/** The space that the build cache takes, in bytes. */
export interface BuildCacheDiskUsage {
  ActiveCount?: number
  TotalCount?: number
  Reclaimable?: number
  TotalSize?: number
  Items?: BuildCache[]
}
