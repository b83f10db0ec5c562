import { expect } from 'chai'
import type { Body } from 'libswarm-core'
import { planOf } from '../dist/containers/plan.js'
import { createNetwork } from '../dist/networks/create.js'
import type { State } from '../dist/state.js'
import { add, job, countingState, refusal, run, start, stop } from './seams.js'

type Bindings = NonNullable<NonNullable<Body<'ContainerCreate'>['HostConfig']>['PortBindings']>

describe('the ports of the host', () => {
  let state: State
  beforeEach(() => void (state = countingState()))

  const exposing = (PortBindings: Bindings, more: object = {}) => ({
    ExposedPorts: Object.fromEntries(Object.keys(PortBindings).map((port) => [port, {}])),
    HostConfig: { PortBindings, ...more },
  })
  const both = (port: string) => [
    { HostIp: '0.0.0.0', HostPort: port },
    { HostIp: '::', HostPort: port },
  ]

  it('are those asked for, of IPv4 and IPv6, while the container runs', () => {
    const body = exposing({
      '80/tcp': [{ HostPort: '8080' }, { HostIp: '127.0.0.1', HostPort: '9090' }],
      '53/udp': [{}],
    })
    expect(run(state, 'web', body).ports).to.deep.equal({
      '53/udp': both('32768'),
      '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '9090' }, ...both('8080')],
    })
    expect(stop(state, 'web').ports).to.deep.equal({})
  })

  it('are not given where the container does not expose the port, or hides it', () => {
    expect(
      run(state, 'a1', { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } }).ports,
    ).to.deep.equal({})
    expect(run(state, 'a2', { ExposedPorts: { '81/tcp': {}, '82': {} } }).ports).to.deep.equal({
      '81/tcp': null,
      '82/tcp': null,
    })
    expect(run(state, 'a3', exposing({ '80/tcp': [], '81/tcp': null })).ports).to.deep.equal({ '81/tcp': null })
  })

  it('are any for all that is exposed where all are published, and others after a start', () => {
    const body = { ExposedPorts: { '70/tcp': {}, '80/tcp': {} }, HostConfig: { PublishAllPorts: true } }
    expect(run(state, 'web', body).ports).to.deep.equal({ '70/tcp': both('32769'), '80/tcp': both('32768') })
    stop(state, 'web')
    expect(start(state, 'web').ports).to.deep.equal({ '70/tcp': both('32771'), '80/tcp': both('32770') })
  })

  it('are the first free ones of a range', () => {
    const body = exposing({ '80/tcp': [{ HostPort: '7000-7001' }] })
    expect(run(state, 'a1', body).ports).to.deep.equal({ '80/tcp': both('7000') })
    expect(run(state, 'a2', body).ports).to.deep.equal({ '80/tcp': both('7001') })
    add(state, 'a3', body)
    const [kind, sentence] = refusal(() => start(state, 'a3'))
    expect([kind, sentence]).to.deep.equal(['Internal', sentence!.replace(/\): .*$/, '): all ports are allocated')])
  })

  const conflicts: readonly [string, Bindings, string][] = [
    [
      'the same address',
      { '80/tcp': [{ HostPort: '8080' }] },
      'Bind for 0.0.0.0:8080 failed: port is already allocated',
    ],
    [
      'one address of all',
      { '80/tcp': [{ HostIp: '127.0.0.2', HostPort: '8080' }] },
      'Error starting userland proxy: listen tcp4 127.0.0.2:8080: bind: address already in use',
    ],
    [
      'one address of all of IPv6',
      { '80/tcp': [{ HostIp: '::1', HostPort: '8080' }] },
      'Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use',
    ],
    [
      'all addresses of one',
      { '80/tcp': [{ HostPort: '9090' }] },
      'Error starting userland proxy: listen tcp4 0.0.0.0:9090: bind: address already in use',
    ],
    [
      'its own',
      { '80/tcp': [{ HostPort: '5555' }, { HostPort: '5555' }] },
      'Bind for 0.0.0.0:5555 failed: port is already allocated',
    ],
  ]
  for (const [what, bindings, reason] of conflicts) {
    it(`are refused where they are taken: ${what}`, () => {
      const taken = { '80/tcp': [{ HostPort: '8080' }, { HostIp: '127.0.0.1', HostPort: '9090' }] }
      run(state, 'first', exposing(taken))
      add(state, 'web', exposing(bindings))
      const before = state.networks.all()
      const [kind = '', sentence = ''] = refusal(() => start(state, 'web'))
      const where = /^driver failed programming external connectivity on endpoint web \([0-9a-f]{64}\): /
      expect([kind, sentence.replace(where, '')]).to.deep.equal(['Internal', reason])
      expect(state.networks.all()).to.deep.equal(before)
      stop(state, 'first')
      if (what !== 'its own') start(state, 'web')
    })
  }

  it('are of one protocol, and of one address', () => {
    run(
      state,
      'a1',
      exposing({ '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '80/udp': [{ HostPort: '8080' }] }),
    )
    const other = exposing({ '80/tcp': [{ HostIp: '127.0.0.2', HostPort: '8080' }] })
    expect(run(state, 'a2', other).ports).to.deep.equal({ '80/tcp': [{ HostIp: '127.0.0.2', HostPort: '8080' }] })
  })

  it('are none on networks that cannot be reached', () => {
    createNetwork(state, job({}, { Name: 'inner', Internal: true }))
    const bindings = { '80/tcp': [{ HostPort: '4450' }] }
    for (const NetworkMode of ['inner', 'none', 'host']) {
      expect(run(state, `on-${NetworkMode}`, exposing(bindings, { NetworkMode })).ports).to.deep.equal({})
    }
  })

  const invalid = (text: string): string => `invalid port specification: "${text}"`
  const inside = 'and the container type network mode'
  const undefinedBehavior = 'This would result in undefined behavior'
  const refused: readonly [object, object, string][] = [
    [{}, { PortBindings: { foo: [{}] } }, invalid('foo')],
    [{}, { PortBindings: { '99999/tcp': [{}] } }, invalid('99999')],
    [{}, { PortBindings: { '80-81/tcp': [{}] } }, invalid('80-81')],
    [{}, { PortBindings: { '80/tcp': [{ HostPort: 'foo' }] } }, invalid('foo')],
    [{}, { PortBindings: { '80/tcp': [{ HostPort: '9-5' }] } }, invalid('9-5')],
    [{}, { NetworkMode: 'container:' }, 'Invalid network mode: invalid container format container:<name|id>'],
    [{}, { NetworkMode: 'container:x', PublishAllPorts: true }, `conflicting options: port publishing ${inside}`],
    [{ ExposedPorts: { 80: {} } }, { NetworkMode: 'container:x' }, `conflicting options: port exposing ${inside}`],
    [{ Hostname: 'x' }, { NetworkMode: 'container:x' }, 'conflicting options: hostname and the network mode'],
    [{}, { NetworkMode: 'container:x', Dns: ['1.1.1.1'] }, 'conflicting options: dns and the network mode'],
    [
      {},
      { NetworkMode: 'host', Links: ['a:b'] },
      `conflicting options: host type networking can't be used with links. ${undefinedBehavior}`,
    ],
  ]
  for (const [config, host, sentence] of refused) {
    it(`refuse ${JSON.stringify({ ...config, ...host })}`, () => {
      expect(refusal(() => planOf({ Image: 'busybox', ...config, HostConfig: host }, state.error))).to.deep.equal([
        'InvalidParameter',
        sentence,
      ])
    })
  }
})
