import { expect } from 'chai'
import { startFaultProxy, type FaultProxy } from 'libswarm-core/testing'
import { etcdSource } from '../dist/discovery/etcd.js'
import { Trouble } from '../dist/discovery/trouble.js'
import { readEtcdAddress } from '../dist/etcd/address.js'
import { EtcdClient, type EtcdAnswer } from '../dist/etcd/client.js'
import { EtcdError } from '../dist/etcd/failure.js'
import { register } from '../dist/etcd/register.js'
import { describeEtcd, EtcdServer } from './support/etcd-server.js'
import { fail, Observed } from './support/observed.js'
import { until } from './support/until.js'

const ttl = 2

/** A client that cannot renew a lease, and knows what it did. */
class Mute extends EtcdClient {
  readonly steps: string[] = []

  override call(path: string, body: unknown, signal?: AbortSignal, limit?: number): Promise<EtcdAnswer> {
    const step = path.slice(path.lastIndexOf('/') + 1)
    if (step === 'keepalive') return Promise.reject(new EtcdError('it is mute'))
    this.steps.push(step)
    return super.call(path, body, signal, limit)
  }
}

describeEtcd('a child that is registered in etcd', () => {
  let server: EtcdServer
  let proxy: FaultProxy
  let client: EtcdClient
  let observed: Observed
  let ending: AbortController
  let registering: Promise<void>
  let said: string[]
  let written: number
  let prefix = ''
  let count = 0

  before(async function () {
    this.timeout(60_000)
    server = await EtcdServer.start()
    proxy = await startFaultProxy({ to: `tcp://${server.address}` })
  })
  beforeEach(async () => {
    prefix = `/pool-${count++}`
    said = []
    written = 0
    observed = await Observed.of(etcdSource(`${server.address}${prefix}`, fail))
    client = new EtcdClient(readEtcdAddress(`${proxy.host}:${proxy.port}${prefix}`, fail), 1500)
    ending = new AbortController()
    const entry = { name: 'a', spec: 'debug -v', labels: new Map([['disk', 'ssd']]) }
    const trouble = new Trouble({
      troubled: (sentence) => void said.push(sentence),
      recovered: () => void said.push(''),
    })
    registering = register(client, entry, { ttl, trouble, registered: () => void written++ }, ending.signal)
    await observed.has('a')
  })
  afterEach(async () => {
    await proxy.clear()
    ending.abort()
    await registering
    client.close()
    await observed.end()
  })
  after(async () => {
    await proxy.close()
    await server.close()
  })

  it('is there as it was given, and gone at once when it ends', async () => {
    expect(observed.children).to.deep.equal([{ name: 'a', spec: 'debug -v', labels: new Map([['disk', 'ssd']]) }])
    ending.abort()
    await registering
    expect(await server.get(`${prefix}/a`)).to.equal(undefined)
    await observed.has('')
    expect(said).to.deep.equal([])
  })

  it('stays longer than its time to live', async () => {
    await new Promise((resolve) => setTimeout(resolve, ttl * 2000))
    expect(observed.lists).to.have.length(2)
  })

  it('is gone when its time to live is over, and there again when etcd can be reached', async () => {
    await proxy.set({ blackHole: true })
    await observed.has('', 20_000)
    await until('that is said', () => said.some((sentence) => /^the child "a" is not registered: /.test(sentence)))
    await proxy.clear()
    await observed.has('a', 20_000)
    await until('that it is over is said', () => said.at(-1) === '')
    expect(written).to.be.greaterThan(1)
  }).timeout(60_000)

  it('is written again before the lease that was lost is let run out', async () => {
    const mute = new Mute(client.address)
    const written = new AbortController()
    let times = 0
    const registered = () => void (++times === 2 && written.abort())
    const trouble = new Trouble({ troubled: () => undefined, recovered: () => undefined })
    await register(mute, { name: 'b', spec: 'debug', labels: new Map() }, { ttl, trouble, registered }, written.signal)
    mute.close()
    const steps = ['grant', 'put', 'grant', 'put', 'revoke']
    expect(mute.steps).to.deep.equal(steps)
    expect(await server.get(`${prefix}/b`)).to.equal(undefined)
  })

  it('is written again when its lease was revoked', async () => {
    const { leases = [] } = (await server.post('/v3/lease/leases', {})) as {
      readonly leases?: readonly { ID: string }[]
    }
    for (const lease of leases) await server.post('/v3/lease/revoke', lease)
    await observed.has('')
    await observed.has('a', 20_000)
    expect(said).to.include('the child "a" is not registered: the lease has run out')
  }).timeout(60_000)
})
