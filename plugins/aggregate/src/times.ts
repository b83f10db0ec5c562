/** How long things may take, in ms, and how many checks in a row count. */
export interface Times {
  /** Between two checks of one engine. */
  readonly checkEvery: number
  /** How long one check may take. */
  readonly checkLimit: number
  /** Failed checks in a row until an engine is down. */
  readonly fall: number
  /** Good checks in a row until one that was down is healthy. */
  readonly rise: number
  /** How long an engine may take for its part of an answer that is made of many. */
  readonly answerLimit: number
  /** The least and the most between two readings of all that an engine has. */
  readonly refresh: readonly [least: number, most: number]
  /** The first and the longest pause before a stream of events that has broken is opened again. */
  readonly resume: readonly [first: number, longest: number]
  /** How long an engine may take for its part of a change that is made on many. */
  readonly changeLimit: number
  /** How long an engine may take nothing of an upload while others wait for it. */
  readonly uploadStall: number
  /** How long the creation of a container waits for the pull of its image; its client is told that it is missing then. */
  readonly pullWait: number
  /** How long a name that two were given at the same moment is waited for until it is left to the other one. */
  readonly nameWait: number
  /** How long the session of a builder is kept waiting for the build that says where it goes. */
  readonly sessionWait: number
  /** How long the answer to a drain waits for containers that are moved. */
  readonly drainWait: number
  /** How long a node is down until its containers are created elsewhere. */
  readonly rescheduleGrace: number
  /** Between two attempts to do that, where one could not be ended. */
  readonly rescheduleRetry: number
  /** How long the others wait for a leader that has fallen silent; whole seconds. */
  readonly leaderTtl: number
}

/**
 * Checks as HAProxy makes them (`fall 3 rise 2`), within the deadlines of `forward`; refreshed as often as Docker Swarm
 * classic did (`--engine-refresh-min-interval`, `-max-interval`). It had builders wait for 5 s, too.
 */
export const usualTimes: Times = {
  checkEvery: 5000,
  checkLimit: 3000,
  fall: 3,
  rise: 2,
  answerLimit: 5000,
  refresh: [30_000, 60_000],
  resume: [1000, 30_000],
  changeLimit: 30_000,
  uploadStall: 30_000,
  pullWait: 20_000,
  nameWait: 2000,
  sessionWait: 5000,
  drainWait: 20_000,
  rescheduleGrace: 30_000,
  rescheduleRetry: 10_000,
  leaderTtl: 10_000,
}
