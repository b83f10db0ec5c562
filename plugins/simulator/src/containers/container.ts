import type { Answer, Body } from 'libswarm-core'
import type { Instant } from '../world.js'

/** All that a client is told of a container. */
export type Inspected = Answer<'ContainerInspect'>
/** What of a container does not depend on its host. */
export type Config = NonNullable<Inspected['Config']>
/** What of a container depends on its host. */
export type HostConfig = NonNullable<Inspected['HostConfig']>
/** How a container is on its networks, by their names. */
export type Networks = NonNullable<NonNullable<Inspected['NetworkSettings']>['Networks']>
/** Host ports by container port, such as `80/tcp`. */
export type Ports = NonNullable<NonNullable<Inspected['NetworkSettings']>['Ports']>
/** A mount as a container has it. */
export type MountPoint = NonNullable<Inspected['Mounts']>[number]
/** The body of `ContainerCreate`. */
export type CreateRequest = Body<'ContainerCreate'>

/** Where a container is in its life. */
export type Phase = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

/** The present run of a container, or its last. */
export interface Run {
  readonly phase: Phase
  /** 0 unless it is running. */
  readonly pid: number
  readonly exitCode: number
  /** Why it could not be started; empty otherwise. */
  readonly error: string
  readonly startedAt: Instant | undefined
  readonly finishedAt: Instant | undefined
  /** Whether one of its processes was ended for want of memory. */
  readonly outOfMemory?: boolean
  /** What is said of that (`State.OOMKilled`), which may be of the run before. */
  readonly oomKilled?: boolean
}

/** What its health check says of a container, or has said; nothing where it has none, or has never run. */
export interface Health {
  readonly status: 'starting' | 'healthy' | 'unhealthy'
  /** How many checks in a row have failed. */
  readonly failingStreak: number
  /** The last checks, the oldest first; those of earlier runs, too. */
  readonly log: readonly HealthCheck[]
}

/** How one health check ended. */
export interface HealthCheck {
  readonly start: Instant
  readonly end: Instant
  /** -1 where it could not be run, or took too long. */
  readonly exitCode: number
  readonly output: string
}

/** One container; a change makes a new one. */
export interface Container {
  /** 64 hexadecimal digits. */
  readonly id: string
  /** Without `/`. */
  readonly name: string
  readonly created: Instant
  /** Empty where the container was created without an image. */
  readonly imageId: string
  readonly config: Config
  readonly hostConfig: HostConfig
  readonly networks: Networks
  /** Empty unless it is running. */
  readonly ports: Ports
  readonly mounts: readonly MountPoint[]
  readonly run: Run
  readonly health?: Health | undefined
  /** How often its restart policy has started it again since a client did. */
  readonly restartCount: number
  /** How long its restart policy has waited for that the last time, in microseconds; 0 where it has not yet. */
  readonly backOff: number
  /** Whether its restart policy rests until a client starts it again. */
  readonly restsAtExit: boolean
  /** Whether a client has stopped it, so that `unless-stopped` leaves it. */
  readonly stoppedByClient: boolean
  /** Whether a client is removing it. */
  readonly removing: boolean
  /** How many calls need it after its end, so that it does not remove itself. */
  readonly keepers: number
  /** The execs that have not ended; nothing where there has been none. */
  readonly execIds?: readonly string[]
}

/** Whether a container's main process is there: running, paused, or about to be started again (`State.Running`). */
export const isRunning = ({ run }: Container): boolean =>
  run.phase === 'running' || run.phase === 'paused' || run.phase === 'restarting'

/** The words that a container runs: its entrypoint, then its command. */
export const commandOf = ({ config }: Container): readonly string[] => [
  ...(config.Entrypoint ?? []),
  ...(config.Cmd ?? []),
]
