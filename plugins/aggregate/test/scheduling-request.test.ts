import { expect } from 'chai'
import fc from 'fast-check'
import { swarmError } from 'libswarm-core'
import { heldPorts } from '../dist/scheduling/request/ports.js'
import { readPlacing, readRequest } from '../dist/scheduling/request/read-request.js'
import { asking, GiB } from './support/pool.js'

const port = (first: number, last = first, ip = '', protocol = 'tcp') => ({ ip, first, last, protocol })
const texts = (
  references: readonly { readonly by: string; readonly node: string | undefined; readonly name: string }[],
) => references.map(({ by, node, name }) => [by, node, name])
const bodyOf = (body: unknown): unknown => readRequest(body, undefined, swarmError).body

describe('what a container asks for', () => {
  const amounts: readonly (readonly [hostConfig: object, memory: number, cpus: number])[] = [
    [{}, 0, 0],
    [{ Memory: GiB, MemoryReservation: 1 }, GiB, 0],
    [{ MemoryReservation: GiB }, GiB, 0],
    [{ NanoCpus: 1.5e9 }, 0, 1.5],
    [{ CpuQuota: 50_000 }, 0, 0.5],
    [{ CpuQuota: 50_000, CpuPeriod: 25_000 }, 0, 2],
    [{ CpuQuota: -1, Memory: -1 }, 0, 0],
    [{ CpuShares: 512 }, 0, 0],
    [{ Memory: 'x', NanoCpus: null }, 0, 0],
  ]
  for (const [hostConfig, memory, cpus] of amounts) {
    it(`${JSON.stringify(hostConfig)} is ${memory} bytes and ${cpus} CPUs`, () => {
      const asked = asking({ HostConfig: hostConfig })
      expect([asked.memory, asked.nanoCpus]).to.deep.equal([memory, cpus * 1e9])
    })
  }

  const ports: readonly (readonly [body: object, ports: readonly object[]])[] = [
    [{ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } }, [port(8080)]],
    [{ HostConfig: { PortBindings: { '53/udp': [{ HostIp: '::1', HostPort: '53' }] } } }, [port(53, 53, '::1', 'udp')]],
    [{ HostConfig: { PortBindings: { '80': [{ HostPort: '8000-8010' }] } } }, [port(8000, 8010)]],
    [{ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '' }, {}, { HostPort: '0' }, { HostPort: 'x' }] } } }, []],
    [{ HostConfig: { PortBindings: { '80/tcp': null }, PublishAllPorts: true } }, []],
    [
      { HostConfig: { NetworkMode: 'host' }, ExposedPorts: { '80/tcp': {}, '53/udp': {} } },
      [port(80), port(53, 53, '', 'udp')],
    ],
    [{ HostConfig: { NetworkMode: 'host', PortBindings: { '80/tcp': [{ HostPort: '80' }] } } }, []],
    [{ HostConfig: { NetworkMode: 'none', PortBindings: { '80/tcp': [{ HostPort: '80' }] } } }, []],
    [{ ExposedPorts: { '80/tcp': {} } }, []],
  ]
  for (const [body, wanted] of ports) {
    it(`${JSON.stringify(body)} is the ports ${JSON.stringify(wanted)}`, () => {
      expect(asking(body).ports).to.deep.equal(wanted)
    })
  }

  it('has the containers, volumes and networks that must be there', () => {
    const asked = asking({
      HostConfig: {
        NetworkMode: 'back',
        PidMode: 'container:abc',
        VolumesFrom: ['data:ro', 'a/other'],
        Links: ['/db:database', 'db'],
        Binds: ['vol:/data:ro', 'b/vol2:/x', '/host:/y', './here:/z'],
        Mounts: [{ Type: 'volume', Source: 'vol3' }, { Type: 'volume' }, { Type: 'bind', Source: '/x' }, null],
      },
      NetworkingConfig: { EndpointsConfig: { back: { Links: ['web:w'] }, 'a/front': null } },
    })
    expect(texts(asked.containers)).to.deep.equal([
      ['--volumes-from', undefined, 'data'],
      ['--volumes-from', 'a', 'other'],
      ['--link', undefined, 'db'],
      ['--link', undefined, 'db'],
      ['--link', undefined, 'web'],
      ['--pid container:', undefined, 'abc'],
    ])
    expect(texts(asked.volumes)).to.deep.equal([
      ['--volume', undefined, 'vol'],
      ['--volume', 'b', 'vol2'],
      ['--volume', undefined, 'vol3'],
    ])
    expect(texts(asked.networks)).to.deep.equal([
      ['--network', undefined, 'back'],
      ['--network', 'a', 'front'],
    ])
  })

  it('names no node without a name on both sides of the slash', () => {
    const asked = asking({ HostConfig: { VolumesFrom: ['//x', 'a/', '/', '/a/b/c'] } })
    expect(asked.containers.map(({ node, name }) => [node, name])).to.deep.equal([
      [undefined, '/x'],
      [undefined, 'a/'],
      [undefined, ''],
      ['a', 'b/c'],
    ])
  })

  for (const mode of ['', 'default', 'bridge', 'host', 'none', 'container:x']) {
    it(`the network "${mode}" is on every node`, () => {
      expect(asking({ HostConfig: { NetworkMode: mode } }).networks).to.deep.equal([])
    })
  }

  it('is read whatever the case of its fields is, as an engine does', () => {
    expect(asking({ hostconfig: { memory: GiB }, env: ['constraint:a==b'] })).to.deep.include({ memory: GiB })
    expect(bodyOf({ env: ['constraint:a==b', 'X=y'] })).to.deep.equal({
      env: ['X=y'],
      Labels: { 'com.docker.swarm.constraints': '["a==b"]' },
    })
  })

  it('is read of anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(bodyOf(value)).to.equal(value)
        bodyOf({ HostConfig: value, Env: value, Labels: value, NetworkingConfig: { EndpointsConfig: value } })
        bodyOf({ HostConfig: { PortBindings: value, Binds: value, Mounts: value, Links: value, NetworkMode: value } })
      }),
    )
  })
})

describe('what an engine is told', () => {
  it('is the very body where nothing is to change', () => {
    const body = {
      Env: ['A=b'],
      Labels: { x: 'y' },
      HostConfig: { Binds: ['v:/x'], NetworkMode: 'back', Links: ['a:b'] },
    }
    expect(bodyOf(body)).to.equal(body)
  })

  it('has the expressions as labels, with those of the client', () => {
    const body = {
      Image: 'x',
      Env: ['A=b', 'affinity:image==~x'],
      Labels: { 'com.docker.swarm.affinities': '["a==b"]', c: 'd' },
    }
    expect(bodyOf(body)).to.deep.equal({
      Image: 'x',
      Env: ['A=b'],
      Labels: { 'com.docker.swarm.affinities': '["a==b","image==~x"]', c: 'd' },
    })
  })

  it('names things as the node knows them', () => {
    const body = {
      HostConfig: {
        NetworkMode: 'container:a/web',
        IpcMode: 'container:web',
        VolumesFrom: ['a/data:ro', 'b'],
        Links: ['a/db:database'],
        Binds: ['a/vol:/data', '/etc/hosts:/etc/hosts'],
        Mounts: [
          { Type: 'volume', Source: 'a/vol', Target: '/x' },
          { Type: 'bind', Source: 'a/b' },
        ],
      },
      NetworkingConfig: { EndpointsConfig: { 'a/back': { Links: ['a/x:y'] } } },
    }
    expect(bodyOf(body)).to.deep.equal({
      HostConfig: {
        NetworkMode: 'container:web',
        IpcMode: 'container:web',
        VolumesFrom: ['data:ro', 'b'],
        Links: ['db:database'],
        Binds: ['vol:/data', '/etc/hosts:/etc/hosts'],
        Mounts: [
          { Type: 'volume', Source: 'vol', Target: '/x' },
          { Type: 'bind', Source: 'a/b' },
        ],
      },
      NetworkingConfig: { EndpointsConfig: { back: { Links: ['x:y'] } } },
    })
    expect(bodyOf({ HostConfig: { NetworkMode: 'a/b/net' } })).to.deep.equal({ HostConfig: { NetworkMode: 'b/net' } })
  })
})

describe('what a build asks for', () => {
  it('is in its arguments', () => {
    const { request, rest } = readPlacing(['constraint:disk==ssd', 'VERSION=1'], swarmError)
    expect([request.constraints.map(({ text }) => text), rest]).to.deep.equal([['disk==ssd'], ['VERSION=1']])
  })
})

describe('the ports that a container has', () => {
  it('are those that it was given and, whether it runs or not, those that it asked for', () => {
    const inspected = {
      Config: { ExposedPorts: { '80/tcp': {} } },
      HostConfig: {
        NetworkMode: 'bridge',
        PortBindings: { '80/tcp': [{ HostPort: '8080' }, { HostPort: '9000-9010' }] },
      },
      NetworkSettings: {
        Ports: {
          '80/tcp': [
            { HostIp: '', HostPort: '8080' },
            { HostIp: '0.0.0.0', HostPort: '9000' },
          ],
          '81/tcp': null,
        },
      },
    }
    expect(heldPorts(inspected)).to.deep.equal([
      { ip: '', port: 8080, protocol: 'tcp' },
      { ip: '0.0.0.0', port: 9000, protocol: 'tcp' },
    ])
  })
})
