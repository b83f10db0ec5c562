/** One record of the build cache; `Size` in bytes. */
export interface BuildCache {
  ID?: string
  Parents?: string[] | null
  Type?: 'internal' | 'frontend' | 'source.local' | 'source.git.checkout' | 'exec.cachemount' | 'regular'
  Description?: string
  InUse?: boolean
  Shared?: boolean
  Size?: number
  CreatedAt?: string
  LastUsedAt?: string | null
  UsageCount?: number
  Parent?: string
}

/** The cache records that were removed, and the bytes that this freed. */
export interface BuildPruneResponse {
  CachesDeleted?: string[] | null
  SpaceReclaimed?: number
}
