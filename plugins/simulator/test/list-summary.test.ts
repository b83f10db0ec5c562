import { expect } from 'chai'
import { ageOf } from '../dist/containers/age.js'
import type { Container } from '../dist/containers/container.js'
import { untouched } from '../dist/containers/transitions.js'
import type { Sizes } from '../dist/containers/sizes.js'
import { summarize, type Summary } from '../dist/containers/summary.js'

const endpoint = { IPAMConfig: null, Aliases: null, GwPriority: 0, NetworkID: 'n', DNSNames: ['web'] }
const container: Container = {
  id: 'a'.repeat(64),
  name: 'web',
  created: 1_795_375_861_900_000,
  imageId: 'sha256:1',
  config: {
    Image: 'busybox',
    Entrypoint: ['sh', '-c'],
    Cmd: ['sleep 1000', "it's", 'a b c', '', 'x"y'],
    Labels: { z: '1', a: '2' },
  },
  hostConfig: { NetworkMode: 'default', Annotations: { note: 'b' } },
  networks: { web: endpoint, bridge: endpoint },
  ports: {
    '9/tcp': null,
    '80/tcp': [
      { HostIp: '0.0.0.0', HostPort: '18081' },
      { HostIp: '::', HostPort: '18081' },
    ],
    '53/udp': [{ HostIp: '127.0.0.1', HostPort: '10053' }],
    '443/tcp': null,
  },
  mounts: [{ Type: 'bind', Source: '/tmp', Destination: '/host', Mode: '', RW: true, Propagation: 'rprivate' }],
  run: { phase: 'created', pid: 0, exitCode: 0, error: '', startedAt: undefined, finishedAt: undefined },
  ...untouched,
}

const summary = (version: string, sizes?: Sizes): Summary =>
  summarize(container, { now: 0, age: ageOf(version), image: 'busybox', sizes })

describe('one container of a list', () => {
  it('is what a real engine makes of it, in its order', () => {
    expect(JSON.stringify(summary('1.41'))).to.equal(
      JSON.stringify({
        Id: container.id,
        Names: ['/web'],
        Image: 'busybox',
        ImageID: 'sha256:1',
        Command: `sh -c 'sleep 1000' it's 'a b c'  x"y`,
        Created: 1795375861,
        Ports: [
          { PrivatePort: 443, Type: 'tcp' },
          { IP: '127.0.0.1', PrivatePort: 53, PublicPort: 10053, Type: 'udp' },
          { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 18081, Type: 'tcp' },
          { IP: '::', PrivatePort: 80, PublicPort: 18081, Type: 'tcp' },
          { PrivatePort: 9, Type: 'tcp' },
        ],
        Labels: { a: '2', z: '1' },
        State: 'created',
        Status: 'Created',
        HostConfig: { NetworkMode: 'default' },
        NetworkSettings: {
          Networks: {
            bridge: { IPAMConfig: null, Aliases: null, NetworkID: 'n' },
            web: { IPAMConfig: null, Aliases: null, NetworkID: 'n' },
          },
        },
        Mounts: container.mounts,
      }),
    )
  })

  it('has sizes where they are asked for, and none that are nothing', () => {
    expect(summary('1.41', { own: 3, all: 5 })).to.include({ SizeRw: 3, SizeRootFs: 5 })
    expect(summary('1.41', { own: 0, all: 0 })).not.to.have.any.keys('SizeRw', 'SizeRootFs')
  })

  const ages: readonly [version: string, ...has: string[]][] = [
    ['1.24'],
    ['1.43'],
    ['1.44', 'DNSNames'],
    ['1.46', 'DNSNames', 'Annotations'],
    ['1.48', 'DNSNames', 'Annotations', 'GwPriority'],
    ['1.52', 'DNSNames', 'Annotations', 'GwPriority', 'Health'],
    ['1.60', 'DNSNames', 'Annotations', 'GwPriority', 'Health'],
  ]
  for (const [version, ...has] of ages) {
    it(`has with API ${version}: ${has.join(', ') || 'nothing new'}`, () => {
      const { HostConfig, NetworkSettings, Health } = summary(version)
      const there = {
        ...NetworkSettings?.Networks?.['bridge'],
        ...HostConfig,
        ...(Health === undefined ? {} : { Health }),
      }
      const news = ['DNSNames', 'Annotations', 'GwPriority', 'Health'].filter((key) => key in there)
      expect(news).to.deep.equal(has)
    })
  }

  it('says `none` of a container without a health check', () => {
    expect(summary('1.52').Health).to.deep.equal({ Status: 'none', FailingStreak: 0 })
  })
})
