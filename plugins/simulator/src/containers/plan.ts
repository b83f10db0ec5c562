import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import { standardHost } from '../system/host.js'
import { adapt } from './adapt.js'
import { checkConfig } from './check-config.js'
import { checkHost } from './check-host.js'
import { checkModes } from './check-modes.js'
import { checkPlatform } from './check-platform.js'
import { checkResources } from './check-resources.js'
import { configFields, hostConfigFields } from './config-fields.js'
import type { Config, Container, HostConfig, Networks } from './container.js'
import type { FieldTable } from './fields.js'
import { checkNetworking, networkingFields } from './networking-fields.js'
import { networksOf } from './networks.js'
import { fieldOf, hasAny, isObject, mismatch, readFields } from './read-fields.js'
import { untouched } from './transitions.js'

/** What a client asks for, checked and completed. */
export interface Plan {
  readonly config: Config
  readonly hostConfig: HostConfig
  readonly networks: Networks
  readonly imageId: string
  readonly warnings: readonly string[]
}

/**
 * Checks and completes the body of `ContainerCreate` as far as it goes without looking at what the engine has: nothing
 * of its image is in it yet. Throws `InvalidParameter` in dockerd's words.
 */
export function planOf(body: unknown, error: MakeError, version?: string, machine = standardHost): Plan {
  const values = body ?? {}
  if (!isObject(values)) throw mismatch(values, 'value', 'runconfig.ContainerConfigWrapper', error)
  const config: Config = readFields(values, configFields, 'ContainerConfigWrapper', error)
  const host = part(values, 'HostConfig', 'container.HostConfig', hostConfigFields, error)
  const networking = part(values, 'NetworkingConfig', 'network.NetworkingConfig', networkingFields, error)
  const asked = forVersion(host, version)
  if (!hasAny(values, configFields)) {
    throw error('InvalidParameter', 'Config cannot be empty in order to create a container')
  }
  checkModes(config, asked, error)
  const checked = checkConfig(config, error)
  checkHost(asked, error)
  checkPlatform(asked, error)
  checkResources(asked, machine, error)
  checkNetworking(networking, version, error)
  const networks = networksOf(networking, asked, error)
  const { hostConfig, warnings } = adapt(asked)
  return { config: checked, hostConfig, networks, imageId: '', warnings }
}

/** One of the objects in the body; an empty one where it was not given. */
function part(
  values: Readonly<Record<string, unknown>>,
  name: string,
  struct: string,
  fields: FieldTable,
  error: MakeError,
): Record<string, unknown> {
  const given = fieldOf(values, name) ?? {}
  if (!isObject(given)) throw mismatch(given, `struct field ContainerConfigWrapper.${name}`, struct, error)
  return readFields(given, fields, `${struct.split('.')[1]!}.${name}`, error)
}

/** A container that was planned so and has never run. */
export function newContainer(plan: Plan, id: string, name: string, created: number): Container {
  const { config, hostConfig, networks, imageId } = plan
  const hostname = (config.Hostname ?? '') === '' ? id.slice(0, 12) : config.Hostname!
  const run = { phase: 'created', pid: 0, exitCode: 0, error: '', startedAt: undefined, finishedAt: undefined } as const
  const fresh = { ports: {}, mounts: [], run, ...untouched }
  return { id, name, created, imageId, config: { ...config, Hostname: hostname }, hostConfig, networks, ...fresh }
}

/** Fields that an API version does not have yet, or no more, are not looked at. */
function forVersion(host: HostConfig, version: string | undefined): HostConfig {
  if (version === undefined) return without(host, ['KernelMemory', 'KernelMemoryTCP'])
  if (isOlder(version, '1.42')) return without({ ...host, ConsoleSize: [0, 0] }, ['Annotations'])
  return without(host, ['KernelMemory', ...(isOlder(version, '1.43') ? (['Annotations'] as const) : [])])
}

function without(host: HostConfig, names: readonly (keyof HostConfig)[]): HostConfig {
  return Object.fromEntries(Object.entries(host).filter(([name]) => !names.includes(name as keyof HostConfig)))
}
