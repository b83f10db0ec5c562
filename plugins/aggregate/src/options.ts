import type { WrittenOptions } from './scheduling/options.js'

/** What the manifest declares. */
export interface Options extends Omit<WrittenOptions, 'overcommit'> {
  /** The engines of the pool, `NAME='backend words'` each. */
  readonly child?: readonly string[]
  /** Labels of children, `NAME:KEY=VALUE`. */
  readonly label?: readonly string[]
  /** Where more children are listed: `file:PATH`, `dns:NAME:PORT`, `etcd:HOST:PORT/PREFIX`. */
  readonly discovery?: readonly string[]
  /** An engine that does not answer makes the whole answer fail. */
  readonly strict?: boolean
  /** Whether lists of containers are kept for as long as the events of their engines tell that they are right. */
  readonly cache?: 'on' | 'off'
  /** The part of a node's memory and CPUs that is given away once more. */
  readonly overcommit?: number
  /** What becomes of containers that have opted in when their node fails. */
  readonly reschedule?: 'on-node-failure' | 'off'
  /** Where the one that reschedules is elected, `etcd:HOST:PORT/KEY`. */
  readonly leader?: string
}
