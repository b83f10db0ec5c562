import { expect } from 'chai'
import { connectNetwork, disconnectNetwork } from '../dist/networks/connect.js'
import { createNetwork } from '../dist/networks/create.js'
import { root } from '../dist/machine/files/container-files.js'
import { fromBytes } from '../dist/machine/byte-string.js'
import type { State } from '../dist/state.js'
import { countingState, job, run } from './seams.js'
import { write } from './machine-files-support.js'

const usual = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'ff00::0\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
]

/** As a dockerd of 20.10 has written them: its containers had other ids. */
describe('the files of a container that tell of its network', () => {
  let state: State
  beforeEach(() => {
    state = countingState()
    for (const name of ['n1', 'n2']) createNetwork(state, job({}, { Name: name }))
    createNetwork(state, job({}, { Name: 'six', EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00:1::/64' }] } }))
  })

  const filesOf = (name: string) => state.machines.filesOf(state.containers.named(name)!)
  const read = (name: string, file: string): string => fromBytes(filesOf(name).readFile(`/etc/${file}`, root))
  const hosts = (name: string): string[] => {
    const lines = read(name, 'hosts').split('\n').slice(0, -1)
    expect(lines.slice(0, usual.length)).to.deep.equal(usual)
    return lines.slice(usual.length)
  }
  const up = (name: string, NetworkMode: string, more: object = {}, config: object = {}): string => {
    const container = run(state, name, { HostConfig: { NetworkMode, ...more }, ...config })
    state.machines.boot(container)
    return container.id.slice(0, 12)
  }
  const connect = (id: string, Container: string) => connectNetwork(state, job({ id }, { Container }))
  const disconnect = (id: string, Container: string) => disconnectNetwork(state, job({ id }, { Container }))

  it('have its own address and name, and the nameserver of the host on the default network', () => {
    const id = up('web', 'bridge')
    expect(hosts('web')).to.deep.equal([`172.17.0.2\t${id}`])
    expect(read('web', 'resolv.conf')).to.equal('nameserver 10.0.2.3\n')
  })

  it('have what was asked for: other hosts, links, a domain, nameservers', () => {
    const id = up('web', 'bridge')
    const more = {
      Links: ['web:alias', 'web'],
      ExtraHosts: ['x:1.2.3.4', 'h:host-gateway', 'six:[fd00::7]'],
      Dns: ['9.9.9.9'],
      DnsSearch: ['s1'],
      DnsOptions: ['ndots:3'],
    }
    up('linked', 'bridge', more, { Hostname: 'myhost', Domainname: 'dom.ain' })
    expect(hosts('linked')).to.deep.equal([
      '1.2.3.4\tx',
      '172.17.0.1\th',
      'fd00::7\tsix',
      `172.17.0.2\talias ${id} web`,
      `172.17.0.2\tweb ${id}`,
      '172.17.0.3\tmyhost.dom.ain myhost',
    ])
    expect(read('linked', 'resolv.conf')).to.equal('search s1\nnameserver 9.9.9.9\noptions ndots:3\n')
  })

  const nameservers = [
    [{}, 'nameserver 127.0.0.11\noptions ndots:0\n'],
    [
      { Dns: ['9.9.9.9'], DnsSearch: ['s1'], DnsOptions: ['timeout:3'] },
      'search s1\nnameserver 127.0.0.11\noptions timeout:3 ndots:0\n',
    ],
    [{ DnsOptions: ['ndots:2'] }, 'nameserver 127.0.0.11\noptions ndots:2\n'],
  ] as const
  for (const [asked, text] of nameservers) {
    it(`name Docker's nameserver on a network that was made, with ${JSON.stringify(asked)}`, () => {
      up('web', 'n1', asked, { Hostname: 'c.host.name' })
      expect(read('web', 'resolv.conf')).to.equal(text)
      expect(hosts('web')).to.deep.equal(['172.18.0.2\tc.host.name c'])
    })
  }

  it('follow when a network is joined or left, and keep what was written to them', () => {
    const id = up('web', 'bridge')
    write(filesOf('web'), '/etc/hosts', '7.7.7.7\tmine\n', root, { append: true, truncate: false })
    connect('n1', 'web')
    expect(hosts('web')).to.deep.equal([`172.17.0.2\t${id}`, '7.7.7.7\tmine', `172.18.0.2\t${id}`])
    expect(read('web', 'resolv.conf')).to.equal('nameserver 127.0.0.11\noptions ndots:0\n')
    disconnect('bridge', 'web')
    expect(hosts('web')).to.deep.equal(['7.7.7.7\tmine', `172.18.0.2\t${id}`])
    disconnect('n1', 'web')
    expect(hosts('web')).to.deep.equal(['7.7.7.7\tmine'])
    expect(read('web', 'resolv.conf')).to.equal('nameserver 127.0.0.11\noptions ndots:0\n')
  })

  it('name no other nameserver where the container has chosen one', () => {
    up('web', 'bridge')
    write(filesOf('web'), '/etc/resolv.conf', 'nameserver 1.1.1.1\n')
    connect('n1', 'web')
    expect(read('web', 'resolv.conf')).to.equal('nameserver 1.1.1.1\n')
  })

  it('have both addresses where there is IPv6', () => {
    const id = up('web', 'six')
    const [four, six] = hosts('web')
    expect(four).to.match(new RegExp(`^172\\.\\d+\\.0\\.2\t${id}$`))
    expect(six).to.equal(`fd00:1::2\t${id}`)
  })

  it('are those of the container whose network is shared', () => {
    up('web', 'n1', {}, { Hostname: 'shared' })
    up('beside', 'container:web')
    expect(hosts('beside')).to.deep.equal(['172.18.0.2\tshared'])
    connect('n2', 'web')
    expect(hosts('beside')).to.deep.equal(['172.18.0.2\tshared', '172.19.0.2\tshared'])
    expect(['hostname', 'resolv.conf'].map((file) => read('beside', file))).to.deep.equal([
      'shared\n',
      'nameserver 127.0.0.11\noptions ndots:0\n',
    ])
  })

  it('are the usual names without a network, and those of the host on its own', () => {
    up('alone', 'none', { ExtraHosts: ['q:1.1.1.1'] })
    expect(hosts('alone')).to.deep.equal(['1.1.1.1\tq'])
    up('onhost', 'host')
    expect(read('onhost', 'hosts')).to.equal(
      '127.0.0.1\tlocalhost\n127.0.1.1\tsimulator\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    )
    expect(read('onhost', 'resolv.conf')).to.equal('nameserver 10.0.2.3\n')
    up('more', 'host', { ExtraHosts: ['q:1.1.1.1'] })
    expect(hosts('more')).to.deep.equal(['1.1.1.1\tq'])
  })
})
