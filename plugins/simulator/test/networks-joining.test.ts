import { expect } from 'chai'
import fc from 'fast-check'
import { connectNetwork, disconnectNetwork } from '../dist/networks/connect.js'
import { createNetwork } from '../dist/networks/create.js'
import { inspectNetwork } from '../dist/networks/list.js'
import { removeNetwork } from '../dist/networks/remove.js'
import { endpointsFor } from '../dist/networks/endpoints-at.js'
import type { State } from '../dist/state.js'
import { add, job, countingState, record, refusal, run, start, stop, told } from './seams.js'

describe('a container on its networks', () => {
  let state: State
  beforeEach(() => {
    state = countingState()
    network('u1')
    network('u2', { IPAM: { Config: [{ Subnet: '10.30.0.0/29' }] } })
  })

  const network = (Name: string, more: object = {}) => createNetwork(state, job({}, { Name, ...more }))
  const idOf = (name: string): string => state.networks.named(name)[0]!.id
  const on = (Name: string, more: object = {}, endpoint?: object) => ({
    HostConfig: { NetworkMode: Name, ...more },
    ...(endpoint === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [Name]: endpoint } } }),
  })
  const connect = (id: string, Container: string, EndpointConfig: object = {}) =>
    connectNetwork(state, job({ id }, { Container, EndpointConfig }))
  const disconnect = (id: string, Container: string, Force = false) =>
    disconnectNetwork(state, job({ id }, { Container, Force }))
  const addressOf = (name: string, where: string) => state.containers.named(name)?.networks[where]?.IPAddress
  const inspect = (id: string) => inspectNetwork(state, job({ id }))

  it('gets an address, tells of it, and gives it back', () => {
    const events = record(state)
    const { id, networks } = run(state, 'web')
    const EndpointID = networks['bridge']?.EndpointID ?? ''
    expect(EndpointID).to.match(/^[0-9a-f]{64}$/)
    expect(networks).to.deep.equal({
      bridge: {
        IPAMConfig: null,
        Links: null,
        Aliases: null,
        MacAddress: '02:42:ac:11:00:02',
        DriverOpts: null,
        GwPriority: 0,
        NetworkID: idOf('bridge'),
        EndpointID,
        Gateway: '172.17.0.1',
        IPAddress: '172.17.0.2',
        IPPrefixLen: 16,
        IPv6Gateway: '',
        GlobalIPv6Address: '',
        GlobalIPv6PrefixLen: 0,
        DNSNames: null,
      },
    })
    expect(inspect('bridge').Containers).to.deep.equal({
      [id]: { Name: 'web', EndpointID, MacAddress: '02:42:ac:11:00:02', IPv4Address: '172.17.0.2/16', IPv6Address: '' },
    })
    const left = stop(state, 'web')
    expect(left.networks['bridge']).to.include({
      EndpointID: '',
      IPAddress: '',
      MacAddress: '',
      NetworkID: idOf('bridge'),
    })
    expect(inspect('bridge').Containers).to.deep.equal({})
    const attributes = { container: id, name: 'bridge', type: 'bridge' }
    expect(events.map(told)).to.deep.equal([
      ['network', 'connect', idOf('bridge'), attributes],
      ['network', 'disconnect', idOf('bridge'), attributes],
    ])
  })

  it('gets the lowest address that is free', () => {
    for (const name of ['a1', 'a2', 'a3']) run(state, name)
    stop(state, 'a2')
    run(state, 'a4')
    start(state, 'a2')
    expect(['a1', 'a2', 'a3', 'a4'].map((name) => addressOf(name, 'bridge'))).to.deep.equal([
      '172.17.0.2',
      '172.17.0.5',
      '172.17.0.4',
      '172.17.0.3',
    ])
  })

  it('is found by its names on networks that a client has made', () => {
    const { id, networks } = run(state, 'web', on('u1', {}, { Aliases: ['al'] }))
    expect(networks['u1']).to.deep.include({ Aliases: ['al'], DNSNames: ['web', 'al', id.slice(0, 12)] })
    expect(endpointsFor(networks, '1.41')['u1']).to.deep.include({ Aliases: ['al', id.slice(0, 12)] })
    expect(endpointsFor(networks, '1.41')['u1']).to.not.have.any.keys('DNSNames', 'GwPriority')
    expect(endpointsFor(networks, '1.44')['u1']).to.deep.include({ Aliases: ['al', id.slice(0, 12)] })
    expect(endpointsFor(networks, '1.47')['u1']).to.deep.include({ Aliases: ['al'] })
  })

  it('has the addresses that it asks for', () => {
    network('six', { EnableIPv6: true, IPAM: { Config: [{ Subnet: '10.31.0.0/24' }, { Subnet: 'fd00:31::/64' }] } })
    const asked = {
      IPAMConfig: { IPv4Address: '10.31.0.9', IPv6Address: 'fd00:31::77' },
      MacAddress: '02:42:00:00:00:09',
    }
    const { networks } = run(state, 'web', on('six', {}, asked))
    expect(networks['six']).to.include({
      IPAddress: '10.31.0.9',
      IPPrefixLen: 24,
      Gateway: '10.31.0.1',
      GlobalIPv6Address: 'fd00:31::77',
      GlobalIPv6PrefixLen: 64,
      IPv6Gateway: 'fd00:31::1',
      MacAddress: '02:42:00:00:00:09',
    })
    expect(stop(state, 'web').networks['six']).to.deep.include(asked)
  })

  it('is on no network of its own where it shares one, or has none', () => {
    run(state, 'web')
    expect(run(state, 'shares', on('container:web'))).to.deep.include({ networks: {}, ports: {} })
    expect(run(state, 'cut-off', { NetworkDisabled: true }).networks).to.deep.equal({})
    expect(run(state, 'hosted', on('host')).networks['host']).to.include({ IPAddress: '', NetworkID: idOf('host') })
    expect(run(state, 'none', on('none')).networks['none']).to.include({ MacAddress: '', NetworkID: idOf('none') })
  })

  it('is on the network by its id under its name', () => {
    expect(Object.keys(run(state, 'web', on(idOf('u1').slice(0, 12))).networks)).to.deep.equal(['u1'])
  })

  const chosen = 'user specified IP address is supported only when connecting to networks with user configured subnets'
  const starts: readonly [string, () => object, string, string][] = [
    ['an unknown network', () => on('nope'), 'NotFound', 'network nope not found'],
    ['an unknown container', () => on('container:nope'), 'NotFound', 'No such container: nope'],
    [
      'a name on bridge',
      () => on('bridge', {}, { Aliases: ['x'] }),
      'InvalidParameter',
      'network-scoped alias is supported only for containers in user defined networks',
    ],
    [
      'an address on bridge',
      () => on('bridge', {}, { IPAMConfig: { IPv4Address: '172.17.0.9' } }),
      'InvalidParameter',
      'user specified IP address is supported on user defined networks only',
    ],
    [
      'an address of chance',
      () => on('u1', {}, { IPAMConfig: { IPv4Address: '172.18.0.9' } }),
      'InvalidParameter',
      chosen,
    ],
    [
      'an address elsewhere',
      () => on('u2', {}, { IPAMConfig: { IPv4Address: '10.99.0.1' } }),
      'InvalidParameter',
      "Invalid address 10.99.0.1: It does not belong to any of this network's subnets",
    ],
    [
      "the gateway's address",
      () => on('u2', {}, { IPAMConfig: { IPv4Address: '10.30.0.1' } }),
      'Forbidden',
      'Address already in use',
    ],
    [
      'a link to one that does not run',
      () => ({ HostConfig: { Links: ['idle:al'] } }),
      'Conflict',
      'Cannot link to a non running container: /idle AS /web/al',
    ],
  ]
  for (const [what, body, kind, sentence] of starts) {
    it(`does not start with ${what}, and nothing has changed`, () => {
      add(state, 'idle')
      add(state, 'web', body())
      const before = state.networks.all()
      expect(refusal(() => start(state, 'web'))).to.deep.equal([kind, sentence])
      expect(state.networks.all()).to.deep.equal(before)
    })
  }

  it('does not share the network of one that does not run', () => {
    const { id } = add(state, 'idle')
    add(state, 'web', on('container:idle'))
    const sentence = `cannot join network of a non running container: ${id}`
    expect(refusal(() => start(state, 'web'))).to.deep.equal(['Conflict', sentence])
  })

  it('does not start where no address is left', () => {
    for (const name of ['f1', 'f2', 'f3', 'f4', 'f5']) run(state, name, on('u2'))
    add(state, 'f6', on('u2'))
    const sentence = `no available IPv4 addresses on this network's address pools: u2 (${idOf('u2')})`
    expect(refusal(() => start(state, 'f6'))).to.deep.equal(['Internal', sentence])
    stop(state, 'f3')
    expect(start(state, 'f6').networks['u2']?.IPAddress).to.equal('10.30.0.4')
  })

  it('does not find a network made since with the same name', () => {
    run(state, 'web', on('u1'))
    stop(state, 'web')
    const id = idOf('u1')
    removeNetwork(state, job({ id }))
    network('u1')
    expect(refusal(() => start(state, 'web'))).to.deep.equal(['NotFound', `network ${id} not found`])
  })

  it('joins and leaves others while it runs', () => {
    const { id } = run(state, 'web')
    const events = record(state)
    void connect('u2', 'web', { IPAMConfig: { IPv4Address: '10.30.0.5' } })
    expect(addressOf('web', 'u2')).to.equal('10.30.0.5')
    expect(refusal(() => connect('u2', 'web'))).to.deep.equal([
      'Forbidden',
      'endpoint with name web already exists in network u2',
    ])
    expect(refusal(() => removeNetwork(state, job({ id: 'u2' })))).to.deep.equal([
      'Forbidden',
      `error while removing network: network u2 id ${idOf('u2')} has active endpoints`,
    ])
    disconnect('u2', 'web')
    expect(Object.keys(state.containers.get(id)!.networks)).to.deep.equal(['bridge'])
    expect(refusal(() => disconnect('u2', 'web'))).to.deep.equal([
      'Conflict',
      `container ${id} is not connected to network u2`,
    ])
    expect(refusal(() => disconnect('u2', 'gone', true))).to.deep.equal(['NotFound', 'endpoint gone not found'])
    expect(events.map(told)).to.deep.equal([
      ['network', 'connect', idOf('u2'), { container: id, name: 'u2', type: 'bridge' }],
      ['network', 'disconnect', idOf('u2'), { container: id, name: 'u2', type: 'bridge' }],
      ['network', 'disconnect', idOf('u2'), { container: id, name: 'u2', type: 'bridge' }],
    ])
  })

  it('does not leave the network of the host', () => {
    run(state, 'hosted', on('host'))
    const sentence = 'container cannot be disconnected from host network or connected to host network'
    expect(refusal(() => disconnect('host', 'hosted'))).to.deep.equal(['InvalidParameter', sentence])
  })

  it('has an address that no other one has, whatever happens', () => {
    const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']
    const steps = fc.record({
      what: fc.constantFrom('start', 'stop', 'connect', 'disconnect'),
      name: fc.constantFrom(...names),
      where: fc.constantFrom('bridge', 'u1', 'u2'),
    })
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (sequence) => {
        state = countingState()
        network('u1')
        network('u2', { IPAM: { Config: [{ Subnet: '10.30.0.0/29' }] } })
        for (const name of names) add(state, name, on('u2'))
        for (const { what, name, where } of sequence) {
          const running = state.containers.named(name)!.run.phase === 'running'
          if (what === 'start' && !running) refusal(() => start(state, name))
          if (what === 'stop' && running) stop(state, name)
          if (what === 'connect') refusal(() => connect(where, name))
          if (what === 'disconnect') refusal(() => disconnect(where, name))
        }
        const all = state.containers.all()
        for (const { id, name, pools } of state.networks.all()) {
          const given = all.flatMap(({ networks }) => networks[name]?.IPAddress || [])
          expect(new Set(given).size).to.equal(given.length)
          expect(state.networks.endpoints(id).size).to.equal(given.length)
          const taken = pools.reduce(
            (sum, pool) => sum + pool.taken.reduce((one, { from, to }) => one + to - from + 1n, 0n),
            0n,
          )
          if (pools.length > 0) expect(Number(taken)).to.equal(given.length + 3)
        }
      }),
    )
  })
})
