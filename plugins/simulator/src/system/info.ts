import type { Answer } from 'libswarm-core'
import type { Phase } from '../containers/container.js'
import type { State } from '../state.js'
import { toRfc3339 } from '../time.js'
import { machine } from './machine.js'

type Info = Answer<'SystemInfo'>

/** Answers `SystemInfo`: the counts are those of the moment. */
export function info(state: State): Info {
  const all = state.containers.all()
  const count = (phase: Phase): number => all.filter((container) => container.run.phase === phase).length
  const running = count('running')
  return {
    ...fixed,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: 0,
    ContainersStopped: all.length - running,
    Images: new Set(all.map(({ imageId }) => imageId).filter((id) => id !== '')).size,
    SystemTime: toRfc3339(state.clock.now()),
    NEventsListener: state.events.listeners,
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
  BridgeNfIptables: true,
  BridgeNfIp6tables: true,
}

const registry: Info['RegistryConfig'] = {
  InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
  IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
  Mirrors: [],
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
  ID: machine.id,
  Driver: machine.storage,
  DriverStatus: [],
  Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'null'], Authorization: null, Log: ['json-file'] },
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
  RegistryConfig: registry,
  NCPU: machine.cpus,
  MemTotal: machine.memory,
  GenericResources: [],
  DockerRootDir: machine.root,
  HttpProxy: '',
  HttpsProxy: '',
  NoProxy: '',
  Name: machine.name,
  Labels: [],
  ExperimentalBuild: false,
  ServerVersion: machine.engine.version,
  Runtimes: { runc: { path: 'runc' } },
  DefaultRuntime: 'runc',
  Swarm: swarm,
  LiveRestoreEnabled: false,
  Isolation: '',
  InitBinary: 'docker-init',
  ContainerdCommit: { ID: 'simulated' },
  RuncCommit: { ID: 'simulated' },
  InitCommit: { ID: 'simulated' },
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
  Warnings: null,
}
