import { humanDuration, nextHumanDuration } from '../time.js'
import type { Instant } from '../world.js'
import type { Container } from './container.js'

/** `Created`, `Up 3 minutes (healthy)`, `Exited (137) 5 seconds ago` (moby `container/state.go`, `State.String`). */
export function statusText(container: Container, now: Instant): string {
  const { run, health } = container
  const since = sinceOf(container)
  const words = since === undefined ? '' : humanDuration(now - since)
  switch (run.phase) {
    case 'running':
      return `Up ${words}${health === undefined ? '' : ` (${healthWords[health.status]})`}`
    case 'paused':
      return `Up ${words} (Paused)`
    case 'restarting':
      return `Restarting (${run.exitCode}) ${words} ago`
    case 'removing':
      return 'Removal In Progress'
    case 'dead':
      return 'Dead'
    case 'created':
      return 'Created'
    case 'exited':
      return since === undefined ? '' : `Exited (${run.exitCode}) ${words} ago`
  }
}

/** The first moment after another at which the text of a container that stays as it is would be another one. */
export function statusUntil(container: Container, now: Instant): Instant {
  const since = sinceOf(container)
  return since === undefined ? Infinity : since + nextHumanDuration(now - since)
}

const healthWords = { starting: 'health: starting', healthy: 'healthy', unhealthy: 'unhealthy' } as const

/** The moment that the text counts from; undefined where it counts from none. */
function sinceOf({ run }: Container): Instant | undefined {
  if (run.phase === 'running' || run.phase === 'paused') return run.startedAt
  return run.phase === 'restarting' || run.phase === 'exited' ? run.finishedAt : undefined
}
