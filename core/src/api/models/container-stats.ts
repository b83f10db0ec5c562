/** One sample of what a container uses. */
export interface ContainerStatsResponse {
  id?: string | null
  name?: string | null
  os_type?: string | null
  read?: string
  cpu_stats?: ContainerCPUStats | null
  memory_stats?: ContainerMemoryStats
  networks?: Record<string, ContainerNetworkStats> | null
  pids_stats?: ContainerPidsStats | null
  blkio_stats?: ContainerBlkioStats | null
  num_procs?: number
  storage_stats?: ContainerStorageStats | null
  preread?: string
  precpu_stats?: ContainerCPUStats | null
}

/** CPU use since the container started; times in nanoseconds on Linux, in units of 100 ns on Windows. */
export interface ContainerCPUStats {
  cpu_usage?: ContainerCPUUsage | null
  system_cpu_usage?: number | null
  online_cpus?: number | null
  throttling_data?: ContainerThrottlingData | null
}

/** CPU time, in all and by mode. */
export interface ContainerCPUUsage {
  total_usage?: number
  percpu_usage?: number[] | null
  usage_in_kernelmode?: number
  usage_in_usermode?: number
}

/** How often and how long a container was held back. */
export interface ContainerThrottlingData {
  periods?: number
  throttled_periods?: number
  throttled_time?: number
}

/** Memory use in bytes; which fields there are depends on the platform and the cgroup version. */
export interface ContainerMemoryStats {
  usage?: number | null
  max_usage?: number | null
  stats?: Record<string, number | null>
  failcnt?: number | null
  limit?: number | null
  commitbytes?: number | null
  commitpeakbytes?: number | null
  privateworkingset?: number | null
}

/** Traffic of one interface since the container started. */
export interface ContainerNetworkStats {
  rx_bytes?: number
  rx_packets?: number
  rx_errors?: number
  rx_dropped?: number
  tx_bytes?: number
  tx_packets?: number
  tx_errors?: number
  tx_dropped?: number
  endpoint_id?: string | null
  instance_id?: string | null
}

/** Processes and threads of a container. */
export interface ContainerPidsStats {
  current?: number | null
  limit?: number | null
}

/** Block device use of a container. */
export interface ContainerBlkioStats {
  io_service_bytes_recursive?: ContainerBlkioStatEntry[]
  io_serviced_recursive?: ContainerBlkioStatEntry[] | null
  io_queue_recursive?: ContainerBlkioStatEntry[] | null
  io_service_time_recursive?: ContainerBlkioStatEntry[] | null
  io_wait_time_recursive?: ContainerBlkioStatEntry[] | null
  io_merged_recursive?: ContainerBlkioStatEntry[] | null
  io_time_recursive?: ContainerBlkioStatEntry[] | null
  sectors_recursive?: ContainerBlkioStatEntry[] | null
}

/** One number for one block device and operation. */
export interface ContainerBlkioStatEntry {
  major?: number
  minor?: number
  op?: string
  value?: number
}

/** Storage use of a container, on Windows. */
export interface ContainerStorageStats {
  read_count_normalized?: number | null
  read_size_bytes?: number | null
  write_count_normalized?: number | null
  write_size_bytes?: number | null
}
