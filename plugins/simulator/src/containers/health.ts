import type { Instant } from '../world.js'
import type { Container, Health, HealthCheck } from './container.js'

// What holds where a health check does not say (moby `daemon/health.go`), in microseconds.
const standard = { interval: 30_000_000, timeout: 30_000_000, startInterval: 5_000_000, retries: 3 }
/** How many checks are kept. */
const longestLog = 5

/** How a container's health is checked. Times are in microseconds. */
export interface HealthPlan {
  /** The words of the command that is run. */
  readonly argv: readonly string[]
  /** How long the next check waits for, behind one that ended at some moment. */
  readonly pause: (from: Instant) => number
  readonly timeout: number
}

/** How a container is checked; undefined where it is not. `NONE` and nothing mean so. */
export function healthPlanOf({ config, run, health }: Container): HealthPlan | undefined {
  const { Test = [], Interval, Timeout, StartInterval } = config.Healthcheck ?? {}
  const [kind = '', ...words] = Test
  const argv = kind === 'CMD' ? words : kind === 'CMD-SHELL' ? [...shellOf(config.Shell), words[0] ?? ''] : undefined
  if (argv === undefined) return undefined
  const interval = micro(Interval) || standard.interval
  const atStart = micro(StartInterval) || standard.startInterval
  const startEnds = (run.startedAt ?? 0) + startPeriodOf(config)
  const isStarting = (from: Instant): boolean => health?.status === 'starting' && from < startEnds
  const pause = (from: Instant): number => (isStarting(from) ? Math.min(atStart, interval) : interval)
  return { argv, pause, timeout: micro(Timeout) || standard.timeout }
}

const micro = (nanoseconds: number | undefined): number => Math.round((nanoseconds ?? 0) / 1000)
const startPeriodOf = ({ Healthcheck }: Container['config']): number => micro(Healthcheck?.StartPeriod)
const shellOf = (shell: readonly string[] | null | undefined): readonly string[] =>
  shell === undefined || shell === null || shell.length === 0 ? ['/bin/sh', '-c'] : shell

/** The health of a container that begins to run, whose check has said nothing yet. */
export function healthAtStart({ config, health }: Container): Health | undefined {
  const [kind = ''] = config.Healthcheck?.Test ?? []
  return kind === '' || kind === 'NONE' ? undefined : { status: 'starting', failingStreak: 0, log: health?.log ?? [] }
}

/** The health of a container whose check is over, or halted (moby `container/health.go`, `CloseMonitorChannel`). */
export function healthAtHalt({ health }: Container): Health | undefined {
  return health && { ...health, status: 'unhealthy' }
}

/** The health of a container after a check (moby `daemon/health.go`, `handleProbeResult`). */
export function healthAfter({ config, run, health }: Container, check: HealthCheck): Health {
  const { status, failingStreak, log } = health ?? { status: 'starting', failingStreak: 0, log: [] }
  const kept = [...log, check].slice(-longestLog)
  if (check.exitCode === 0) return { status: 'healthy', failingStreak: 0, log: kept }
  // Failures do not count while it may still be starting.
  const isStarting = status === 'starting' && check.start - (run.startedAt ?? 0) < startPeriodOf(config)
  const streak = isStarting ? failingStreak : failingStreak + 1
  const most = (config.Healthcheck?.Retries ?? 0) || standard.retries
  return { status: streak >= most ? 'unhealthy' : status, failingStreak: streak, log: kept }
}
