import type { OperationName } from 'libswarm-core'

/** What becomes of one part of a call at a step. */
export interface Case {
  readonly since: string
  readonly operation: OperationName
  /** Which side the client is on. */
  readonly client: 'older' | 'newer'
  readonly part: 'query' | 'body' | 'answer' | 'message' | 'headers' | 'refuse'
  readonly given: unknown
  readonly expected: unknown
  /** The query that an answer is to. */
  readonly query?: string
}

type Row = readonly [Case['since'], OperationName, Case['client'], Case['part'], unknown, unknown, string?]

const rows: readonly Row[] = [
  [
    '1.25',
    'ContainerCreate',
    'older',
    'body',
    host({ AutoRemove: true, Privileged: true }),
    host({ Privileged: true }),
  ],
  ['1.32', 'ContainerCreate', 'newer', 'body', host({ IpcMode: 'private' }), host({})],
  ['1.40', 'ContainerCreate', 'older', 'body', { Image: 'a' }, { Image: 'a', HostConfig: { IpcMode: 'shareable' } }],
  ['1.40', 'ContainerCreate', 'newer', 'body', { Image: 'a' }, { Image: 'a', HostConfig: { IpcMode: 'private' } }],
  ['1.41', 'ContainerCreate', 'older', 'query', 'name=a&platform=linux%2Farm64', 'name=a'],
  [
    '1.42',
    'ContainerCreate',
    'older',
    'body',
    host({ ConsoleSize: [1, 2], Mounts: [{ Type: 'volume', BindOptions: {}, VolumeOptions: {} }] }),
    host({ Mounts: [{ Type: 'volume', VolumeOptions: {} }] }),
  ],
  ['1.43', 'ContainerCreate', 'older', 'body', host({ Annotations: { a: 'b' } }), host({})],
  [
    '1.44',
    'ContainerCreate',
    'older',
    'body',
    {
      Healthcheck: { StartInterval: 1, Retries: 2 },
      MacAddress: '02:42:ac:11:00:09',
      ...host({ Mounts: [{ Type: 'bind', ReadOnly: true }] }),
    },
    {
      Healthcheck: { Retries: 2 },
      ...host({ Mounts: [{ Type: 'bind', ReadOnly: true, BindOptions: { ReadOnlyNonRecursive: true } }] }),
      ...endpoints({ bridge: { MacAddress: '02:42:ac:11:00:09' } }),
    },
  ],
  ['1.44', 'ContainerCreate', 'older', 'body', endpoints({ a: { MacAddress: 'x' } }), endpoints({ a: {} })],
  [
    '1.44',
    'ContainerCreate',
    'newer',
    'body',
    { ...host({ NetworkMode: 'a' }), ...endpoints({ a: { MacAddress: 'x' } }) },
    { ...host({ NetworkMode: 'a' }), ...endpoints({ a: { MacAddress: 'x' } }), MacAddress: 'x' },
  ],
  [
    '1.48',
    'ContainerCreate',
    'older',
    'body',
    {
      ...host({ NetworkMode: 'a', Sysctls: { 'net.ipv4.conf.eth0.x': '1', 'kernel.y': '2' } }),
      ...endpoints({ a: { GwPriority: 3 } }),
    },
    {
      ...host({ NetworkMode: 'a', Sysctls: { 'kernel.y': '2' } }),
      ...endpoints({ a: { DriverOpts: { 'com.docker.network.endpoint.sysctls': 'net.ipv4.conf.IFNAME.x=1' } } }),
    },
  ],
  [
    '1.52',
    'ContainerCreate',
    'older',
    'body',
    { MacAddress: 'x', ...endpoints({ a: {} }) },
    endpoints({ a: { MacAddress: 'x' } }),
  ],
  [
    '1.53',
    'ContainerCreate',
    'older',
    'body',
    host({ PortBindings: { '80/tcp': [], '81/tcp': null } }),
    host({ PortBindings: { '80/tcp': [{}], '81/tcp': [{}] } }),
  ],
  [
    '1.53',
    'ContainerCreate',
    'newer',
    'body',
    host({ PortBindings: { '80/tcp': [], '81/tcp': [{ HostPort: '1' }] } }),
    host({ PortBindings: { '81/tcp': [{ HostPort: '1' }] } }),
  ],
  [
    '1.42',
    'ContainerInspect',
    'older',
    'answer',
    host({}),
    host({ KernelMemory: 0, KernelMemoryTCP: 0, ConsoleSize: [0, 0] }),
  ],
  [
    '1.42',
    'ContainerInspect',
    'newer',
    'answer',
    host({ KernelMemory: 0, KernelMemoryTCP: 9 }),
    host({ KernelMemoryTCP: 9 }),
  ],
  ['1.43', 'ContainerInspect', 'older', 'answer', host({ Annotations: {} }), host({})],
  [
    '1.44',
    'ContainerInspect',
    'older',
    'answer',
    { Config: { Healthcheck: { StartInterval: 1 } }, ...settings({ a: { DNSNames: ['x'] } }) },
    { Config: { Healthcheck: {} }, ...settings({ a: {} }) },
  ],
  [
    '1.44',
    'ContainerInspect',
    'newer',
    'answer',
    { Name: '/web', ...settings({ a: { Aliases: ['0123456789ab'] }, bridge: {} }) },
    {
      Name: '/web',
      ...settings({ a: { DNSNames: ['web', '0123456789ab'], Aliases: ['0123456789ab'] }, bridge: { DNSNames: null } }),
    },
  ],
  [
    '1.45',
    'ContainerInspect',
    'older',
    'answer',
    {
      Id: '0123456789abcdef',
      Config: { Hostname: 'h' },
      ...settings({ a: { Aliases: ['x'] }, bridge: { Aliases: null } }),
    },
    {
      Id: '0123456789abcdef',
      Config: { Hostname: 'h' },
      ...settings({ a: { Aliases: ['x', '0123456789ab', 'h'] }, bridge: { Aliases: null } }),
    },
  ],
  [
    '1.45',
    'ContainerInspect',
    'newer',
    'answer',
    {
      Id: '0123456789abcdef',
      ...settings({ a: { Aliases: ['0123456789ab'] }, b: { Aliases: ['x', '0123456789ab'] } }),
    },
    { Id: '0123456789abcdef', ...settings({ a: { Aliases: null }, b: { Aliases: ['x'] } }) },
  ],
  [
    '1.48',
    'ContainerInspect',
    'older',
    'answer',
    { ImageManifestDescriptor: {}, ...settings({ a: { GwPriority: 0 } }) },
    settings({ a: {} }),
  ],
  [
    '1.52',
    'ContainerInspect',
    'older',
    'answer',
    {
      Config: {},
      Storage: { RootFS: { Snapshot: { Name: 'overlayfs' } } },
      ...settings({ bridge: { IPAddress: '172.17.0.2', IPPrefixLen: 16 } }),
    },
    {
      Config: { OnBuild: null },
      GraphDriver: { Data: null, Name: 'overlayfs' },
      NetworkSettings: {
        ...unusedAddresses(),
        IPAddress: '172.17.0.2',
        IPPrefixLen: 16,
        Networks: { bridge: { IPAddress: '172.17.0.2', IPPrefixLen: 16 } },
      },
    },
  ],
  [
    '1.52',
    'ContainerInspect',
    'newer',
    'answer',
    {
      Config: { OnBuild: null, MacAddress: '', Image: 'a' },
      HostConfig: { KernelMemoryTCP: 0 },
      NetworkSettings: { ...unusedAddresses(), SandboxID: 's' },
    },
    { Config: { Image: 'a' }, HostConfig: {}, NetworkSettings: { SandboxID: 's' } },
  ],
  ['1.44', 'ContainerList', 'older', 'answer', [settings({ a: { DNSNames: null } })], [settings({ a: {} })]],
  ['1.46', 'ContainerList', 'older', 'answer', [host({ Annotations: {} })], [host({})]],
  [
    '1.48',
    'ContainerList',
    'older',
    'answer',
    [{ ImageManifestDescriptor: {}, ...settings({ a: { GwPriority: 0 } }) }],
    [settings({ a: {} })],
  ],
  ['1.52', 'ContainerList', 'older', 'answer', [{ Health: {}, Id: 'a' }], [{ Id: 'a' }]],
  ['1.30', 'ContainerWait', 'older', 'query', 'condition=removed', ''],
  ['1.30', 'PutContainerArchive', 'older', 'query', 'path=%2F&copyUIDGID=1', 'path=%2F'],
  ['1.41', 'ContainerStats', 'older', 'query', 'stream=0&one-shot=1', 'stream=0'],
  ['1.42', 'ContainerStop', 'older', 'query', 't=1&signal=9', 't=1'],
  ['1.42', 'ContainerAttachWebsocket', 'older', 'query', 'stdin=1&stream=1', 'stream=1&stdin=1&stdout=1&stderr=1'],
  ['1.42', 'ContainerExec', 'older', 'body', { Cmd: ['a'], ConsoleSize: [1, 2] }, { Cmd: ['a'] }],
  [
    '1.42',
    'ContainerLogs',
    'older',
    'headers',
    [['content-type', 'application/vnd.docker.multiplexed-stream']],
    [['content-type', 'application/vnd.docker.raw-stream']],
  ],
  ['1.40', 'ContainerUpdate', 'older', 'body', { PidsLimit: 5, Memory: 6 }, { Memory: 6 }],
  ['1.52', 'ContainerUpdate', 'newer', 'body', { KernelMemoryTCP: 5, Memory: 6 }, { Memory: 6 }],
  ['1.55', 'ContainerUpdate', 'older', 'body', { BlkioDeviceReadBps: [], Memory: 6 }, { Memory: 6 }],
  ['1.41', 'ImageList', 'older', 'query', 'filter=busy*', 'filters=%7B%22reference%22%3A%5B%22busy*%22%5D%7D'],
  ['1.42', 'ImageList', 'older', 'query', 'all=1&shared-size=1', 'all=1'],
  [
    '1.43',
    'ImageList',
    'older',
    'answer',
    [{ RepoTags: [], RepoDigests: [] }],
    [{ RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] }],
  ],
  [
    '1.43',
    'ImageList',
    'newer',
    'answer',
    [{ RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] }],
    [{ RepoTags: [], RepoDigests: [] }],
  ],
  ['1.44', 'ImageList', 'older', 'answer', [{ Size: 5 }], [{ Size: 5, VirtualSize: 5 }]],
  ['1.44', 'ImageList', 'newer', 'answer', [{ Size: 5, VirtualSize: 5 }], [{ Size: 5 }]],
  ['1.47', 'ImageList', 'older', 'query', 'manifests=1', ''],
  ['1.48', 'ImageList', 'older', 'answer', [{ Descriptor: {}, Id: 'a' }], [{ Id: 'a' }]],
  ['1.51', 'ImageList', 'older', 'answer', [{ Containers: 3 }], [{ Containers: -1 }]],
  ['1.54', 'ImageList', 'older', 'query', 'manifests=1&identity=1', 'manifests=1'],
  [
    '1.44',
    'ImageInspect',
    'older',
    'answer',
    { Size: 5 },
    { Size: 5, VirtualSize: 5, Created: '0001-01-01T00:00:00Z' },
  ],
  [
    '1.44',
    'ImageInspect',
    'newer',
    'answer',
    { Size: 5, VirtualSize: 5, Created: '0001-01-01T00:00:00Z' },
    { Size: 5 },
  ],
  ['1.45', 'ImageInspect', 'newer', 'answer', { Id: 'a', Container: '', ContainerConfig: {} }, { Id: 'a' }],
  [
    '1.45',
    'ImageInspect',
    'older',
    'answer',
    {},
    { Container: '', ContainerConfig: { ...containerFields(), ...imageFields() } },
  ],
  ['1.48', 'ImageInspect', 'older', 'query', 'manifests=1', ''],
  ['1.49', 'ImageInspect', 'older', 'query', 'platform=%7B%7D', ''],
  [
    '1.50',
    'ImageInspect',
    'older',
    'answer',
    { Config: { Cmd: ['a'] } },
    { Config: { Cmd: ['a'], ...containerFields() } },
  ],
  [
    '1.50',
    'ImageInspect',
    'newer',
    'answer',
    { Config: { Cmd: ['a'], ...containerFields() } },
    { Config: { Cmd: ['a'] } },
  ],
  [
    '1.52',
    'ImageInspect',
    'older',
    'answer',
    { Config: { User: 'u' } },
    { Parent: '', Comment: '', DockerVersion: '', Author: '', Config: { ...imageFields(), User: 'u' } },
  ],
  [
    '1.52',
    'ImageInspect',
    'newer',
    'answer',
    { Parent: '', Comment: 'c', Config: { ...imageFields(), User: 'u' } },
    { Comment: 'c', Config: { User: 'u' } },
  ],
  ['1.53', 'ImageInspect', 'older', 'answer', { Identity: {}, Id: 'a' }, { Id: 'a' }],
  ['1.32', 'ImageCreate', 'older', 'query', 'fromImage=a&platform=linux', 'fromImage=a'],
  ['1.40', 'ImageBuild', 'older', 'query', 't=a&outputs=%5B%5D', 't=a'],
  ['1.46', 'ImagePush', 'older', 'query', 'tag=a&platform=%7B%7D', 'tag=a'],
  ['1.48', 'ImageHistory', 'older', 'query', 'platform=%7B%7D', ''],
  ['1.50', 'ImageDelete', 'older', 'query', 'force=1&platforms=%7B%7D', 'force=1'],
  ['1.48', 'BuildPrune', 'older', 'query', 'keep-storage=5&max-used-space=6', 'reserved-space=5'],
  ['1.48', 'BuildPrune', 'newer', 'query', 'reserved-space=5', 'keep-storage=5'],
  ['1.56', 'VolumePrune', 'older', 'query', 'stream=1', ''],
  ['1.44', 'NetworkCreate', 'newer', 'body', { Name: 'a' }, { Name: 'a', CheckDuplicate: true }],
  ['1.48', 'NetworkCreate', 'older', 'body', { Name: 'a', EnableIPv4: false }, { Name: 'a' }],
  ['1.48', 'NetworkInspect', 'older', 'answer', { Name: 'a', EnableIPv4: true }, { Name: 'a' }],
  ['1.48', 'NetworkList', 'newer', 'answer', [{ Name: 'a' }], [{ Name: 'a', EnableIPv4: true }]],
  ['1.48', 'NetworkConnect', 'older', 'body', { EndpointConfig: { GwPriority: 5 } }, { EndpointConfig: {} }],
  ['1.52', 'NetworkList', 'older', 'answer', [{ Name: 'a' }], [{ Name: 'a', Containers: {} }]],
  ['1.52', 'NetworkList', 'newer', 'answer', [{ Name: 'a', Containers: {} }], [{ Name: 'a' }]],
  ['1.52', 'NetworkInspect', 'older', 'answer', { Name: 'a', Status: {} }, { Name: 'a' }],
  ['1.42', 'VolumeCreate', 'older', 'body', { Name: 'a', ClusterVolumeSpec: {} }, { Name: 'a' }],
  ['1.42', 'VolumePrune', 'older', 'query', '', 'filters=%7B%22all%22%3A%5B%22true%22%5D%7D'],
  ['1.42', 'VolumePrune', 'newer', 'query', 'filters=%7B%22all%22%3A%7B%22true%22%3Atrue%7D%7D', ''],
  ['1.42', 'VolumePrune', 'newer', 'refuse', 'filters=%7B%22all%22%3A%5B%221%22%5D%7D', undefined],
  [
    '1.42',
    'VolumePrune',
    'newer',
    'refuse',
    '',
    'the engine is too old to prune anonymous volumes alone: it would prune those with a name too, as the filter all=true asks for',
  ],
  [
    '1.25',
    'SystemInfo',
    'older',
    'answer',
    { SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'] },
    { ExecutionDriver: '<not supported>', SecurityOptions: ['seccomp', 'cgroupns'] },
  ],
  [
    '1.25',
    'SystemInfo',
    'newer',
    'answer',
    { ExecutionDriver: '', SecurityOptions: ['seccomp'] },
    { SecurityOptions: ['name=seccomp'] },
  ],
  [
    '1.39',
    'SystemInfo',
    'older',
    'answer',
    { KernelVersion: '', OperatingSystem: 'a' },
    { KernelVersion: '<unknown>', OperatingSystem: 'a' },
  ],
  ['1.42', 'SystemInfo', 'older', 'answer', { KernelMemory: true }, { KernelMemory: true, KernelMemoryTCP: false }],
  [
    '1.44',
    'SystemInfo',
    'older',
    'answer',
    { CDISpecDirs: [], Runtimes: { runc: { path: 'runc', status: {} } } },
    { Runtimes: { runc: { path: 'runc' } } },
  ],
  ['1.46', 'SystemInfo', 'older', 'answer', { Containerd: {} }, {}],
  [
    '1.49',
    'SystemInfo',
    'older',
    'answer',
    { RuncCommit: { ID: 'a' }, RegistryConfig: {}, FirewallBackend: {} },
    {
      RuncCommit: { ID: 'a', Expected: 'a' },
      RegistryConfig: { AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [] },
    },
  ],
  [
    '1.49',
    'SystemInfo',
    'newer',
    'answer',
    { RuncCommit: { ID: 'a', Expected: 'a' }, RegistryConfig: { AllowNondistributableArtifactsCIDRs: null } },
    { RuncCommit: { ID: 'a' }, RegistryConfig: {} },
  ],
  [
    '1.50',
    'SystemInfo',
    'older',
    'answer',
    { DiscoveredDevices: [] },
    { BridgeNfIptables: false, BridgeNfIp6tables: false },
  ],
  ['1.50', 'SystemInfo', 'newer', 'answer', { BridgeNfIptables: true, ID: 'a' }, { ID: 'a' }],
  ['1.52', 'SystemInfo', 'newer', 'answer', { KernelMemoryTCP: true, ID: 'a' }, { ID: 'a' }],
  ['1.53', 'SystemInfo', 'older', 'answer', { NRI: {}, ID: 'a' }, { ID: 'a' }],
  ['1.42', 'SystemDataUsage', 'older', 'query', 'type=image', ''],
  [
    '1.42',
    'SystemDataUsage',
    'older',
    'answer',
    { BuildCache: [{ Size: 5 }, { Size: 6 }] },
    { BuildCache: [{ Size: 5 }, { Size: 6 }], BuilderSize: 11 },
  ],
  ['1.42', 'SystemDataUsage', 'newer', 'answer', { LayersSize: 1, BuilderSize: 0 }, { LayersSize: 1 }],
  ['1.44', 'SystemDataUsage', 'older', 'answer', { Images: [{ Size: 5 }] }, { Images: [{ Size: 5, VirtualSize: 5 }] }],
  ['1.44', 'SystemDataUsage', 'newer', 'answer', { Images: [{ Size: 5, VirtualSize: 5 }] }, { Images: [{ Size: 5 }] }],
  ['1.52', 'SystemDataUsage', 'older', 'query', 'verbose=1', ''],
  ['1.52', 'SystemDataUsage', 'older', 'answer', { LayersSize: 1, ImageUsage: {} }, { LayersSize: 1 }],
  [
    '1.52',
    'SystemDataUsage',
    'newer',
    'answer',
    {
      LayersSize: 11,
      Images: [
        { Size: 5, SharedSize: 1, Containers: 1 },
        { Size: 7, SharedSize: 1, Containers: 0 },
      ],
      Containers: null,
      Volumes: [{ UsageData: { Size: 3, RefCount: 0 } }],
      BuildCache: [{ Size: 2, InUse: true }],
    },
    {
      ImageUsage: {
        ActiveCount: 1,
        TotalCount: 2,
        Reclaimable: 7,
        TotalSize: 11,
        Items: [
          { Size: 5, SharedSize: 1, Containers: 1 },
          { Size: 7, SharedSize: 1, Containers: 0 },
        ],
      },
      ContainerUsage: { ActiveCount: 0, TotalCount: 0, Reclaimable: 0, TotalSize: 0, Items: [] },
      VolumeUsage: {
        ActiveCount: 0,
        TotalCount: 1,
        Reclaimable: 3,
        TotalSize: 3,
        Items: [{ UsageData: { Size: 3, RefCount: 0 } }],
      },
      BuildCacheUsage: {
        ActiveCount: 1,
        TotalCount: 1,
        Reclaimable: 0,
        TotalSize: 2,
        Items: [{ Size: 2, InUse: true }],
      },
    },
    'verbose=1',
  ],
  ['1.53', 'SystemDataUsage', 'older', 'query', '', 'verbose=1'],
  [
    '1.53',
    'SystemDataUsage',
    'older',
    'answer',
    { ImageUsage: { TotalSize: 5, Items: [{ Size: 5 }] } },
    {
      LayersSize: 5,
      Images: [{ Size: 5 }],
      Containers: null,
      Volumes: null,
      BuildCache: null,
      ImageUsage: { TotalSize: 5 },
    },
  ],
  ['1.53', 'SystemDataUsage', 'newer', 'answer', { LayersSize: 5, Images: [], ImageUsage: {} }, { ImageUsage: {} }],
  ['1.46', 'SystemEvents', 'older', 'message', { Type: 'image', Action: 'create' }, undefined],
  [
    '1.52',
    'SystemEvents',
    'older',
    'message',
    { Type: 'container', Action: 'die', Actor: { ID: 'a', Attributes: { image: 'i' } } },
    {
      status: 'die',
      id: 'a',
      from: 'i',
      Type: 'container',
      Action: 'die',
      Actor: { ID: 'a', Attributes: { image: 'i' } },
    },
  ],
  ['1.52', 'SystemEvents', 'newer', 'message', { status: 'die', id: 'a', from: 'i', Action: 'die' }, { Action: 'die' }],
]

/** An example for each direction of each step. */
export const cases: readonly Case[] = rows.map(([since, operation, client, part, given, expected, query = '']) => ({
  ...{ since, operation, client, part, given, expected, query },
}))

function host(HostConfig: object): object {
  return { HostConfig }
}

function endpoints(EndpointsConfig: object): object {
  return { NetworkingConfig: { EndpointsConfig } }
}

function settings(Networks: object): object {
  return { NetworkSettings: { Networks } }
}

function unusedAddresses(): object {
  return {
    ...{ Bridge: '', HairpinMode: false, LinkLocalIPv6Address: '', LinkLocalIPv6PrefixLen: 0 },
    ...{ SecondaryIPAddresses: null, SecondaryIPv6Addresses: null, EndpointID: '', Gateway: '' },
    ...{
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
      IPAddress: '',
      IPPrefixLen: 0,
      IPv6Gateway: '',
      MacAddress: '',
    },
  }
}

function containerFields(): object {
  const flags = { AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false }
  return { Hostname: '', Domainname: '', ...flags, OpenStdin: false, StdinOnce: false, Image: '' }
}

function imageFields(): object {
  const none = { Env: null, Cmd: null, Volumes: null, Entrypoint: null, OnBuild: null, Labels: null }
  return { User: '', WorkingDir: '', ...none }
}
