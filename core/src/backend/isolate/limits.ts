import { restartPolicy, type RestartPolicy } from './restarts.js'

/** What a backend in a process of its own may have. */
export interface IsolationLimits {
  /** Memory in MiB: of its heap and its buffers together. */
  readonly memory: number
  /** Open descriptors. */
  readonly files: number
  /** Environment variables that it sees besides the usual few, by name. */
  readonly env: readonly string[]
  /** How often it is asked whether it still answers, in ms. */
  readonly ping: number
  /** How long it may leave that unanswered, in ms; then it is killed. */
  readonly hang: number
  /** How long its closers may take, in ms. */
  readonly close: number
  readonly restart: RestartPolicy
}

/** The limits where none are given. */
export const isolationLimits: IsolationLimits = {
  memory: 1024,
  files: 4096,
  env: [],
  ping: 5000,
  hang: 10_000,
  close: 5000,
  restart: restartPolicy,
}
