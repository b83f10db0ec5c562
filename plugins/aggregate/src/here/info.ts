import { createHash } from 'node:crypto'
import type { Answer } from 'libswarm-core'
import { hostname } from 'node:os'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formers, sentenceOf } from '../reschedule/former.js'
import { statusPairs } from './node-status.js'
import type { PoolSettings } from './settings.js'

type Info = Answer<'SystemInfo'>

/** What a pool tells besides to a pool that it is a node of. */
interface OfPool {
  /** The pools that are in it, and itself. */
  readonly Pools: readonly string[]
  /** How many engines take containers. */
  readonly Engines: number
}

/** Answers `SystemInfo`: sums over the engines, and each of them where `docker info` shows what the storage driver tells. */
export function info(pool: Pool, settings: PoolSettings): Info & OfPool {
  const nodes = pool.all()
  const healthy = pool.healthy()
  const states = countStates(healthy)
  const sum = (read: (info: Info) => number | undefined) =>
    healthy.reduce((total, node) => total + (read(node.info) ?? 0), 0)
  const agreed = <K extends keyof Info>(key: K) => agreedOn(healthy, key)
  return {
    ID: idOf(nodes),
    Pools: pool.pools(),
    Engines: healthy.reduce((total, { availability, engines }) => total + (availability === 'active' ? engines : 0), 0),
    Containers: states.all,
    ContainersRunning: states.running,
    ContainersPaused: states.paused,
    ContainersStopped: states.all - states.running - states.paused,
    Images: sum(({ Images }) => Images),
    Driver: 'aggregate',
    DriverStatus: statusPairs(pool, settings),
    Plugins: { Volume: null, Network: null, Authorization: null, Log: null },
    MemoryLimit: healthy.every(({ info: { MemoryLimit = true } }) => MemoryLimit),
    SwapLimit: healthy.every(({ info: { SwapLimit = true } }) => SwapLimit),
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    SystemTime: new Date().toISOString(),
    LoggingDriver: agreed('LoggingDriver') ?? '',
    CgroupDriver: agreed('CgroupDriver') ?? 'none',
    KernelVersion: agreed('KernelVersion') ?? '',
    OperatingSystem: agreed('OperatingSystem') ?? `${healthy.length} engines`,
    OSType: agreed('OSType') ?? 'linux',
    Architecture: agreed('Architecture') ?? '',
    NCPU: sum(({ NCPU }) => NCPU),
    MemTotal: sum(({ MemTotal }) => MemTotal),
    Name: hostname(),
    Labels: [],
    ServerVersion: agreed('ServerVersion') ?? '',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: '',
    Warnings: [...nodes.flatMap(warningsOfNode), ...formers(pool).map((former) => `WARNING: ${sentenceOf(former)}`)],
  }
}

/** The same for every swarmd that has the same engines by the same names: who lists two of them has one pool twice. */
function idOf(nodes: readonly Node[]): string {
  // The words for a child mean other engines on other machines. Of one that has not answered there is nothing better.
  const children = nodes.map(({ entry: { name, spec }, id, isPool }) => [name, isPool ? spec : (id ?? spec)]).sort()
  return createHash('sha256').update(JSON.stringify(children)).digest('hex').slice(0, 32)
}

function countStates(nodes: readonly Node[]): {
  readonly all: number
  readonly running: number
  readonly paused: number
} {
  const counts = { all: 0, running: 0, paused: 0 }
  for (const { view } of nodes) {
    for (const { State } of view.containers.all()) {
      counts.all++
      if (State === 'running' || State === 'restarting') counts.running++
      if (State === 'paused') counts.paused++
    }
  }
  return counts
}

/** What all engines say of something; undefined where they differ. */
function agreedOn<K extends keyof Info>(nodes: readonly Node[], key: K): Info[K] | undefined {
  const [first, ...rest] = new Set(nodes.map(({ info: told }) => told[key]))
  return rest.length === 0 ? first : undefined
}

function warningsOfNode({ name, state, reason, info: told, clock, view, availability }: Node): string[] {
  if (state !== 'healthy') return [`WARNING: the node ${name} is ${state}${reason === undefined ? '' : `: ${reason}`}`]
  const own = (told.Warnings ?? []).map((warning) => `${name}: ${warning}`)
  if (clock.offset !== 0) own.push(clockWarning(name, clock.offset))
  if (view.unreadMark !== undefined) own.push(markWarning(name, availability, view.unreadMark))
  return own
}

function markWarning(name: string, availability: string, reason: string): string {
  return `WARNING: how the node ${name} is set cannot be read, and it is taken to be ${availability}: ${reason}`
}

function clockWarning(name: string, offset: number): string {
  const how = `${Math.round(Math.abs(offset) / 1000)} s ${offset > 0 ? 'ahead' : 'behind'}`
  return `WARNING: the clock of the node ${name} is ${how}: its events and containers are told by the clock of this machine`
}
