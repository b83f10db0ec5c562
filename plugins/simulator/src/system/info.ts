import type { Answer, Job } from 'libswarm-core'
import { versionOf } from '../api-version.js'
import type { Phase } from '../containers/container.js'
import type { State } from '../state.js'
import { toRfc3339 } from '../time.js'
import { fieldsOf } from './info-fields.js'
import { engineVersion, machine } from './machine.js'

type Info = Answer<'SystemInfo'>

/** Answers `SystemInfo`: the counts are those of the moment, the fields those of the API version asked for. */
export function info(state: State, job: Job<'SystemInfo'>): Info {
  const all = state.containers.all()
  const { id, name, labels, cpus, memory } = state.settings.host
  const count = (...phases: Phase[]): number => all.filter(({ run }) => phases.includes(run.phase)).length
  const [running, paused] = [count('running', 'restarting'), count('paused')]
  return {
    ...fixed,
    ...fieldsOf(versionOf(state, job)),
    ID: id,
    Name: name,
    Labels: [...labels],
    NCPU: cpus,
    MemTotal: memory,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: state.images.all().length,
    SystemTime: toRfc3339(state.clock.now()),
    NEventsListener: state.events.listeners,
    ServerVersion: engineVersion(state.settings.api),
  }
}

const capabilities: Info = {
  MemoryLimit: true,
  SwapLimit: true,
  CpuCfsPeriod: true,
  CpuCfsQuota: true,
  CPUShares: true,
  CPUSet: true,
  PidsLimit: true,
  OomKillDisable: false,
  IPv4Forwarding: true,
}

const swarm: Info['Swarm'] = {
  NodeID: '',
  NodeAddr: '',
  LocalNodeState: 'inactive',
  ControlAvailable: false,
  Error: '',
  RemoteManagers: null,
}

const fixed: Info = {
  Driver: machine.storage,
  DriverStatus: [],
  Plugins: {
    Volume: ['local'],
    Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
    Authorization: null,
    Log: ['journald', 'json-file', 'local', 'syslog'],
  },
  ...capabilities,
  Debug: false,
  NFd: 0,
  NGoroutines: 0,
  LoggingDriver: 'json-file',
  CgroupDriver: 'systemd',
  CgroupVersion: '2',
  KernelVersion: machine.kernel,
  OperatingSystem: machine.platform,
  OSVersion: '',
  OSType: machine.os,
  Architecture: 'x86_64',
  IndexServerAddress: 'https://index.docker.io/v1/',
  GenericResources: [],
  DockerRootDir: machine.root,
  HttpProxy: '',
  HttpsProxy: '',
  NoProxy: '',
  ExperimentalBuild: false,
  DefaultRuntime: 'runc',
  Swarm: swarm,
  LiveRestoreEnabled: false,
  Isolation: '',
  InitBinary: 'docker-init',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
  Warnings: null,
}
