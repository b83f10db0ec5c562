import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { machine } from '../system/machine.js'
import { never, toRfc3339 } from '../time.js'
import type { Instant } from '../world.js'
import { commandOf, isRunning, type Container, type Inspected } from './container.js'
import { resolve } from './resolve.js'

/** Answers `ContainerInspect`. */
export function inspectContainer(
  { containers, error }: State,
  job: Job<'ContainerInspect'>,
): Answer<'ContainerInspect'> {
  const inspected = inspect(resolve(containers, job.path.id, error))
  const sizes = job.query.size === true ? { SizeRw: 0, SizeRootFs: 0 } : {}
  const { HostConfig } = inspected
  // The limits of kernel memory left with API 1.42.
  const kernel = isOlder(job.version ?? '1.42', '1.42') ? { KernelMemory: 0, KernelMemoryTCP: 0 } : {}
  return { ...inspected, ...sizes, HostConfig: { ...kernel, ...HostConfig } }
}

/** All that is known of a container. */
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
    GraphDriver: { Data: {}, Name: machine.storage },
    Mounts: [],
    Config: container.config,
    NetworkSettings: { ...noAddresses, Networks: container.networks },
  }
}

function stateOf(container: Container): NonNullable<Inspected['State']> {
  const { run } = container
  const moment = (at: Instant | undefined): string => (at === undefined ? never : toRfc3339(at))
  return {
    Status: run.phase,
    Running: isRunning(container),
    Paused: run.phase === 'paused',
    Restarting: run.phase === 'restarting',
    OOMKilled: false,
    Dead: run.phase === 'dead',
    Pid: run.pid,
    ExitCode: run.exitCode,
    Error: run.error,
    StartedAt: moment(run.startedAt),
    FinishedAt: moment(run.finishedAt),
  }
}

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

const noAddresses: NonNullable<Inspected['NetworkSettings']> = {
  Bridge: '',
  SandboxID: '',
  SandboxKey: '',
  Ports: {},
  HairpinMode: false,
  LinkLocalIPv6Address: '',
  LinkLocalIPv6PrefixLen: 0,
  SecondaryIPAddresses: null,
  SecondaryIPv6Addresses: null,
  EndpointID: '',
  Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  MacAddress: '',
}
