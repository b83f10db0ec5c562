import { expect } from 'chai'
import { startFaultProxy, type FaultProxy } from 'libswarm-core/testing'
import type { EtcdAnswer, EtcdClient } from '../dist/etcd/client.js'
import type { Clock } from '../dist/etcd/clock.js'
import { describeEtcd, EtcdServer } from './support/etcd-server.js'
import { Candidate, Deaf, type CandidateOptions } from './support/standing.js'
import { until } from './support/until.js'

describeEtcd('election of a leader', () => {
  let server: EtcdServer
  let proxy: FaultProxy
  let key = ''
  let count = 0
  const candidates: Candidate[] = []

  before(async function () {
    this.timeout(60_000)
    server = await EtcdServer.start()
    proxy = await startFaultProxy({ to: `tcp://${server.address}` })
  })
  beforeEach(() => {
    key = `/election-${count++}/leader`
  })
  afterEach(async () => {
    await proxy.clear()
    await Promise.all(candidates.splice(0).map((candidate) => candidate.end()))
  })
  after(async () => {
    await proxy.close()
    await server.close()
  })

  function candidate(value: string, address = server.address, options?: CandidateOptions): Candidate {
    const made = new Candidate(address, key, value, options)
    candidates.push(made)
    return made
  }
  const leading = (one: Candidate) => until('it is leader', () => one.election.isLeader)

  it('has one of many', async () => {
    const all = Array.from({ length: 5 }, (_, index) => candidate(`n${index}`))
    await until('all know the leader', () => all.every(({ election }) => election.leader !== undefined))
    const leaders = all.filter(({ election }) => election.isLeader)
    expect(leaders).to.have.length(1)
    const known = new Set(all.map(({ election }) => election.leader))
    expect([...known]).to.deep.equal([await server.get(key)])
    const guards = await Promise.all(all.map(({ election }) => election.guard()))
    expect(guards.filter(Boolean)).to.have.length(1)
  })

  it('lets another follow at once who ends or resigns, with a higher token each', async () => {
    const a = candidate('a')
    await leading(a)
    const b = candidate('b')
    const tokens = [a.election.token!]
    await a.election.resign()
    expect(a.election.isLeader).to.equal(false)
    expect(await server.get(key)).not.to.equal('a')
    await leading(b)
    tokens.push(b.election.token!)
    const c = candidate('c')
    await b.end()
    await leading(c)
    tokens.push(c.election.token!)
    expect(tokens).to.deep.equal(tokens.toSorted((x, y) => Number(x - y)))
    expect(new Set(tokens).size).to.equal(3)
    expect([a.changes, b.changes, c.changes]).to.deep.equal([[true, false], [true, false], [true]])
    expect([...a.said, ...b.said, ...c.said]).to.deep.equal([])
  })

  it('is over for whose key is deleted', async () => {
    const a = candidate('a')
    await leading(a)
    await server.remove(key)
    await until('it was leader, was not, and is', () => a.changes.length === 3)
    expect(a.changes).to.deep.equal([true, false, true])
    expect(a.said).to.deep.equal([`not leader any more: the key ${key} was deleted`])
  })

  it('is over for whom a guard shows that another holds the key', async () => {
    const a = candidate('a', server.address, { Client: Deaf })
    await leading(a)
    expect(await a.election.guard()).to.equal(true)
    await server.remove(key)
    await server.put(key, 'b')
    expect(a.election.isLeader).to.equal(true)
    expect(await a.election.guard()).to.equal(false)
    expect(a.election.isLeader).to.equal(false)
  })

  it('is asked for with a reading, which the members have to agree on', async () => {
    const asked: unknown[] = []
    class Recording extends Deaf {
      override call(...[path, body, ...more]: Parameters<EtcdClient['call']>): Promise<EtcdAnswer> {
        if (path === '/v3/kv/txn') asked.push(body)
        return super.call(path, body, ...more)
      }
    }
    const a = candidate('a', server.address, { Client: Recording })
    await leading(a)
    asked.splice(0)
    expect(await a.election.guard()).to.equal(true)
    const range = { key: Buffer.from(key).toString('base64') }
    const compare = [{ ...range, target: 'CREATE', create_revision: String(a.election.token) }]
    expect(asked).to.deep.equal([{ compare, success: [{ request_range: range }] }])
  })

  it('is given up where etcd is gone', async () => {
    const a = candidate('a', proxy.address.replace('tcp://', ''), { ttl: 2 })
    await leading(a)
    await proxy.set({ blackHole: true })
    await until('it says that it gives up', () => a.said.length > 0)
    expect(await a.election.guard()).to.equal(false)
    expect(a.said[0]).to.match(/^not leader any more: the lease may have run out: it was not renewed for 1\.5 s$/)
    await proxy.clear()
    await leading(a)
  })

  for (const clock of ['monotonic', 'wall'] as const) {
    it(`is not believed in by who slept by its ${clock} clock, though etcd said so before`, async () => {
      let slept = 0
      const machine: Clock = { monotonic: () => performance.now(), wall: () => Date.now() }
      const clocks: Clock = { ...machine, [clock]: () => machine[clock]() + slept }
      const a = candidate('a', proxy.address.replace('tcp://', ''), { ttl: 20, clock: clocks })
      await leading(a)
      await proxy.set({ toClient: { delay: 200 } })
      const guarding = a.election.guard()
      // Two seconds before the lease can have run out.
      slept = 18_000
      expect(a.election.isLeader).to.equal(false)
      expect(a.election.token).to.equal(undefined)
      expect(await guarding).to.equal(false)
    })
  }

  it('does not stand twice', async () => {
    const a = candidate('a')
    const thrown: unknown = await a.election.campaign(new AbortController().signal).catch((error: unknown) => error)
    expect((thrown as Error).message).to.equal('this one stands already')
  })
})
