import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { Image } from '../images/image-record.js'
import { isFor, parsePlatform, platforms, platformText, requirePlatform, type Platform } from '../images/platform.js'
import { requireImage } from '../images/require.js'
import { Errno } from '../machine/errno.js'
import type { State } from '../state.js'
import { mountAll } from '../volumes/mounting.js'
import { checkLogging } from './check-logging.js'
import { checkSecurity } from './check-security.js'
import { hostnameOf } from '../processes/hostname.js'
import type { Container, HostConfig } from './container.js'
import { withHiddenPaths } from './hidden-paths.js'
import { linksOf, resolveModes } from './links.js'
import { mergeImage, requireCommand } from './merge-image.js'
import { claimName, freeId, freeName } from './naming.js'
import { newContainer, planOf, type Plan } from './plan.js'
import { create } from './transitions.js'

export { newContainer, planOf, type Plan } from './plan.js'

/** What a new container is made with, besides the body of `ContainerCreate`. */
export interface Naming {
  /** With or without `/`; empty for one that the engine gives. */
  readonly name: string
  /** One that the engine gives where there is none. */
  readonly id?: string
  /** Such as `linux/arm64`; empty for any. */
  readonly platform?: string | undefined
  /** The API version that the client speaks; the newest where there is none. */
  readonly version?: string | undefined
}

/** A new container, and what the engine warns of. */
export interface Created {
  readonly container: Container
  readonly warnings: readonly string[]
}

/** The name that a container has from whom it shares its network with: the host, or another container. */
function sharedName({ containers, settings }: State, { NetworkMode = '' }: HostConfig): { readonly Hostname?: string } {
  if (NetworkMode === 'host') return { Hostname: settings.host.name }
  const owner = NetworkMode.startsWith('container:')
    ? containers.get(NetworkMode.slice('container:'.length))
    : undefined
  return owner === undefined ? {} : { Hostname: hostnameOf(owner) }
}

/** Answers `ContainerCreate`. */
export function createContainer(state: State, job: Job<'ContainerCreate'>): Answer<'ContainerCreate'> {
  const { name = '', platform } = job.query
  const { container, warnings } = addContainer(state, job.body, { name, platform, version: job.version })
  return { Id: container.id, Warnings: [...warnings] }
}

/**
 * Adds a container of an image that is here, as the body of `ContainerCreate` says. Throws, with nothing changed, in
 * dockerd's words: `InvalidParameter`, `NotFound` for its image, `Conflict` for its name.
 */
export function addContainer(state: State, body: unknown, naming: Naming): Created {
  const { clock, containers, settings, error } = state
  const asked = planOf(body, error, naming.version, settings.host)
  const platform = (naming.platform ?? '') === '' ? undefined : parsePlatform(naming.platform!, error)
  const image = imageOf(state, asked, platform)
  const merged = image === undefined ? asked.config : mergeImage(asked.config, image.config)
  const config = requireCommand(merged, error)
  checkLogging(asked.hostConfig, error)
  const name = naming.name === '' ? freeName(state) : claimName(state, naming.name)
  const id = naming.id ?? freeId(state)
  checkSecurity(asked.hostConfig, error)
  const modes = resolveModes(containers, withHiddenPaths(asked.hostConfig, settings.api.max), error)
  const hostConfig = { ...modes, Links: linksOf(containers, modes, name, error) }
  const now = clock.now()
  const plan: Plan = {
    ...asked,
    config: { ...config, ...sharedName(state, hostConfig) },
    hostConfig,
    imageId: image?.id ?? '',
  }
  checkWorkingDirectory(state, newContainer(plan, id, name, now))
  const { mounts, events } = mountAll(state, { id, config, hostConfig, image }, now)
  const container: Container = { ...newContainer(plan, id, name, now), mounts }
  const step = create(container)
  containers.apply({ ...step, events: [...events, ...step.events] })
  const foreign = platform === undefined && image !== undefined ? warningsOfPlatform(image.platform) : []
  return { container, warnings: [...foreign, ...warningsOf(asked, naming.version)] }
}

function checkWorkingDirectory({ error, machines }: State, container: Container): void {
  try {
    machines.checkWorkingDirectory(container)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    throw error('InvalidParameter', `Cannot mkdir: ${container.config.WorkingDir} is not a directory`)
  }
}

function imageOf(state: State, { config }: Plan, platform: Platform | undefined): Image | undefined {
  const reference = config.Image ?? ''
  if (reference === '') return undefined
  const image = requireImage(state, reference)
  if (platform !== undefined) requirePlatform(image.platform, platform, reference, state.error)
  return image
}

function warningsOfPlatform(made: Platform): readonly string[] {
  const [own] = platforms
  if (isFor(made, own)) return []
  const mismatch = `The requested image's platform (${platformText(made)}) does not match the detected host platform`
  return [`${mismatch} (${platformText(own)}) and no specific platform was requested`]
}

// A driver of the whole container means nothing to `Mounts`, which every daemon says since API 1.48.
function warningsOf({ hostConfig, warnings }: Plan, version = '1.48'): readonly string[] {
  const volumes = (hostConfig.Mounts ?? []).some(({ Type }) => Type === 'volume')
  if (isOlder(version, '1.48') || !volumes || (hostConfig.VolumeDriver ?? '') === '') return warnings
  return [
    ...warnings,
    'WARNING: the container-wide volume-driver configuration is ignored for volumes specified via "mount". Use "--mount type=volume,volume-driver=..." instead',
  ]
}
