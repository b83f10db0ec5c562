import type { Answer } from 'libswarm-core'
import { isOlder } from '../api-version.js'

type Info = Answer<'SystemInfo'>

interface Era {
  /** The first API version that has the fields; all have them where there is none. */
  readonly since?: string
  /** The first API version that has them no more. */
  readonly until?: string
  readonly fields: Info
}

const commit = { ID: 'simulated' }
const expected = { ...commit, Expected: 'simulated' }

const registry = {
  InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
  IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
  Mirrors: [],
}
const nondistributable = { AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [] }

const containerd = {
  Address: '/run/containerd/containerd.sock',
  Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
}

// What came and went (moby `api/docs/CHANGELOG.md`).
const eras: readonly Era[] = [
  { until: '1.42', fields: { KernelMemory: true, KernelMemoryTCP: true } },
  { until: '1.44', fields: { Runtimes: { runc: { path: 'runc' } } } },
  { since: '1.44', fields: { Runtimes: { runc: { path: 'runc', status: {} } }, CDISpecDirs: [] } },
  { since: '1.46', fields: { Containerd: containerd } },
  { until: '1.50', fields: { BridgeNfIptables: true, BridgeNfIp6tables: true } },
  {
    until: '1.49',
    fields: {
      RegistryConfig: { ...registry, ...nondistributable },
      ContainerdCommit: expected,
      RuncCommit: expected,
      InitCommit: expected,
    },
  },
  {
    since: '1.49',
    fields: {
      RegistryConfig: registry,
      ContainerdCommit: commit,
      RuncCommit: commit,
      InitCommit: commit,
      FirewallBackend: { Driver: 'iptables' },
    },
  },
  { since: '1.50', fields: { DiscoveredDevices: [] } },
]

/** The fields of `SystemInfo` that an API version has and others do not. */
export function fieldsOf(version: string): Info {
  const present = eras.filter(({ since, until }) => {
    return (since === undefined || !isOlder(version, since)) && (until === undefined || isOlder(version, until))
  })
  return Object.assign({}, ...present.map(({ fields }) => fields)) as Info
}
