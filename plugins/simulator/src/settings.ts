import { everyVersion, type ApiRange } from './api-version.js'
import { standardHost, type Host } from './system/host.js'
import type { Instant } from './world.js'

/** How a simulated engine behaves: its options, read and completed. */
export interface Settings {
  /** The oldest and the newest API version that it speaks. */
  readonly api: ApiRange
  /** Patterns of image names that no registry has; `*` stands for any text. */
  readonly deny: readonly string[]
  /** How fast images come from a registry, in bytes a second; `Infinity` is at once. */
  readonly pullSpeed: number
  /** Whether ports that containers publish are listened on, on loopback of the machine. */
  readonly ports: boolean
  /** What the engine is, and what it is on. */
  readonly host: Host
  /** How far its clock is off. */
  readonly clockOffset: Instant
}

/** All that is simulated: every API version, every image, at once, and ports that answer. */
export const standardSettings: Settings = {
  api: everyVersion,
  deny: [],
  pullSpeed: Infinity,
  ports: true,
  host: standardHost,
  clockOffset: 0,
}
