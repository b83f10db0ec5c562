import type { Answer, Job } from 'libswarm-core'
import { imageDefaults, requireImageId } from '../image.js'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import { configFields, hostConfigFields } from './config-fields.js'
import type { Config, Container, HostConfig, Networks } from './container.js'
import { claimName, freeId, freeName } from './naming.js'
import { networksOf } from './networks.js'
import { isObject, mismatch, readFields } from './read-fields.js'
import { isSupported, parseSignal } from './signals.js'
import { create, untouched } from './transitions.js'

/** What a client asks for, checked and completed. */
export interface Plan {
  readonly config: Config
  readonly hostConfig: HostConfig
  readonly networks: Networks
  readonly imageId: string
}

/** Answers `ContainerCreate`. `platform` is taken and means nothing. */
export function createContainer(state: State, job: Job<'ContainerCreate'>): Answer<'ContainerCreate'> {
  const asked = job.query.name ?? ''
  const plan = planOf(job.body, state.error)
  const name = asked === '' ? freeName(state) : claimName(state, asked)
  const id = freeId(state)
  state.containers.apply(create(newContainer(plan, id, name, state.clock.now())))
  return { Id: id, Warnings: warningsOf(plan.hostConfig) }
}

/** Checks and completes the body of `ContainerCreate`; throws `InvalidParameter` in dockerd's words. */
export function planOf(body: unknown, error: MakeError): Plan {
  const values = body ?? {}
  if (!isObject(values)) throw mismatch(values, 'value', 'runconfig.ContainerConfigWrapper', error)
  if (!Object.keys(configFields).some((key) => Object.hasOwn(values, key))) {
    throw error('InvalidParameter', 'Config cannot be empty in order to create a container')
  }
  const config = withCommand(readFields(values, configFields, 'ContainerConfigWrapper', error), error)
  const host = values['HostConfig'] ?? {}
  if (!isObject(host))
    throw mismatch(host, 'struct field ContainerConfigWrapper.HostConfig', 'container.HostConfig', error)
  const hostConfig: HostConfig = readFields(host, hostConfigFields, 'HostConfig.HostConfig', error)
  checkPolicy(hostConfig, error)
  const networks = networksOf(values['NetworkingConfig'], hostConfig, error)
  const image = config.Image ?? ''
  return { config, hostConfig: tuned(hostConfig), networks, imageId: image === '' ? '' : requireImageId(image, error) }
}

/** A container that was planned so and has never run. */
export function newContainer(plan: Plan, id: string, name: string, created: number): Container {
  const { config, hostConfig, networks, imageId } = plan
  const hostname = (config.Hostname ?? '') === '' ? id.slice(0, 12) : config.Hostname!
  const run = { phase: 'created', pid: 0, exitCode: 0, error: '', startedAt: undefined, finishedAt: undefined } as const
  const fresh = { ports: {}, mounts: [], run, ...untouched }
  return { id, name, created, imageId, config: { ...config, Hostname: hostname }, hostConfig, networks, ...fresh }
}

/** Takes the command from the image where the client gives none, as a container without a command is refused. */
function withCommand(config: Config, error: MakeError): Config {
  // An entrypoint of one empty word is how a client takes the image's away.
  const [first, ...others] = config.Entrypoint ?? []
  const entrypoint = first === undefined || (first === '' && others.length === 0) ? null : config.Entrypoint!
  const given = (config.Cmd ?? []).length > 0 ? config.Cmd : null
  const standard = (config.Image ?? '') === '' ? null : [...imageDefaults.command]
  const command = given ?? (entrypoint === null ? standard : null)
  if (entrypoint === null && command === null) throw error('InvalidParameter', 'No command specified')
  const stopSignal = config.StopSignal ?? ''
  if (stopSignal !== '' && !isSupported(parseSignal(stopSignal, error))) {
    throw error('InvalidParameter', `Invalid signal: ${stopSignal}`)
  }
  return { ...config, Cmd: command ?? null, Entrypoint: entrypoint }
}

const policies = ['', 'no', 'always', 'unless-stopped', 'on-failure']

function checkPolicy({ AutoRemove, RestartPolicy }: HostConfig, error: MakeError): void {
  const name = RestartPolicy?.Name ?? ''
  if (!policies.includes(name)) throw error('InvalidParameter', `invalid restart policy '${name}'`)
  if (AutoRemove === true && name !== '' && name !== 'no') {
    throw error('InvalidParameter', "can't create 'AutoRemove' container with restart policy")
  }
}

/** What the engine makes of values that mean "whatever is usual". */
function tuned(hostConfig: HostConfig): HostConfig {
  const swappiness = hostConfig.MemorySwappiness === -1 ? null : hostConfig.MemorySwappiness
  const unmasked = hostConfig.Privileged === true ? { MaskedPaths: null, ReadonlyPaths: null } : {}
  return { ...hostConfig, ...unmasked, MemorySwappiness: swappiness }
}

function warningsOf({ NetworkMode, PortBindings }: HostConfig): string[] {
  const discarded = NetworkMode === 'host' && Object.keys(PortBindings ?? {}).length > 0
  return discarded ? ['Published ports are discarded when using host network mode'] : []
}
