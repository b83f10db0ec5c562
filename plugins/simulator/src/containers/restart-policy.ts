import type { Instant } from '../world.js'
import type { Container } from './container.js'

const second = 1_000_000

/** The first wait before a restart, the longest, and how long a run makes the next wait the first again. */
export const backOffs = { first: second / 10, longest: 60 * second, resetAfter: 10 * second } as const

/** How long a container that has ended waits for its restart policy to start it; undefined where it stays down. */
export function restartDelay(container: Container, exitCode: number, ranFor: Instant): number | undefined {
  if (container.restsAtExit || container.removing || !wantsRestart(container, exitCode)) return undefined
  const last = ranFor >= backOffs.resetAfter ? 0 : container.backOff
  return last === 0 ? backOffs.first : Math.min(2 * last, backOffs.longest)
}

function wantsRestart({ hostConfig, stoppedByClient, restartCount }: Container, exitCode: number): boolean {
  const { Name = '', MaximumRetryCount = 0 } = hostConfig.RestartPolicy ?? {}
  if (Name === 'always') return true
  if (Name === 'unless-stopped') return !stoppedByClient
  return Name === 'on-failure' && exitCode !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount)
}
