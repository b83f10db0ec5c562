import type { Config, Container, HostConfig, MountPoint } from '../containers/container.js'
import { resolve } from '../containers/resolve.js'
import type { MakeError } from '../errors.js'
import type { EventMessage } from '../events/log.js'
import type { Image } from '../images/image-record.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import { readBind, readMode } from './bind-spec.js'
import { volumeEvent } from './event.js'
import { cleanPath, requireAbsolute } from './mount-path.js'
import { readMount } from './mount-spec.js'
import { planVolume } from './plan.js'
import { usersByVolume } from './users.js'
import { mountpointOf } from './view.js'
import type { Volume } from './volume.js'
import type { WantedMount } from './wanted.js'

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
export const mountAll = (state: State, { config, hostConfig, image }: Mounting, at: Instant): Mounted => {
  const { error } = state
  const temporary = new Set(Object.keys(hostConfig.Tmpfs ?? {}))
  for (const path of temporary) requireAbsolute(path, error)
  const mounts = new Map(borrowed(state, hostConfig).map((mount) => [mount.Destination ?? '', mount] as const))
  const made: Volume[] = []
  const put = (wanted: WantedMount): void => {
    const volume = wanted.type === 'volume' ? planned(state, wanted, made, at) : undefined
    if (volume !== undefined) made.push(volume)
    mounts.set(wanted.destination, mountPoint(wanted, volume?.name))
  }
  for (const wanted of distinct(askedMounts(hostConfig, error), temporary, error)) put(wanted)
  for (const destination of volumePaths(config, image)) {
    if (mounts.has(destination) || temporary.has(destination)) continue
    const volume = { name: '', driver: hostConfig.VolumeDriver ?? '', options: null, labels: null }
    put({ type: 'volume', volume, destination, mode: '', writable: true })
  }
  for (const volume of made) state.volumes.put(volume)
  return { mounts: [...mounts.values()], events: made.map(({ name }) => volumeEvent(name, 'create', at)) }
}

/** The events of a container that starts using its volumes. */
export const useVolumes: Told = (_, { id, mounts }, at) =>
  mounts.flatMap(({ Type, Name = '', Destination = '', Propagation = '', RW = true }) =>
    Type !== 'volume'
      ? []
      : volumeEvent(Name, 'mount', at, {
          container: id,
          destination: Destination,
          driver: 'local',
          propagation: Propagation,
          'read/write': String(RW),
        }),
  )

/** The events of a container that has ended and uses them no more. */
export const releaseVolumes: Told = (_, { id, mounts }, at) =>
  mounts.flatMap(({ Type, Name = '' }) =>
    Type === 'volume' ? volumeEvent(Name, 'unmount', at, { container: id, driver: 'local' }) : [],
  )

/** Removes the volumes without a name of a container that is removed with `v`, unless another container has them. */
export const removeAnonymousVolumes: Told = (state, { id, mounts }, at) => {
  const nameless = mounts.flatMap(({ Type, Name = '' }) =>
    Type === 'volume' && state.volumes.get(Name)?.anonymous === true ? [Name] : [],
  )
  if (nameless.length === 0) return []
  const users = usersByVolume(state)
  const unused = [...new Set(nameless)].filter((name) => (users.get(name) ?? []).every((user) => user === id))
  for (const name of unused) state.volumes.delete(name)
  return unused.map((name) => volumeEvent(name, 'destroy', at))
}

function askedMounts({ Binds, Mounts, VolumeDriver = '' }: HostConfig, error: MakeError): readonly WantedMount[] {
  const binds = (Binds ?? []).map((text) => readBind(text, VolumeDriver, error))
  return [...binds, ...(Mounts ?? []).map((mount) => readMount(mount, error))]
}

/** Refuses two mounts at one place. */
function distinct(
  wanted: readonly WantedMount[],
  temporary: ReadonlySet<string>,
  error: MakeError,
): readonly WantedMount[] {
  const places = new Set(temporary)
  for (const { destination } of wanted) {
    if (places.has(destination)) throw error('InvalidParameter', `Duplicate mount point: ${destination}`)
    places.add(destination)
  }
  return wanted
}

/** The volume of a mount; one that an earlier mount of the same container makes is the same. */
function planned(
  state: State,
  { volume }: WantedMount & { type: 'volume' },
  made: readonly Volume[],
  at: Instant,
): Volume {
  const earlier = volume.name === '' ? undefined : made.find(({ name }) => name === volume.name)
  return earlier ?? planVolume(state, volume, at)
}

function volumePaths(config: Config, image: Image | undefined): readonly string[] {
  const paths = [...Object.keys(config.Volumes ?? {}), ...Object.keys(image?.config.Volumes ?? {})]
  return [...new Set(paths.map(cleanPath))]
}

/** The mounts that a container has from others: `name`, `name:ro`. What is in memory only is not shared. */
function borrowed({ containers, error }: State, { VolumesFrom }: HostConfig): readonly MountPoint[] {
  return (VolumesFrom ?? []).flatMap((text) => {
    if (text === '') throw error('InvalidParameter', 'volumes-from specification cannot be an empty string')
    const [name = '', mode = 'rw'] = [text.split(':')[0], text.split(':').slice(1).join(':') || undefined]
    const words = readMode(mode)
    if (words === undefined || words.copy !== undefined) throw error('InvalidParameter', `invalid mode: ${mode}`)
    if (name === '') throw error('InvalidParameter', 'invalid name or ID supplied: ""')
    const refuse: MakeError = (_, sentence) => error('InvalidParameter', sentence)
    return resolve(containers, name, refuse)
      .mounts.filter(({ Type }) => Type !== 'tmpfs')
      .map((mount) => ({ ...mount, Mode: '', RW: mount.RW === true && words.access !== 'ro' }))
  })
}

function mountPoint(wanted: WantedMount, name: string | undefined): MountPoint {
  const { type: Type, destination: Destination, mode: Mode, writable: RW } = wanted
  const access = { Mode, RW }
  if (wanted.type === 'bind')
    return { Type, Source: wanted.source, Destination, ...access, Propagation: wanted.propagation }
  if (name === undefined) return { Type, Source: '', Destination, ...access, Propagation: '' }
  const volume = { Name: name, Source: mountpointOf(name), Destination, Driver: 'local' }
  return { Type, ...volume, ...access, Propagation: '' }
}
