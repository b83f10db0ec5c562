/** What is mounted. */
export type MountType = 'bind' | 'cluster' | 'image' | 'npipe' | 'tmpfs' | 'volume'

/** A mount as it is asked for. */
export interface Mount {
  Target?: string
  Source?: string
  Type?: MountType
  ReadOnly?: boolean
  Consistency?: string
  BindOptions?: {
    Propagation?: 'private' | 'rprivate' | 'shared' | 'rshared' | 'slave' | 'rslave'
    NonRecursive?: boolean
    CreateMountpoint?: boolean
    ReadOnlyNonRecursive?: boolean
    ReadOnlyForceRecursive?: boolean
  }
  VolumeOptions?: {
    NoCopy?: boolean
    Labels?: Record<string, string>
    DriverConfig?: {
      Name?: string
      Options?: Record<string, string>
    }
    Subpath?: string
  }
  ImageOptions?: {
    Subpath?: string
  }
  TmpfsOptions?: {
    SizeBytes?: number
    Mode?: number
    Options?: string[][]
  }
}

/** A mount as a container has it. */
export interface MountPoint {
  Type?: MountType
  Name?: string
  Source?: string
  Destination?: string
  Driver?: string
  Mode?: string
  RW?: boolean
  Propagation?: string
}
