import { hostname } from 'node:os'
import type { EngineHandle } from 'libswarm-core'
import { standAt } from '../etcd/stand.js'
import type { Fail } from '../fail.js'

/** Whether this swarmd may do what just one may. */
export interface Leadership {
  readonly isLeader: boolean
  /** Whether it is leader for certain; asked right before each thing that only a leader may do. */
  guard(): Promise<boolean>
  /** Calls the listener at each change, until what is returned is called. */
  onChange(listener: (isLeader: boolean) => void): () => void
}

/** That of a swarmd that is the only one. */
export const alone: Leadership = {
  isLeader: true,
  guard: () => Promise.resolve(true),
  onChange: () => () => undefined,
}

/**
 * Reads `etcd:HOST:PORT/KEY`, and stands for leader there. Throws `InvalidParameter` for anything else.
 *
 * @param ttl how long the others wait for a leader that has fallen silent, in ms; 2000 at least
 */
export function leadershipAt(text: string, ttl: number, engine: EngineHandle, fail: Fail): Leadership {
  const [, address] = /^etcd:(.+)$/s.exec(text) ?? []
  if (address === undefined) {
    throw fail('InvalidParameter', `leaders are elected at etcd:HOST:PORT/KEY, not at ${JSON.stringify(text)}`)
  }
  const value = `${hostname()}:${process.pid}`
  const observer = {
    troubled: (sentence: string) => engine.log.warn(`${text}: ${sentence}`),
    recovered: () => engine.log.info(`${text} answers again`),
  }
  const standing = standAt(address, { value, ttl: Math.ceil(ttl / 1000), observer }, fail)
  engine.onClose(() => standing.end())
  standing.election.onChange((isLeader) =>
    engine.log.info(isLeader ? 'this swarmd is leader' : 'this swarmd is leader no more'),
  )
  return standing.election
}
