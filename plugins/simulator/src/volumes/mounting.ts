import type { Config, Container, HostConfig, MountPoint } from '../containers/container.js'
import type { EventMessage } from '../events/log.js'
import type { Image } from '../images/image-record.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'

/** What a new container wants mounted. `image` is undefined for one without an image. */
export interface Mounting {
  readonly id: string
  readonly config: Config
  readonly hostConfig: HostConfig
  readonly image: Image | undefined
}

type Told = (state: State, container: Container, at: Instant) => readonly EventMessage[]

/** The mounts of a new container, and what happened to make them. */
export interface Mounted {
  readonly mounts: readonly MountPoint[]
  readonly events: readonly EventMessage[]
}

/**
 * The mounts of a new container: its binds, its mounts, its volumes and those of its image, and those of other containers
 * (`VolumesFrom`). Volumes that are not there yet are made, those without a name too. Throws, with nothing changed, for
 * what cannot be mounted.
 */
export const mountAll: (state: State, asked: Mounting, at: Instant) => Mounted = () => ({ mounts: [], events: [] })

/** The events of a container that starts using its volumes. */
export const useVolumes: Told = () => []

/** The events of a container that has ended and uses them no more. */
export const releaseVolumes: Told = () => []

/** Removes the volumes without a name of a container that is removed with `v`, unless another container has them. */
export const removeAnonymousVolumes: Told = () => []
