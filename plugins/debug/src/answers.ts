import type { AnyJob, Answer, Job, KindOf, OperationName } from 'libswarm-core'

type JsonOperation = { [O in OperationName]: KindOf<O> extends 'json' ? O : never }[OperationName]

type Answers = { readonly [O in JsonOperation]: Answer<O> | ((job: Job<O>) => Answer<O>) }

const apiVersion = '1.44'
const id = '0'.repeat(64)
const never = '1970-01-01T00:00:00Z'

const version = { Version: 'debug', ApiVersion: apiVersion, MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' }

const plugin = (name: string): Answer<'PluginInspect'> => ({
  Name: name,
  Enabled: false,
  Settings: { Mounts: [], Env: [], Args: [], Devices: [] },
  Config: {
    Description: '',
    Documentation: '',
    Interface: { Types: [], Socket: '' },
    Entrypoint: [],
    WorkDir: '',
    Network: { Type: '' },
    Linux: { Capabilities: [], AllowAllDevices: false, Devices: [] },
    PropagatedMount: '',
    IpcHost: false,
    PidHost: false,
    Mounts: [],
    Env: [],
    Args: { Name: '', Description: '', Settable: [], Value: [] },
  },
})

const volume = (name: string): Answer<'VolumeInspect'> => ({
  Name: name,
  Driver: 'local',
  Mountpoint: '',
  Labels: {},
  Options: {},
  Scope: 'local',
})

/** What is answered to each operation that answers JSON. */
const answers: Answers = {
  BuildPrune: { CachesDeleted: [], SpaceReclaimed: 0 },
  ConfigCreate: { ID: id },
  ConfigInspect: ({ path }) => ({ ID: path.id }),
  ConfigList: [],
  ContainerChanges: [],
  ContainerCreate: { Id: id, Warnings: [] },
  ContainerExec: { Id: id },
  ContainerInspect: ({ path }) => ({
    Id: path.id,
    Name: `/${path.id}`,
    Created: never,
    State: { Status: 'running', Running: true },
    Config: {},
    HostConfig: {},
    NetworkSettings: {},
  }),
  ContainerList: [],
  ContainerPrune: { ContainersDeleted: [], SpaceReclaimed: 0 },
  ContainerTop: { Titles: [], Processes: [] },
  ContainerUpdate: { Warnings: [] },
  ContainerWait: { StatusCode: 0 },
  DistributionInspect: { Descriptor: {}, Platforms: [] },
  ExecInspect: ({ path }) => ({ ID: path.id, Running: false, ExitCode: 0 }),
  GetPluginPrivileges: [],
  ImageAttestations: [],
  ImageCommit: { Id: id },
  ImageDelete: [],
  ImageHistory: [],
  ImageInspect: ({ path }) => ({ Id: `sha256:${id}`, RepoTags: [path.name] }),
  ImageList: [],
  ImagePrune: { ImagesDeleted: [], SpaceReclaimed: 0 },
  ImageSearch: [],
  NetworkCreate: { Id: id, Warning: '' },
  NetworkInspect: ({ path }) => ({ Name: path.id, Id: id }),
  NetworkList: [],
  NetworkPrune: { NetworksDeleted: [] },
  NodeInspect: ({ path }) => ({ ID: path.id }),
  NodeList: [],
  PluginInspect: ({ path }) => plugin(path.name),
  PluginList: [],
  SecretCreate: { ID: id },
  SecretInspect: ({ path }) => ({ ID: path.id }),
  SecretList: [],
  ServiceCreate: { ID: id },
  ServiceInspect: ({ path }) => ({ ID: path.id }),
  ServiceList: [],
  ServiceUpdate: { Warnings: [] },
  SwarmInit: id.slice(0, 25),
  SwarmInspect: { ID: id.slice(0, 25) },
  SwarmUnlockkey: { UnlockKey: '' },
  SystemAuth: { Status: 'Login Succeeded' },
  SystemDataUsage: { LayersSize: 0, Images: [], Containers: [], Volumes: [], BuildCache: [] },
  SystemInfo: { ID: 'debug', Name: 'debug', ServerVersion: 'debug', OSType: 'linux', Containers: 0, Images: 0 },
  SystemVersion: version,
  TaskInspect: ({ path }) => ({ ID: path.id }),
  TaskList: [],
  VolumeCreate: ({ body }) => volume(body?.Name ?? id),
  VolumeInspect: ({ path }) => volume(path.name),
  VolumeList: { Volumes: [], Warnings: [] },
  VolumePrune: { VolumesDeleted: [], SpaceReclaimed: 0 },
}

const ping = { 'Api-Version': apiVersion, Ostype: 'linux', 'Cache-Control': 'no-cache, no-store, must-revalidate' }

// An empty folder, as `docker cp` reads it (moby's container.PathStat, the mode as Go's fs.FileMode).
const folder = { name: '/', size: 0, mode: 0x80000000 + 0o755, mtime: never, linkTarget: '' }
const stat = { 'X-Docker-Container-Path-Stat': Buffer.from(JSON.stringify(folder)).toString('base64') }

const headers: { readonly [O in OperationName]?: Readonly<Record<string, string>> } = {
  SystemPing: ping,
  SystemPingHead: ping,
  ContainerArchive: stat,
  ContainerArchiveInfo: stat,
}

/** The JSON that is answered to a job. */
export function jsonOf(job: AnyJob): unknown {
  const answer: unknown = answers[job.operation as JsonOperation]
  return typeof answer === 'function' ? (answer as (job: AnyJob) => unknown)(job) : answer
}

/** The headers without which a client cannot read an answer. */
export const headersOf = (job: AnyJob): Readonly<Record<string, string>> => headers[job.operation] ?? {}
