/** What the graph driver knows of an image or a container. */
export interface DriverData {
  Name: string
  Data: Record<string, string> | null
}

/** Where a container's files are. */
export interface Storage {
  RootFS?: RootFSStorage | null
}

/** Where a container's root file system is. */
export interface RootFSStorage {
  Snapshot?: RootFSStorageSnapshot | null
}

/** The snapshot under a container's root file system. */
export interface RootFSStorageSnapshot {
  Name?: string
}
