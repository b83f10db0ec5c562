import type { ContainerConfig } from './container-config.js'
import type { HealthConfig } from './health.js'
import type { Identity } from './identity.js'
import type { OCIDescriptor, OCIPlatform } from './oci.js'
import type { DriverData } from './storage.js'

/** One image in a list; `Created` in seconds, sizes in bytes, -1 where not counted. */
export interface ImageSummary {
  Id: string
  ParentId: string
  RepoTags: string[] | null
  RepoDigests: string[] | null
  Created: number
  Size: number
  SharedSize: number
  Labels: Record<string, string> | null
  Containers: number
  Manifests?: ImageManifestSummary[] | null
  Descriptor?: OCIDescriptor | null
  VirtualSize?: number
}

/** All that is known of one image. */
export interface ImageInspect {
  Id?: string
  Descriptor?: OCIDescriptor | null
  Manifests?: ImageManifestSummary[] | null
  Identity?: Identity | null
  RepoTags?: string[]
  RepoDigests?: string[]
  Comment?: string | null
  Created?: string | null
  Author?: string | null
  Config?: ImageConfig
  Architecture?: string
  Variant?: string | null
  Os?: string
  OsVersion?: string | null
  Size?: number
  GraphDriver?: DriverData | null
  RootFS?: {
    Type: string
    Layers?: string[]
  }
  Metadata?: {
    LastTagTime?: string | null
  }
  Parent?: string
  Container?: string
  ContainerConfig?: ContainerConfig
  DockerVersion?: string
  VirtualSize?: number
}

/** What an image sets for its containers. */
export interface ImageConfig {
  User?: string
  ExposedPorts?: Record<string, Record<string, never>> | null
  Env?: string[] | null
  Cmd?: string[] | null
  Healthcheck?: HealthConfig
  ArgsEscaped?: boolean | null
  Volumes?: Record<string, Record<string, never>> | null
  WorkingDir?: string
  Entrypoint?: string[] | null
  OnBuild?: string[] | null
  Labels?: Record<string, string> | null
  StopSignal?: string | null
  Shell?: string[] | null
  Hostname?: string
  Domainname?: string
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  Tty?: boolean
  OpenStdin?: boolean
  StdinOnce?: boolean
  Image?: string
  NetworkDisabled?: boolean | null
  MacAddress?: string | null
  StopTimeout?: number | null
}

/** One manifest of an image. */
export interface ImageManifestSummary {
  ID: string
  Descriptor: OCIDescriptor
  Available: boolean
  Size: {
    Total: number
    Content: number
  }
  Kind: 'image' | 'attestation' | 'unknown'
  ImageData?: {
    Platform: OCIPlatform | null
    Identity?: Identity | null
    Containers: string[]
    Size: {
      Unpacked: number
    }
  } | null
  AttestationData?: {
    For: string
  } | null
}

/** One layer of an image; `Created` in seconds. */
export interface ImageHistoryResponseItem {
  Id: string
  Created: number
  CreatedBy: string
  Tags: string[] | null
  Size: number
  Comment: string
}

/** A tag or an image that is gone. */
export interface ImageDeleteResponseItem {
  Untagged?: string
  Deleted?: string
}

/** The tags and images that are gone, and the bytes that this freed. */
export interface ImagePruneResponse {
  ImagesDeleted?: ImageDeleteResponseItem[] | null
  SpaceReclaimed?: number
}

/** One repository that a search found. */
export interface ImageSearchResponseItem {
  description?: string
  is_official?: boolean
  is_automated?: boolean
  name?: string
  star_count?: number
}

/** One in-toto statement attached to an image. */
export interface AttestationStatement {
  Descriptor: OCIDescriptor
  PredicateType: string
  Statement?: Record<string, unknown> | null
}
