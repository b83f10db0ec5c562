import { expect } from 'chai'
import { connectNetwork, disconnectNetwork } from '../dist/networks/connect.js'
import { createNetwork } from '../dist/networks/create.js'
import { rename } from '../dist/containers/transitions.js'
import { Errno } from '../dist/machine/errno.js'
import type { NetworkStack } from '../dist/machine/network/stack.js'
import type { State } from '../dist/state.js'
import { countingState, job, run, start, stop } from './seams.js'

describe('who reaches whom', () => {
  let state: State
  beforeEach(() => {
    state = countingState()
    for (const name of ['n1', 'n2']) network(name)
  })

  const network = (Name: string, more: object = {}) => createNetwork(state, job({}, { Name, ...more }))
  const connect = (id: string, Container: string, EndpointConfig: object = {}) =>
    connectNetwork(state, job({ id }, { Container, EndpointConfig }))
  const disconnect = (id: string, Container: string) => disconnectNetwork(state, job({ id }, { Container }))
  const addressOf = (name: string, where: string) => state.containers.named(name)?.networks[where]?.IPAddress ?? ''

  /** A running container on a network, which listens on port 80. */
  function up(name: string, on: string, more: object = {}, endpoint: object = {}): NetworkStack {
    const isShared = /^(container:|host|none)/.test(on)
    const NetworkingConfig = isShared || on === 'bridge' ? {} : { EndpointsConfig: { [on]: endpoint } }
    const HostConfig = { NetworkMode: on, ...more }
    const stack = state.fabric.boot(run(state, name, { HostConfig, NetworkingConfig, ExposedPorts: { '80/tcp': {} } }))
    if (!isShared) stack.listen({ address: '0.0.0.0', port: 80 }, 10)
    return stack
  }
  const reach = (from: NetworkStack, address: string, port = 80): string => {
    try {
      const got = from.connect({ address, port })
      return typeof got === 'string' ? got : 'reached'
    } catch (thrown) {
      return thrown instanceof Errno ? thrown.code : 'broken'
    }
  }

  it('is found by name, alias, short id and those with the network behind, in any case', () => {
    const web = up('web', 'n1', {}, { Aliases: ['www'] })
    const client = up('client', 'n1')
    const id = state.containers.named('web')!.id.slice(0, 12)
    const own = [addressOf('web', 'n1')]
    for (const name of ['web', 'www', id, 'web.n1', 'WWW.n1', 'Web', 'web.']) {
      expect([name, client.lookup(name)]).to.deep.equal([name, own])
    }
    expect(web.lookup('web')).to.deep.equal(own)
    for (const name of ['web.n2', 'other', 'localhost', '']) expect(client.lookup(name)).to.deep.equal([])
    expect(client.reverse(own[0]!)).to.equal('web.n1')
    expect(reach(client, own[0]!)).to.equal('reached')
    expect(client.echo(own[0]!)).to.equal('answers')
  })

  it('is nobody on another network', () => {
    const web = up('web', 'n1')
    const other = up('other', 'n2')
    const default1 = up('default1', 'bridge')
    expect(other.lookup('web')).to.deep.equal([])
    expect(other.reverse(addressOf('web', 'n1'))).to.equal(undefined)
    expect(reach(other, addressOf('web', 'n1'))).to.equal('dropped')
    expect(other.echo(addressOf('web', 'n1'))).to.equal('silent')
    expect(reach(default1, addressOf('web', 'n1'))).to.equal('dropped')
    expect(reach(web, addressOf('default1', 'bridge'))).to.equal('dropped')
  })

  it('has no names on the default network, only addresses', () => {
    up('web', 'bridge')
    const client = up('client', 'bridge')
    expect(client.lookup('web')).to.deep.equal([])
    expect(reach(client, addressOf('web', 'bridge'))).to.equal('reached')
  })

  it('is all that have a name, each time beginning with another', () => {
    for (const name of ['a1', 'a2', 'a3']) up(name, 'n1', {}, { Aliases: ['service'] })
    const client = up('client', 'n1')
    const lookups = [1, 2, 3].map(() => client.lookup('service'))
    const all = ['a1', 'a2', 'a3'].map((name) => addressOf(name, 'n1'))
    for (const found of lookups) expect([...found].sort()).to.deep.equal(all)
    expect(lookups.map(([first]) => first).sort()).to.deep.equal(all)
    stop(state, 'a2')
    expect([...client.lookup('service')].sort()).to.deep.equal([all[0], all[2]])
  })

  it('is found by the name of a link from there alone', () => {
    up('web', 'n1')
    const linked = up('linked', 'n1', { Links: ['web:backend'] })
    expect(linked.lookup('backend')).to.deep.equal([addressOf('web', 'n1')])
    expect(up('other', 'n1').lookup('backend')).to.deep.equal([])
  })

  it('changes while they run: with a connection to a network, its end, and a new name', () => {
    const web = up('web', 'n1')
    const client = up('client', 'n2')
    connect('n2', 'web', { Aliases: ['late'] })
    expect(client.lookup('late')).to.deep.equal([addressOf('web', 'n2')])
    expect(reach(client, addressOf('web', 'n2'))).to.equal('reached')
    expect(web.interfaces().map(({ name }) => name)).to.deep.equal(['lo', 'eth0', 'eth1'])
    const before = state.containers.named('web')!
    state.containers.apply(rename(before, state.clock.now(), 'renamed'))
    expect([client.lookup('web'), client.lookup('renamed')]).to.deep.equal([[], [addressOf('renamed', 'n2')]])
    const address = addressOf('renamed', 'n2')
    disconnect('n2', 'renamed')
    expect(client.lookup('late')).to.deep.equal([])
    expect(reach(client, address)).to.equal('EHOSTUNREACH')
    expect(web.interfaces().map(({ name }) => name)).to.deep.equal(['lo', 'eth0'])
  })

  it('keeps the names of its interfaces; a new one has the lowest that is free', () => {
    const web = up('web', 'n1')
    connect('n2', 'web')
    disconnect('n1', 'web')
    const shown = () => web.interfaces().map(({ name, index, addresses: [address] }) => `${index} ${name} ${address}`)
    expect(shown()).to.deep.equal(['1 lo 127.0.0.1/8', `3 eth1 ${addressOf('web', 'n2')}/16`])
    connect('bridge', 'web')
    expect(shown()[1]).to.equal(`2 eth0 ${addressOf('web', 'bridge')}/16`)
  })

  it('goes elsewhere by one network: by priority, then by name', () => {
    const web = up('web', 'n2')
    const out = () => web.interfaces().flatMap(({ name, gateways }) => gateways.map((one) => [name, one]))
    expect(out()).to.deep.equal([['eth0', '172.19.0.1']])
    connect('n1', 'web')
    expect(out()).to.deep.equal([['eth1', '172.18.0.1']])
    connect('bridge', 'web', { GwPriority: -1 })
    expect(out()).to.deep.equal([['eth1', '172.18.0.1']])
    disconnect('n1', 'web')
    connect('n1', 'web', { GwPriority: -5 })
    expect(out()).to.deep.equal([['eth0', '172.19.0.1']])
  })

  it('is itself at all of its addresses', () => {
    const web = up('web', 'n1')
    for (const at of ['127.0.0.1', '127.1.2.3', '0.0.0.0', addressOf('web', 'n1')])
      expect(reach(web, at)).to.equal('reached')
  })

  it('shares the network of another container, and its loopback, for as long as that runs', () => {
    const web = up('web', 'n1')
    const beside = up('beside', 'container:web')
    expect(beside).to.equal(web)
    expect(reach(beside, '127.0.0.1')).to.equal('reached')
    stop(state, 'web')
    state.fabric.boot(start(state, 'web'))
    expect(beside.interfaces().map(({ name }) => name)).to.deep.equal(['lo'])
    expect(reach(beside, addressOf('web', 'n1'))).to.equal('ENETUNREACH')
  })

  it('is the host for who is on its network, and nobody without one', () => {
    up('web', 'n1')
    const host = up('onhost', 'host')
    expect(host).to.equal(state.fabric.host)
    expect(reach(host, addressOf('web', 'n1'))).to.equal('reached')
    expect(host.interfaces().map(({ name }) => name.slice(0, 3))).to.deep.equal(['lo', 'doc', 'br-', 'br-'])
    const alone = up('alone', 'none')
    expect(alone.interfaces().map(({ name }) => name)).to.deep.equal(['lo'])
    expect(reach(alone, addressOf('web', 'n1'))).to.equal('ENETUNREACH')
  })

  it('reaches the host by the gateway of any network, and its published ports', () => {
    const published = { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } }
    up('web', 'n1', published)
    up('local', 'n1', { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8081' }] } })
    state.fabric.host.listen({ address: '0.0.0.0', port: 22 }, 10)
    const other = up('other', 'n2')
    for (const gateway of ['172.17.0.1', '172.18.0.1', '172.19.0.1']) {
      expect([gateway, reach(other, gateway, 8080)]).to.deep.equal([gateway, 'reached'])
      expect(reach(other, gateway, 22)).to.equal('reached')
      expect(reach(other, gateway, 8081)).to.equal('ECONNREFUSED')
      expect(reach(other, gateway, 9)).to.equal('ECONNREFUSED')
    }
    expect(reach(state.fabric.host, '127.0.0.1', 8080)).to.equal('reached')
    expect(reach(state.fabric.host, '::1', 8080)).to.equal('reached')
    expect(reach(state.fabric.host, '127.0.0.1', 8081)).to.equal('reached')
  })

  it('sees the gateway where the host hands something on, and who asked sees the host', () => {
    const stack = up('web', 'n1', { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } })
    const calling = state.fabric.host.connect({ address: '127.0.0.1', port: 8080 })
    if (calling === 'dropped') throw new Error(calling)
    expect(calling.peer).to.deep.equal({ address: '127.0.0.1', port: 8080 })
    const [, called] = stack.sockets()
    expect([called?.peer?.address, called?.local]).to.deep.equal([
      '172.18.0.1',
      { address: addressOf('web', 'n1'), port: 80 },
    ])
  })

  it('stays inside of an internal network', () => {
    network('inside', { Internal: true })
    const web = up('web', 'inside')
    const client = up('client', 'inside')
    const outside = up('outside', 'n1')
    expect(reach(client, addressOf('web', 'inside'))).to.equal('reached')
    expect(client.lookup('web')).to.deep.equal([addressOf('web', 'inside')])
    expect(web.interfaces()[1]?.gateways).to.deep.equal([])
    for (const address of ['172.17.0.1', addressOf('outside', 'n1'), '8.8.8.8']) {
      expect([address, reach(client, address)]).to.deep.equal([address, 'ENETUNREACH'])
    }
    expect(reach(outside, addressOf('web', 'inside'))).to.equal('dropped')
  })

  it('reaches nobody outside of the machine, nor who is not there', () => {
    const client = up('client', 'n1')
    expect([reach(client, '8.8.8.8'), client.echo('8.8.8.8')]).to.deep.equal(['ENETUNREACH', 'ENETUNREACH'])
    expect([reach(client, '172.18.0.99'), client.echo('172.18.0.99')]).to.deep.equal(['EHOSTUNREACH', 'EHOSTUNREACH'])
  })

  it('is dropped where a network keeps its containers apart', () => {
    network('apart', { Options: { 'com.docker.network.bridge.enable_icc': 'false' } })
    up('web', 'apart')
    expect(reach(up('client', 'apart'), addressOf('web', 'apart'))).to.equal('dropped')
  })

  it('has addresses of IPv6 where its network has', () => {
    network('six', { EnableIPv6: true, IPAM: { Config: [{ Subnet: '10.9.0.0/24' }, { Subnet: 'fd00:9::/64' }] } })
    up('web', 'six')
    const client = up('client', 'six')
    expect(client.lookup('web')).to.deep.equal(['10.9.0.2', 'fd00:9::2'])
    // It listens on IPv4 alone.
    expect(reach(client, 'fd00:9::2')).to.equal('ECONNREFUSED')
    state.fabric.stackOf(state.containers.named('web')!.id)!.listen({ address: 'fd00:9::2', port: 81 }, 1)
    expect(reach(client, 'fd00:9::2', 81)).to.equal('reached')
    expect(client.reverse('fd00:9::2')).to.equal('web.six')
    expect(client.interfaces()[1]?.gateways).to.deep.equal(['10.9.0.1', 'fd00:9::1'])
    expect(reach(client, 'fd00:9::99')).to.equal('EHOSTUNREACH')
    expect(reach(client, '2001:db8::1')).to.equal('ENETUNREACH')
  })

  it('brings datagrams to where connections go', () => {
    const web = up('web', 'n1')
    const client = up('client', 'n1')
    const socket = web.datagrams({ address: '0.0.0.0', port: 53 })
    client
      .datagrams({ address: '0.0.0.0', port: 0 })
      .send({ address: addressOf('web', 'n1'), port: 53 }, Buffer.from('x'))
    expect(socket.tryReceive()?.from.address).to.equal(addressOf('client', 'n1'))
    const other = up('other', 'n2').datagrams({ address: '0.0.0.0', port: 0 })
    other.send({ address: addressOf('web', 'n1'), port: 53 }, Buffer.from('x'))
    expect(socket.tryReceive()).to.equal(undefined)
  })
})
