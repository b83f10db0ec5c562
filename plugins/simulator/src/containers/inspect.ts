import type { Answer, Job } from 'libswarm-core'
import { versionOf } from '../api-version.js'
import { digest } from '../digest.js'
import type { State } from '../state.js'
import { machine } from '../system/machine.js'
import { never, toRfc3339 } from '../time.js'
import type { Instant } from '../world.js'
import { commandOf, isRunning, type Container, type HealthCheck, type Inspected } from './container.js'
import { inspectedAt } from './inspect-versions.js'
import { resolve } from './resolve.js'
import { sizesOf } from './sizes.js'

/** Answers `ContainerInspect`, as its API version has it. */
export function inspectContainer(state: State, job: Job<'ContainerInspect'>): Answer<'ContainerInspect'> {
  const container = resolve(state.containers, job.path.id, state.error)
  const inspected = inspectedAt(inspect(container), versionOf(state, job))
  if (job.query.size !== true) return inspected
  const { own, all } = sizesOf(state, container)
  return { ...inspected, SizeRw: own, SizeRootFs: all }
}

/** All that is known of a container, as the newest API version and all those before it have it. */
export function inspect(container: Container): Inspected {
  const [path = '', ...args] = commandOf(container)
  return {
    Id: container.id,
    Created: toRfc3339(container.created),
    Path: path,
    Args: args,
    State: stateOf(container),
    Image: container.imageId,
    ...filesOf(container),
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: machine.storage,
    Platform: machine.os,
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execIds?.length ? [...container.execIds] : null,
    HostConfig: container.hostConfig,
    GraphDriver: { Data: null, Name: machine.storage },
    Mounts: [...container.mounts],
    Config: container.config,
    NetworkSettings: networkSettingsOf(container),
  }
}

function stateOf(container: Container): NonNullable<Inspected['State']> {
  const { run, health } = container
  const moment = (at: Instant | undefined): string => (at === undefined ? never : toRfc3339(at))
  return {
    Status: run.phase,
    Running: isRunning(container),
    Paused: run.phase === 'paused',
    Restarting: run.phase === 'restarting',
    OOMKilled: run.oomKilled === true,
    Dead: run.phase === 'dead',
    Pid: run.pid,
    ExitCode: run.exitCode,
    Error: run.error,
    StartedAt: moment(run.startedAt),
    FinishedAt: moment(run.finishedAt),
    ...(health && {
      Health: { Status: health.status, FailingStreak: health.failingStreak, Log: health.log.map(logged) },
    }),
  }
}

const logged = ({ start, end, exitCode, output }: HealthCheck): object => ({
  Start: toRfc3339(start),
  End: toRfc3339(end),
  ExitCode: exitCode,
  Output: output,
})

/** The engine's files of a container, which are there from its first start on. */
function filesOf({ id, run }: Container): Inspected {
  const file = (name: string): string => (run.startedAt === undefined ? '' : `${machine.root}/containers/${id}/${name}`)
  return {
    ResolvConfPath: file('resolv.conf'),
    HostnamePath: file('hostname'),
    HostsPath: file('hosts'),
    LogPath: file(`${id}-json.log`),
  }
}

/** What a container has on its networks. The flat addresses are those of the default bridge. */
function networkSettingsOf(container: Container): NonNullable<Inspected['NetworkSettings']> {
  const { networks, ports, run } = container
  const isOn = run.phase === 'running' || run.phase === 'paused'
  const sandbox = isOn ? digest(`sandbox ${container.id}`) : ''
  const bridge = networks['bridge']
  return {
    Bridge: '',
    SandboxID: sandbox,
    SandboxKey: sandbox === '' ? '' : `/var/run/docker/netns/${sandbox.slice(0, 12)}`,
    Ports: ports,
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.EndpointID ?? '',
    Gateway: bridge?.Gateway ?? '',
    GlobalIPv6Address: bridge?.GlobalIPv6Address ?? '',
    GlobalIPv6PrefixLen: bridge?.GlobalIPv6PrefixLen ?? 0,
    IPAddress: bridge?.IPAddress ?? '',
    IPPrefixLen: bridge?.IPPrefixLen ?? 0,
    IPv6Gateway: bridge?.IPv6Gateway ?? '',
    MacAddress: bridge?.MacAddress ?? '',
    Networks: networks,
  }
}
