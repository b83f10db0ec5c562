import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, sentence, startSimulator } from './support.js'

// What dockerd 20.10.24 answers. It says 500 to some; here all of them are the client's fault.
const refusals: readonly (readonly [body: object, sentence: string])[] = [
  [{ HostConfig: { RestartPolicy: { Name: 'foo' } } }, "invalid restart policy 'foo'"],
  [
    { HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 3 } } },
    "maximum retry count cannot be used with restart policy 'always'",
  ],
  [
    { HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: -1 } } },
    'maximum retry count cannot be negative',
  ],
  [
    { HostConfig: { RestartPolicy: { Name: 'always' }, AutoRemove: true } },
    "can't create 'AutoRemove' container with restart policy",
  ],
  [{ Env: [''] }, 'invalid environment variable: '],
  [{ Env: ['=x'] }, 'invalid environment variable: =x'],
  [{ WorkingDir: 'rel' }, "the working directory 'rel' is invalid, it needs to be an absolute path"],
  [{ HostConfig: { PortBindings: { abc: [] } } }, 'invalid port specification: "abc"'],
  [{ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: 'abc' }] } } }, 'invalid port specification: "abc"'],
  [{ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '70000' }] } } }, 'invalid port specification: "70000"'],
  [{ HostConfig: { PortBindings: { '80-81/tcp': [{ HostPort: '70' }] } } }, 'invalid port specification: "80-81"'],
  [{ HostConfig: { Memory: 1000 } }, 'Minimum memory limit allowed is 6MB'],
  [{ HostConfig: { Memory: -1 } }, 'Minimum memory limit allowed is 6MB'],
  [
    { HostConfig: { Memory: 10000000, MemorySwap: 5000000 } },
    'Minimum memoryswap limit should be larger than memory limit, see usage',
  ],
  [
    { HostConfig: { MemorySwap: 5000000 } },
    'You should always set the Memory limit when using Memoryswap limit, see usage',
  ],
  [{ HostConfig: { MemorySwappiness: 101 } }, 'Invalid value: 101, valid memory swappiness range is 0-100'],
  [{ HostConfig: { MemoryReservation: 1000 } }, 'Minimum memory reservation allowed is 6MB'],
  [
    { HostConfig: { MemoryReservation: 100000000, Memory: 50000000 } },
    'Minimum memory limit can not be less than memory reservation limit, see usage',
  ],
  [{ HostConfig: { KernelMemory: 1000 } }, 'Minimum kernel memory limit allowed is 6MB'],
  [{ HostConfig: { OomScoreAdj: -2000 } }, 'Invalid value -2000, range for oom score adj is [-1000, 1000]'],
  [
    { HostConfig: { NanoCpus: 1000000000, CpuPeriod: 5 } },
    'Conflicting options: Nano CPUs and CPU Period cannot both be set',
  ],
  [
    { HostConfig: { NanoCpus: 1000000000, CpuQuota: 5 } },
    'Conflicting options: Nano CPUs and CPU Quota cannot both be set',
  ],
  [
    { HostConfig: { CpuPeriod: 5 } },
    'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
  ],
  [
    { HostConfig: { CpuPeriod: 2000000 } },
    'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
  ],
  [{ HostConfig: { CpuQuota: 5 } }, 'CPU cfs quota can not be less than 1ms (i.e. 1000)'],
  [{ HostConfig: { CpusetCpus: 'abc' } }, 'Invalid value abc for cpuset cpus: invalid format: abc'],
  [{ HostConfig: { CpusetMems: 'abc' } }, 'Invalid value abc for cpuset mems: invalid format: abc'],
  [{ HostConfig: { ShmSize: -1 } }, 'SHM size can not be less than 0'],
  [{ HostConfig: { IOMaximumIOps: 1 } }, 'Invalid QoS settings: linux does not support configuration of maximum IOPs'],
  [
    { HostConfig: { IOMaximumBandwidth: 1 } },
    'Invalid QoS settings: linux does not support configuration of maximum bandwidth',
  ],
  [{ StopSignal: 'FOO' }, 'Invalid signal: FOO'],
  [{ Healthcheck: { Interval: 1 } }, 'Interval in Healthcheck cannot be less than 1ms'],
  [{ Healthcheck: { Timeout: 1 } }, 'Timeout in Healthcheck cannot be less than 1ms'],
  [{ Healthcheck: { StartPeriod: 1 } }, 'StartPeriod in Healthcheck cannot be less than 1ms'],
  [{ Healthcheck: { Retries: -1 } }, 'Retries in Healthcheck cannot be negative'],
  [{ Healthcheck: { Test: ['CMD'], Interval: -1 } }, 'Interval in Healthcheck cannot be less than 1ms'],
  [{ HostConfig: { NetworkMode: 'container:' } }, 'Invalid network mode: invalid container format container:<name|id>'],
  [
    { HostConfig: { NetworkMode: 'host', Links: ['base:x'] } },
    "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
  ],
  [
    { Hostname: 'x', HostConfig: { NetworkMode: 'container:base' } },
    'conflicting options: hostname and the network mode',
  ],
  [
    { HostConfig: { NetworkMode: 'container:base', PortBindings: { '80/tcp': [] } } },
    'conflicting options: port publishing and the container type network mode',
  ],
  [
    { HostConfig: { NetworkMode: 'container:base', PublishAllPorts: true } },
    'conflicting options: port publishing and the container type network mode',
  ],
  [
    { HostConfig: { NetworkMode: 'container:base', Links: ['base:x'] } },
    "conflicting options: container type network can't be used with links. This would result in undefined behavior",
  ],
  [
    { HostConfig: { NetworkMode: 'container:base', Dns: ['1.1.1.1'] } },
    'conflicting options: dns and the network mode',
  ],
  [
    { HostConfig: { NetworkMode: 'container:base', ExtraHosts: ['a:1.1.1.1'] } },
    'conflicting options: custom host-to-IP mapping and the network mode',
  ],
  [
    { ExposedPorts: { '80/tcp': {} }, HostConfig: { NetworkMode: 'container:base' } },
    'conflicting options: port exposing and the container type network mode',
  ],
  [
    { MacAddress: '02:42:ac:11:00:02', HostConfig: { NetworkMode: 'container:base' } },
    'conflicting options: mac-address and the network mode',
  ],
  [
    { MacAddress: '02:42:ac:11:00:02', HostConfig: { NetworkMode: 'host' } },
    'conflicting options: mac-address and the network mode',
  ],
  [{ Hostname: 'x', HostConfig: { UTSMode: 'host' } }, 'conflicting options: hostname and the UTS mode'],
  [{ HostConfig: { IpcMode: 'container:nope' } }, 'No such container: nope'],
  [{ HostConfig: { PidMode: 'container:nope' } }, 'No such container: nope'],
  [{ HostConfig: { CgroupnsMode: 'foo' } }, 'invalid cgroup namespace mode: foo'],
  [{ HostConfig: { Runtime: 'foo' } }, 'Unknown runtime specified foo'],
  [{ HostConfig: { Isolation: 'foo' } }, 'Invalid isolation: "foo" - linux only supports \'default\''],
  [{ HostConfig: { Isolation: 'hyperv' } }, 'Invalid isolation: "hyperv" - linux only supports \'default\''],
  [{ HostConfig: { ExtraHosts: ['foo'] } }, 'bad format for add-host: "foo"'],
  [{ HostConfig: { CapAdd: ['FOO'] } }, 'invalid CapAdd: unknown capability: "CAP_FOO"'],
  [{ HostConfig: { CapDrop: ['FOO'] } }, 'invalid CapDrop: unknown capability: "CAP_FOO"'],
  [{ NetworkingConfig: { EndpointsConfig: { bridge: null } } }, 'no EndpointSettings for bridge'],
  [
    {
      NetworkingConfig: { EndpointsConfig: { blue: { IPAMConfig: { IPv4Address: 'zz' } } } },
      HostConfig: { NetworkMode: 'blue' },
    },
    'invalid IPv4 address: zz',
  ],
  [
    {
      NetworkingConfig: { EndpointsConfig: { blue: { IPAMConfig: { IPv6Address: 'zz' } } } },
      HostConfig: { NetworkMode: 'blue' },
    },
    'invalid IPv6 address: zz',
  ],
  [{ HostConfig: { LogConfig: { Type: 'foo' } } }, 'error looking up logging plugin foo: plugin "foo" not found'],
  [
    { HostConfig: { LogConfig: { Type: 'json-file', Config: { foo: '1' } } } },
    "unknown log opt 'foo' for json-file log driver",
  ],
  [
    { HostConfig: { LogConfig: { Type: 'json-file', Config: { mode: 'zz' } } } },
    'logger: logging mode not supported: zz',
  ],
  [
    { HostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-buffer-size': 'zz' } } } },
    "logger: max-buffer-size option is only supported with 'mode=non-blocking'",
  ],
  [
    { HostConfig: { LogConfig: { Type: 'json-file', Config: { mode: 'blocking', 'max-buffer-size': '1m' } } } },
    "logger: max-buffer-size option is only supported with 'mode=non-blocking'",
  ],
  [
    { HostConfig: { LogConfig: { Type: 'local', Config: { foo: '1' } } } },
    "unknown log opt 'foo' for log driver local",
  ],
  [
    { HostConfig: { LogConfig: { Type: 'syslog', Config: { foo: '1' } } } },
    "unknown log opt 'foo' for syslog log driver",
  ],
  [{ HostConfig: { Links: ['nope'] } }, 'could not get container for nope: No such container: nope'],
  [{ HostConfig: { Links: [':x'] } }, 'could not get container for : invalid name or ID supplied: ""'],
  [{ HostConfig: { Links: ['a:b:c'] } }, 'bad format for links: a:b:c'],
  [{ HostConfig: { Links: [''] } }, 'empty string specified for links'],
  [{ HostConfig: { SecurityOpt: ['foo'] } }, 'invalid --security-opt 1: "foo"'],
  [{ HostConfig: { SecurityOpt: ['foo=bar'] } }, 'invalid --security-opt 2: "foo=bar"'],
  [{ HostConfig: { SecurityOpt: ['no-new-privileges:zz'] } }, 'invalid --security-opt 2: "no-new-privileges:zz"'],
]

const warnings: readonly (readonly [body: object, warning: string])[] = [
  [
    { HostConfig: { KernelMemory: 10000000 } },
    'Specifying a kernel memory limit is deprecated and will be removed in a future release.',
  ],
  [
    { HostConfig: { OomKillDisable: true } },
    'OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.',
  ],
  [{ HostConfig: { CpuPercent: 101 } }, 'linux does not support CPU percent. Percent discarded.'],
  [{ HostConfig: { CpuPercent: 50 } }, 'linux does not support CPU percent. Percent discarded.'],
  [
    { HostConfig: { BlkioWeight: 5 } },
    'Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.',
  ],
  [
    { HostConfig: { BlkioWeight: 500 } },
    'Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.',
  ],
  [
    { HostConfig: { BlkioWeightDevice: [{ Path: '/dev/null', Weight: 5 }] } },
    'Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.',
  ],
  [
    { HostConfig: { NetworkMode: 'host', PortBindings: { '80/tcp': [{ HostPort: '80' }] } } },
    'Published ports are discarded when using host network mode',
  ],
]

describe('what a container cannot be created with', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startSimulator()
    await create(daemon, 'base')
  })
  after(() => daemon.close())

  for (const [body, told] of refusals) {
    it(`${JSON.stringify(body)}: ${told}`, async () => {
      const answer = await call(daemon, 'POST /v1.41/containers/create?name=refused', {
        body: { Image: 'busybox', ...body },
      })
      expect(sentence(answer)).to.deep.equal([400, told])
    })
  }

  it('leaves no container behind', async () => {
    expect((await call(daemon, 'GET /containers/refused/json')).status).to.equal(404)
    expect((await call(daemon, 'GET /containers/json?all=1')).json<unknown[]>()).to.have.length(1)
  })

  for (const [body, told] of warnings) {
    it(`${JSON.stringify(body)} is taken with a warning: ${told}`, async () => {
      const answer = await call(daemon, 'POST /v1.41/containers/create', { body: { Image: 'busybox', ...body } })
      expect([answer.status, answer.json<{ Warnings: string[] }>().Warnings]).to.deep.equal([201, [told]])
    })
  }

  const platforms: readonly (readonly [asked: string, status: number, sentence?: string])[] = [
    ['linux', 201],
    ['linux/amd64', 201],
    ['Linux/x86_64', 201],
    ['amd64', 201],
    ['linux/arm64', 404, wanted('linux/arm64')],
    ['arm64', 404, wanted('linux/arm64')],
    ['windows/amd64', 404, wanted('windows/amd64')],
    ['foo', 400, '"foo": unknown operating system or architecture: invalid argument'],
    ['foo/bar/baz/x', 400, '"foo/bar/baz/x": cannot parse platform specifier: invalid argument'],
    [
      ' ',
      400,
      '" " is an invalid component of " ": platform specifier component must match "^[A-Za-z0-9_-]+$": invalid argument',
    ],
  ]
  for (const [asked, status, told] of platforms) {
    it(`the platform "${asked}": ${status}`, async () => {
      const path = `POST /containers/create?platform=${encodeURIComponent(asked)}`
      const answer = await call(daemon, path, { body: { Image: 'busybox' } })
      expect([answer.status, answer.json<{ message?: string }>().message]).to.deep.equal([status, told])
    })
  }

  it('of an image for another platform is warned of, unless that platform is asked for', async () => {
    await call(daemon, 'POST /images/create?fromImage=me%2Fapp&tag=1&platform=linux%2Farm64')
    const warnings = async (query: string): Promise<unknown> =>
      (await call(daemon, `POST /containers/create${query}`, { body: { Image: 'me/app:1' } })).json<{
        Warnings?: string[]
        message?: string
      }>()
    const warned = (await warnings('')) as { Warnings: string[] }
    expect(warned.Warnings).to.deep.equal([
      "The requested image's platform (linux/arm64/v8) does not match the detected host platform (linux/amd64) and no specific platform was requested",
    ])
    for (const platform of ['linux/arm64', 'arm64', 'linux/arm64/v8']) {
      expect(await warnings(`?platform=${encodeURIComponent(platform)}`)).to.deep.include({ Warnings: [] })
    }
    const sentence = 'image with reference me/app:1 was found but does not match the specified platform'
    expect(await warnings('?platform=linux%2Famd64')).to.deep.equal({
      message: `${sentence}: wanted linux/amd64, actual: linux/arm64/v8`,
    })
  })

  it('several endpoints before API 1.44', async () => {
    const body = { Image: 'busybox', NetworkingConfig: { EndpointsConfig: { bridge: {}, host: {} } } }
    expect(sentence(await call(daemon, 'POST /v1.43/containers/create', { body }))).to.deep.equal([
      400,
      'Container cannot be connected to network endpoints: bridge, host',
    ])
  })
})

function wanted(platform: string): string {
  const found = 'image with reference busybox was found but does not match the specified platform'
  return `${found}: wanted ${platform}, actual: linux/amd64`
}
