/** How health is probed; times in nanoseconds, 0 is inherited. */
export interface HealthConfig {
  Test?: string[]
  Interval?: number
  Timeout?: number
  Retries?: number
  StartPeriod?: number
  StartInterval?: number
}

/** The health of a container and its last probes. */
export interface Health {
  Status?: 'none' | 'starting' | 'healthy' | 'unhealthy'
  FailingStreak?: number
  Log?: HealthcheckResult[] | null
}

/** One probe of a container's health. */
export interface HealthcheckResult {
  Start?: string
  End?: string
  ExitCode?: number
  Output?: string
}
