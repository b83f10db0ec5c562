import { expect } from 'chai'
import type { EngineHandle } from 'libswarm-core'
import { call, type TestDaemon } from 'libswarm-core/testing'
import type { Container } from '../dist/containers/container.js'
import { newContainer, planOf } from '../dist/containers/create.js'
import { inspect } from '../dist/containers/inspect.js'
import { inspectedAt } from '../dist/containers/inspect-versions.js'
import { mergeImage, requireCommand } from '../dist/containers/merge-image.js'
import { create, run, sentence, startSimulator } from './support.js'

const error = ((kind: string, told: string) => new Error(`${kind}: ${told}`)) as unknown as EngineHandle['error']
const id = 'ab'.repeat(32)
const planned = (body: object, more: Partial<Container> = {}): Container => ({
  ...newContainer(planOf({ Image: 'busybox', Cmd: ['sh'], ...body }, error), id, 'web', 1e15),
  ...more,
})

// What dockerd 20.10.24 says of `{"Image":"busybox","Cmd":["sh"]}`, with control groups of version 2.
const hostConfig = {
  ...{ Binds: null, ContainerIDFile: '', LogConfig: { Type: 'json-file', Config: {} }, NetworkMode: 'default' },
  ...{ PortBindings: null, RestartPolicy: { Name: '', MaximumRetryCount: 0 }, AutoRemove: false, VolumeDriver: '' },
  ...{ VolumesFrom: null, CapAdd: null, CapDrop: null, CgroupnsMode: 'private', Dns: null, DnsOptions: null },
  ...{ DnsSearch: null, ExtraHosts: null, GroupAdd: null, IpcMode: 'private', Cgroup: '', Links: null, OomScoreAdj: 0 },
  ...{ PidMode: '', Privileged: false, PublishAllPorts: false, ReadonlyRootfs: false, SecurityOpt: null, UTSMode: '' },
  ...{
    UsernsMode: '',
    ShmSize: 67108864,
    Runtime: 'runc',
    ConsoleSize: [0, 0],
    Isolation: '',
    CpuShares: 0,
    Memory: 0,
  },
  ...{ NanoCpus: 0, CgroupParent: '', BlkioWeight: 0, BlkioWeightDevice: null, BlkioDeviceReadBps: null },
  ...{ BlkioDeviceWriteBps: null, BlkioDeviceReadIOps: null, BlkioDeviceWriteIOps: null, CpuPeriod: 0, CpuQuota: 0 },
  ...{ CpuRealtimePeriod: 0, CpuRealtimeRuntime: 0, CpusetCpus: '', CpusetMems: '', Devices: null },
  ...{ DeviceCgroupRules: null, DeviceRequests: null, KernelMemory: 0, KernelMemoryTCP: 0, MemoryReservation: 0 },
  ...{ MemorySwap: 0, MemorySwappiness: null, OomKillDisable: false, PidsLimit: null, Ulimits: null, CpuCount: 0 },
  ...{ CpuPercent: 0, IOMaximumIOps: 0, IOMaximumBandwidth: 0 },
}

const endpoint = {
  ...{ IPAMConfig: null, Links: null, Aliases: null, NetworkID: '', EndpointID: '', Gateway: '', IPAddress: '' },
  ...{
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    MacAddress: '',
    DriverOpts: null,
  },
}

const flat = {
  ...{
    Bridge: '',
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
  },
  ...{ SecondaryIPv6Addresses: null, EndpointID: '', Gateway: '', GlobalIPv6Address: '', GlobalIPv6PrefixLen: 0 },
  ...{ IPAddress: '', IPPrefixLen: 0, IPv6Gateway: '', MacAddress: '' },
}

describe('inspecting a container', () => {
  it('says at API 1.41 what dockerd 20.10 says', () => {
    const { HostConfig, ...rest } = inspectedAt(inspect(planned({})), '1.41')
    const { MaskedPaths, ReadonlyPaths, ...host } = HostConfig!
    expect(host).to.deep.equal(hostConfig)
    // What is hidden of the machine depends on the engine, which has no part in this.
    expect([MaskedPaths, ReadonlyPaths]).to.deep.equal([null, null])
    expect(rest).to.deep.equal({
      Id: id,
      Created: '2001-09-09T01:46:40Z',
      Path: 'sh',
      Args: [],
      State: {
        ...{ Status: 'created', Running: false, Paused: false, Restarting: false, OOMKilled: false, Dead: false },
        ...{ Pid: 0, ExitCode: 0, Error: '', StartedAt: '0001-01-01T00:00:00Z', FinishedAt: '0001-01-01T00:00:00Z' },
      },
      Image: '',
      ...{ ResolvConfPath: '', HostnamePath: '', HostsPath: '', LogPath: '', Name: '/web', RestartCount: 0 },
      ...{
        Driver: 'overlay2',
        Platform: 'linux',
        MountLabel: '',
        ProcessLabel: '',
        AppArmorProfile: '',
        ExecIDs: null,
      },
      GraphDriver: { Data: null, Name: 'overlay2' },
      Mounts: [],
      Config: {
        ...{ Hostname: id.slice(0, 12), Domainname: '', User: '', AttachStdin: false, AttachStdout: false },
        ...{ AttachStderr: false, Tty: false, OpenStdin: false, StdinOnce: false, Env: null, Cmd: ['sh'] },
        ...{ Image: 'busybox', Volumes: null, WorkingDir: '', Entrypoint: null, OnBuild: null, Labels: null },
      },
      NetworkSettings: { ...flat, SandboxID: '', SandboxKey: '', Ports: {}, Networks: { bridge: endpoint } },
    })
  })

  it('has at API 1.52 no flat addresses and no empty OnBuild', () => {
    const { NetworkSettings, Config, HostConfig } = inspectedAt(inspect(planned({})), '1.52')
    expect(NetworkSettings).to.deep.equal({
      SandboxID: '',
      SandboxKey: '',
      Ports: {},
      Networks: { bridge: { ...endpoint, GwPriority: 0, DNSNames: null } },
    })
    expect(Config).not.to.have.property('OnBuild')
    expect(HostConfig).not.to.have.any.keys('KernelMemory', 'KernelMemoryTCP')
  })

  const keys = (version: string): Record<string, boolean> => {
    const body = { HostConfig: { Annotations: { a: 'b' } }, Healthcheck: { StartInterval: 5_000_000 } }
    const told = inspectedAt(inspect(planned(body)), version)
    const bridge = told.NetworkSettings!.Networks!['bridge']!
    return {
      KernelMemory: 'KernelMemory' in told.HostConfig!,
      Annotations: 'Annotations' in told.HostConfig!,
      StartInterval: 'StartInterval' in told.Config!.Healthcheck!,
      DNSNames: 'DNSNames' in bridge,
      GwPriority: 'GwPriority' in bridge,
      flat: 'IPAddress' in told.NetworkSettings!,
    }
  }
  const versions: readonly (readonly [version: string, ...has: string[]])[] = [
    ['1.24', 'KernelMemory', 'flat'],
    ['1.41', 'KernelMemory', 'flat'],
    ['1.42', 'flat'],
    ['1.43', 'Annotations', 'flat'],
    ['1.44', 'Annotations', 'StartInterval', 'DNSNames', 'flat'],
    ['1.48', 'Annotations', 'StartInterval', 'DNSNames', 'GwPriority', 'flat'],
    ['1.52', 'Annotations', 'StartInterval', 'DNSNames', 'GwPriority'],
  ]
  for (const [version, ...has] of versions) {
    it(`has at API ${version}: ${has.join(', ')}`, () => {
      const found = Object.entries(keys(version)).filter(([, there]) => there)
      expect(found.map(([key]) => key)).to.deep.equal(has)
    })
  }

  it('has the id in short among the aliases on a network of users, before API 1.45', () => {
    const blue = { ...endpoint, Aliases: ['db'], DNSNames: ['web', 'db', id.slice(0, 12)], EndpointID: 'e' }
    const inspected = inspect(planned({ HostConfig: { NetworkMode: 'blue' } }, { networks: { blue } }))
    const aliases = (version: string): unknown =>
      inspectedAt(inspected, version).NetworkSettings!.Networks!['blue']!.Aliases
    expect(aliases('1.44')).to.deep.equal(['db', id.slice(0, 12)])
    expect(aliases('1.45')).to.deep.equal(['db'])
  })

  it('has the addresses of the default bridge flat', () => {
    const bridge = { ...endpoint, EndpointID: 'e', Gateway: '172.17.0.1', IPAddress: '172.17.0.2', IPPrefixLen: 16 }
    const { NetworkSettings } = inspect(planned({}, { networks: { bridge } }))
    expect(NetworkSettings).to.include({ ...{ EndpointID: 'e', Gateway: '172.17.0.1' }, IPAddress: '172.17.0.2' })
  })

  it('tells each phase as moby does', () => {
    const state = (phase: Container['run']['phase']): unknown => {
      const { run } = planned({})
      const { Status, Running, Paused, Restarting, Dead } = inspect(planned({}, { run: { ...run, phase } })).State!
      return [Status, Running, Paused, Restarting, Dead]
    }
    expect(state('running')).to.deep.equal(['running', true, false, false, false])
    expect(state('paused')).to.deep.equal(['paused', true, true, false, false])
    expect(state('restarting')).to.deep.equal(['restarting', true, false, true, false])
    expect(state('dead')).to.deep.equal(['dead', false, false, false, true])
  })
})

describe('a container and its image', () => {
  const image = {
    Env: ['PATH=/bin:/img', 'A=img'],
    Labels: { x: 'img', y: 'img' },
    ExposedPorts: { '53/udp': {}, '80/tcp': {} },
    Volumes: { '/data': {} },
    WorkingDir: '/work',
    User: '1000:1000',
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5_000_000_000, Retries: 2 },
    Entrypoint: ['echo'],
    Cmd: ['hello', 'world'],
  }
  const merged = (body: object): Record<string, unknown> => {
    const { config } = planOf({ Image: 'rich:1', ...body }, error)
    return { ...requireCommand(mergeImage(config, image), error) }
  }
  const { Env, Labels, ExposedPorts, Volumes, WorkingDir, User, StopSignal, Healthcheck } = image
  const shared = { Env, Labels, ExposedPorts, Volumes, WorkingDir, User, StopSignal, Healthcheck }

  // Recorded from dockerd 20.10.24.
  const cases: readonly (readonly [body: object, config: object])[] = [
    [{}, { ...shared, Entrypoint: ['echo'], Cmd: ['hello', 'world'] }],
    [{ Cmd: ['q'] }, { ...shared, Entrypoint: ['echo'], Cmd: ['q'] }],
    [{ Entrypoint: ['q'] }, { ...shared, Entrypoint: ['q'], Cmd: null }],
    [{ Entrypoint: [] }, { ...shared, Entrypoint: [], Cmd: ['hello', 'world'] }],
    [
      { Entrypoint: [''], Cmd: ['z'] },
      { ...shared, Entrypoint: null, Cmd: ['z'] },
    ],
    [
      { Env: ['A=mine', 'PATH=x'], Labels: { x: 'mine', q: '' }, ExposedPorts: { '99/tcp': {} }, User: '5' },
      {
        Env: ['A=mine', 'PATH=x'],
        Labels: { q: '', x: 'mine', y: 'img' },
        ExposedPorts: { '53/udp': {}, '80/tcp': {}, '99/tcp': {} },
        User: '5',
      },
    ],
    [{ Env: ['A=cli', 'B=2'] }, { Env: ['A=cli', 'B=2', 'PATH=/bin:/img'] }],
    [
      { Volumes: { '/data': {}, '/more': {} }, StopSignal: '', WorkingDir: '/a/../b/' },
      { Volumes: { '/data': {}, '/more': {} }, StopSignal: 'SIGINT', WorkingDir: '/b' },
    ],
    [{ Healthcheck: { Test: ['NONE'] } }, { Healthcheck: { Test: ['NONE'], Interval: 5_000_000_000, Retries: 2 } }],
    [
      { Healthcheck: { Retries: 9, Timeout: 7_000_000 } },
      { Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5_000_000_000, Timeout: 7_000_000, Retries: 9 } },
    ],
  ]
  for (const [body, config] of cases) {
    it(`with ${JSON.stringify(body)}`, () => expect(merged(body)).to.deep.include(config))
  }

  it('have nothing to run where the entrypoint of the image was taken away', () => {
    expect(() => merged({ Entrypoint: [''] })).to.throw('No command specified')
  })
})

describe('what the engine makes of a HostConfig', () => {
  let daemon: TestDaemon
  let base: string
  before(async () => {
    daemon = await startSimulator()
    base = await run(daemon, 'base')
  })
  after(() => daemon.close())

  // Recorded from dockerd 20.10.24.
  const cases: readonly (readonly [asked: object, told: object | (() => object)])[] = [
    [{ Memory: 10_000_000 }, { MemorySwap: 20_000_000 }],
    [{ Memory: 10_000_000, MemorySwap: -1 }, { MemorySwap: -1 }],
    [{ PidsLimit: 0 }, { PidsLimit: null }],
    [{ PidsLimit: -5 }, { PidsLimit: null }],
    [{ MemorySwappiness: -1 }, { MemorySwappiness: null }],
    [{ Privileged: true }, { SecurityOpt: ['label=disable'], MaskedPaths: null, ReadonlyPaths: null }],
    [
      { PidMode: 'host', SecurityOpt: ['seccomp=unconfined'] },
      { SecurityOpt: ['seccomp=unconfined', 'label=disable'] },
    ],
    [
      { CapAdd: ['net_admin', 'all'], CapDrop: 'cap_kill' },
      { CapAdd: ['net_admin', 'all'], CapDrop: ['cap_kill'] },
    ],
    [
      { Devices: [{ PathOnHost: '/dev/null' }] },
      { Devices: [{ PathOnHost: '/dev/null', PathInContainer: '', CgroupPermissions: '' }] },
    ],
    [{ Ulimits: [{ Name: 'x' }] }, { Ulimits: [{ Name: 'x', Hard: 0, Soft: 0 }] }],
    [
      { PortBindings: { '80': [{ HostPort: '1' }], '79/tcp': null } },
      { PortBindings: { '80': [{ HostIp: '', HostPort: '1' }], '79/tcp': null } },
    ],
    [
      { IpcMode: 'container:base', PidMode: 'container:base' },
      () => ({ IpcMode: `container:${base}`, PidMode: `container:${base}` }),
    ],
    [{ NetworkMode: 'container:base' }, () => ({ NetworkMode: `container:${base}` })],
    [{ Links: ['base:q', 'base'] }, { Links: ['/base:/made/q', '/base:/made/base'] }],
  ]
  for (const [asked, told] of cases) {
    it(`${JSON.stringify(asked)}`, async () => {
      await create(daemon, 'made', { HostConfig: asked })
      const { HostConfig } = (await call(daemon, 'GET /v1.41/containers/made/json')).json<{ HostConfig: object }>()
      await call(daemon, 'DELETE /containers/made')
      expect(HostConfig).to.deep.include(typeof told === 'function' ? told() : told)
    })
  }

  it('leaves fields out that an API version does not have', async () => {
    await create(daemon, 'old', {})
    const body = { Image: 'busybox', HostConfig: { Annotations: { a: 'b' }, KernelMemory: 1 } }
    expect(sentence(await call(daemon, 'POST /v1.41/containers/create', { body }))).to.deep.equal([
      400,
      'Minimum kernel memory limit allowed is 6MB',
    ])
    const { Id } = (await call(daemon, 'POST /v1.43/containers/create', { body })).json<{ Id: string }>()
    const { HostConfig } = (await call(daemon, `GET /containers/${Id}/json`)).json<{ HostConfig: object }>()
    expect(HostConfig).to.deep.include({ Annotations: { a: 'b' } })
    expect(HostConfig).not.to.have.property('KernelMemory')
  })

  it('has sizes when it is asked for them', async () => {
    expect((await call(daemon, 'GET /containers/base/json?size=1')).json()).to.include({ SizeRw: 0 })
    expect((await call(daemon, 'GET /containers/base/json')).json()).not.to.have.property('SizeRw')
  })
})
