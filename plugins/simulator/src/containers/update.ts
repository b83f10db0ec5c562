import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'
import { discard } from './adapt.js'
import { checkRestartPolicy } from './check-host.js'
import { checkUpdate } from './check-resources.js'
import { hostConfigFields } from './config-fields.js'
import type { Container, HostConfig } from './container.js'
import { isObject, mismatch, readFields } from './read-fields.js'
import { resolve } from './resolve.js'
import { update } from './transitions.js'

// What an update takes; moby reads the rest of `Resources`, and leaves it as it is.
const taken = [
  'BlkioWeight',
  'CpuShares',
  'NanoCpus',
  'CpuPeriod',
  'CpuQuota',
  'CpusetCpus',
  'CpusetMems',
  'Memory',
  'MemorySwap',
  'MemoryReservation',
  'KernelMemory',
  'CpuRealtimePeriod',
  'CpuRealtimeRuntime',
  'PidsLimit',
] as const satisfies readonly (keyof HostConfig)[]

const fields = Object.fromEntries(
  ([...taken, 'CpuPercent', 'OomKillDisable', 'MemorySwappiness'] as const).map((name) => [
    name,
    hostConfigFields[name],
  ]),
)
const policyFields = { RestartPolicy: hostConfigFields.RestartPolicy }

/** Answers `ContainerUpdate`: limits that are given, and not 0, replace those of the container. */
export function updateContainer(state: State, job: Job<'ContainerUpdate'>): Answer<'ContainerUpdate'> {
  const { containers, clock, error, machines, settings } = state
  const asked = requestOf(job.body, error)
  const container = resolve(containers, job.path.id, error)
  checkRestartPolicy(asked, error)
  checkUpdate(asked, settings.host, error)
  const refuse: State['error'] = (kind, sentence) => error(kind, `Cannot update container ${container.id}: ${sentence}`)
  if (container.removing) throw refuse('Conflict', 'Container is marked for removal and cannot be "update".')
  const conflict = conflictOf(container.hostConfig, asked)
  if (conflict !== undefined) throw refuse('Conflict', conflict)
  const { hostConfig, warnings } = discard(asked)
  const step = update(container, clock.now(), updated(container, hostConfig))
  containers.apply(step)
  if (step.after !== undefined) machines.limit(step.after)
  return { Warnings: warnings.length === 0 ? null : [...warnings] }
}

function requestOf(body: unknown, error: State['error']): HostConfig {
  if (body === undefined) throw error('InvalidParameter', 'EOF')
  const values = body ?? {}
  if (!isObject(values)) throw mismatch(values, 'value', 'container.UpdateConfig', error)
  return {
    ...readFields(values, fields, 'UpdateConfig', error),
    ...readFields(values, policyFields, 'UpdateConfig', error),
  }
}

function conflictOf(has: HostConfig, asked: HostConfig): string | undefined {
  const set = (value: number | undefined): boolean => (value ?? 0) > 0
  const options = (one: string, other: string): string =>
    `Conflicting options: ${one} cannot be updated as ${other} has already been set`
  if (set(asked.NanoCpus) && set(has.CpuPeriod)) return options('Nano CPUs', 'CPU Period')
  if (set(asked.NanoCpus) && set(has.CpuQuota)) return options('Nano CPUs', 'CPU Quota')
  if (set(asked.CpuPeriod) && set(has.NanoCpus)) return options('CPU Period', 'NanoCPUs')
  if (set(asked.CpuQuota) && set(has.NanoCpus)) return options('CPU Quota', 'NanoCPUs')
  const swap = has.MemorySwap ?? 0
  if (set(asked.Memory) && swap >= 0 && asked.Memory! > swap && (asked.MemorySwap ?? 0) === 0) {
    return 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time'
  }
  const policy = asked.RestartPolicy?.Name ?? ''
  if (has.AutoRemove === true && policy !== '' && policy !== 'no') {
    return 'Restart policy cannot be updated because AutoRemove is enabled for the container'
  }
  return undefined
}

function updated({ hostConfig }: Container, asked: HostConfig): HostConfig {
  const given = taken.filter((name) => asked[name] !== undefined && asked[name] !== null && asked[name] !== '')
  const limits = given
    .filter((name) => asked[name] !== 0 || name === 'PidsLimit')
    .map((name) => [name, asked[name]] as const)
  const { RestartPolicy } = asked
  const policy = (RestartPolicy?.Name ?? '') === '' ? {} : { RestartPolicy }
  return { ...hostConfig, ...Object.fromEntries(limits), ...policy }
}
