import type { Container, Health } from './container.js'

/** The health of a container that begins to run, whose check has said nothing yet. No check is ever run. */
export function healthAtStart({ config }: Container): Health | undefined {
  const [kind = ''] = config.Healthcheck?.Test ?? []
  return kind === '' || kind === 'NONE' ? undefined : { status: 'starting', failingStreak: 0 }
}

/** The health of a container whose check is over, or halted (moby `container/health.go`, `CloseMonitorChannel`). */
export function healthAtHalt({ health }: Container): Health | undefined {
  return health && { ...health, status: 'unhealthy' }
}
