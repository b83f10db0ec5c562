import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { isSwarmError } from 'libswarm-core'
import { readDnsAddress } from '../dist/discovery/dns-address.js'
import { sourceOf } from '../dist/discovery/discover.js'
import { DnsServer, type Zone } from './support/dns-server.js'
import { fail, Observed } from './support/observed.js'
import { until } from './support/until.js'

describe('children from the DNS', () => {
  let server: DnsServer
  let observed: Observed | undefined

  before(async () => {
    server = await DnsServer.start()
  })
  afterEach(async () => {
    await observed?.end()
    observed = undefined
    server.zones.clear()
  })
  after(() => server.close())

  async function watched(place: string, options = 'every=0.1'): Promise<Observed> {
    return (observed = await Observed.of(await sourceOf(`dns:${place}?servers=${server.address}&${options}`, fail)))
  }

  const found: Readonly<
    Record<string, readonly [place: string, options: string, zone: Zone, children: readonly string[]]>
  > = {
    'addresses, in order': [
      'pool.test:2375',
      'every=9',
      { a: ['10.0.0.2', '10.0.0.1', '10.0.0.2'] },
      ['10.0.0.1=forward tcp://10.0.0.1:2375', '10.0.0.2=forward tcp://10.0.0.2:2375'],
    ],
    'the usual port': ['pool.test', 'every=9', { a: ['10.0.0.1'] }, ['10.0.0.1=forward tcp://10.0.0.1:2375']],
    'another port': ['pool.test:80', 'every=9', { a: ['10.0.0.1'] }, ['10.0.0.1-80=forward tcp://10.0.0.1:80']],
    TLS: [
      'pool.test:2376',
      'tls&tlscertpath=/my certs&servername=engines&tlsverify=false',
      { a: ['10.0.0.1'] },
      ["10.0.0.1=forward tls://10.0.0.1:2376 --tlscertpath '/my certs' --servername engines --tlsverify=false"],
    ],
    'IPv6 where there is no IPv4': [
      'pool.test:2375',
      'every=9',
      { aaaa: ['fd00:0000:0000:0000:0000:0000:0000:0001'] },
      ['fd00--1=forward tcp://[fd00::1]:2375'],
    ],
    'IPv4 where there are both': [
      'pool.test:2375',
      'every=9',
      { a: ['10.0.0.1'], aaaa: ['fd00:0000:0000:0000:0000:0000:0000:0001'] },
      ['10.0.0.1=forward tcp://10.0.0.1:2375'],
    ],
    'IPv6 where it is asked for': [
      'pool.test:2375',
      'family=6',
      { a: ['10.0.0.1'], aaaa: ['fd00:0000:0000:0000:0000:0000:0000:0001'] },
      ['fd00--1=forward tcp://[fd00::1]:2375'],
    ],
    services: [
      '_docker._tcp.test',
      'every=9',
      {
        srv: [
          [2375, 'b.test'],
          [2376, 'a.test'],
          [2375, 'b.test'],
        ],
      },
      ['a.test-2376=forward tcp://a.test:2376', 'b.test=forward tcp://b.test:2375'],
    ],
  }

  for (const [title, [place, options, zone, children]] of Object.entries(found)) {
    it(`are ${title}`, async () => {
      server.zones.set(place.replace(/:\d+$/, ''), zone)
      await watched(place, options)
      expect(observed!.said).to.deep.equal([])
      expect(observed!.lists).to.deep.equal([children])
    })
  }

  it('come and go with the records', async () => {
    server.zones.set('pool.test', { a: ['10.0.0.1', '10.0.0.2'] })
    await watched('pool.test:2375')
    server.zones.set('pool.test', { a: ['10.0.0.2', '10.0.0.3'] })
    await observed!.has('10.0.0.2 10.0.0.3')
    expect(observed!.lists).to.have.length(2)
  })

  it('are asked for again when the records have lived, and not before', async () => {
    server.zones.set('short.test', { a: ['10.0.0.1'], ttl: 1 })
    server.zones.set('long.test', { a: ['10.0.0.1'], ttl: 60 })
    const long = await Observed.of(await sourceOf(`dns:long.test:2375?servers=${server.address}`, fail))
    await watched('short.test:2375', 'family=4')
    await until('the short one is asked for three times', () => (server.asked.get('short.test') ?? 0) >= 3)
    await long.end()
    expect(server.asked.get('long.test')).to.equal(1)
  })

  const lost: Readonly<Record<string, readonly [place: string, zone: Zone | undefined, sentence: RegExp]>> = {
    'there is no such name any more': [
      'x.test:2375',
      undefined,
      /^cannot find the engines of x.test: the DNS has no such name$/,
    ],
    'there are no addresses any more': ['x.test:2375', {}, /^cannot find .*: the name has no such records$/],
    'the server fails': ['x.test:2375', { rcode: 2 }, /^cannot find .*: the server failed$/],
    'the server refuses': ['x.test:2375', { rcode: 5 }, /^cannot find .*: the server refuses to answer$/],
    'the service is not there': ['_x._tcp.test', { srv: [[0, '.']] }, /^cannot find .*: the name has no such records$/],
  }

  for (const [title, [place, zone, sentence]] of Object.entries(lost)) {
    it(`stay when ${title}, which is said once`, async () => {
      const name = place.replace(/:\d+$/, '')
      const good: Zone = { a: ['10.0.0.1'], srv: [[2375, '10.0.0.1']] }
      server.zones.set(name, good)
      await watched(place)
      if (zone === undefined) server.zones.delete(name)
      else server.zones.set(name, zone)
      await observed!.says(sentence)
      const asked = server.asked.get(name)!
      await until('it is asked again', () => server.asked.get(name)! > asked + 1)
      server.zones.set(name, good)
      await observed!.says(/^recovered$/)
      expect(observed!.said).to.have.length(2)
      expect(observed!.lists).to.have.length(1)
    })
  }

  it('do not hold up a start, or an end, when no server answers', async () => {
    server.zones.set('x.test', { silent: true })
    const watching = watched('x.test:2375')
    await until('it is asked for', () => server.asked.has('x.test'))
    await watching
    expect(observed!.lists).to.deep.equal([])
  })

  it('are not told of when nobody watches any more', async () => {
    server.zones.set('pool.test', { a: ['10.0.0.1'] })
    await watched('pool.test:2375')
    await observed!.end()
    const asked = server.asked.get('pool.test')
    await setTimeout(300)
    expect(server.asked.get('pool.test')).to.equal(asked)
  })
})

describe('a DNS source', () => {
  const bad: Readonly<Record<string, RegExp>> = {
    '': /invalid DNS source "": write NAME:PORT, or _service\._tcp\.NAME for SRV records/,
    'a b:1': /invalid DNS source "a b:1"/,
    'a..b': /invalid DNS source/,
    '::1': /invalid DNS source/,
    'a:0': /invalid port "0", a port is a number from 1 to 65535/,
    'a:65536': /invalid port "65536"/,
    '_docker._tcp.a:1': /"_docker\._tcp\.a:1" has a port, and the SRV records of a service have their own/,
    'a?evry=1': /unknown option "evry" behind the "\?": there are every, family, servers, tls, tlsverify, tlscacert/,
    'a?every=1&every=2': /the option "every" is there twice/,
    'a?every=': /expected every=SECONDS, from 0.1 to 86400, not ""/,
    'a?every=0': /expected every=SECONDS/,
    'a?every=1e3': /expected every=SECONDS/,
    'a?family=5': /expected family=4 or family=6, not "5"/,
    'a?servers=dns.example': /expected servers=ADDRESS:PORT,…, not "dns.example"/,
    'a?tls=maybe': /expected tls=true or tls=false, not "maybe"/,
    'a?tls=false&tlscertpath=/x': /tls=false, and options of TLS: leave out one of both/,
    'a?tlscertpath=%': /tlscertpath is not percent-encoded rightly: a "%" is written %25/,
  }

  for (const [text, sentence] of Object.entries(bad)) {
    it(`is refused when it is ${JSON.stringify(text)}`, () => {
      let thrown: unknown
      try {
        readDnsAddress(text, fail)
      } catch (error) {
        thrown = error
      }
      expect(isSwarmError(thrown) && thrown.kind).to.equal('InvalidParameter')
      expect((thrown as Error).message).to.match(sentence)
    })
  }
})
