import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { startFaultProxy, type FaultProxy } from 'libswarm-core/testing'
import { etcdSource, type EtcdTimes } from '../dist/discovery/etcd.js'
import { readEtcdAddress } from '../dist/etcd/address.js'
import { EtcdClient } from '../dist/etcd/client.js'
import { EtcdError } from '../dist/etcd/failure.js'
import { keysWith } from '../dist/etcd/keys.js'
import { watchKeys } from '../dist/etcd/watch.js'
import { describeEtcd, EtcdServer } from './support/etcd-server.js'
import { fail, Observed } from './support/observed.js'

const quick: EtcdTimes = { watch: 30_000, retry: [50, 200] }

describeEtcd('children from etcd', () => {
  let server: EtcdServer
  let observed: Observed | undefined
  let prefix = ''
  let count = 0

  before(async function () {
    this.timeout(60_000)
    server = await EtcdServer.start()
  })
  beforeEach(() => {
    prefix = `/pool-${count++}/nodes`
  })
  afterEach(async () => {
    await observed?.end()
    observed = undefined
  })
  after(() => server.close())

  async function watched(address = server.address, times = quick): Promise<Observed> {
    return (observed = await Observed.of(etcdSource(`${address}${prefix}`, fail, times)))
  }
  const put = (name: string, value = 'debug') => server.put(`${prefix}/${name}`, value)

  it('are the keys below a prefix, in their order', async () => {
    await put('b', 'forward tcp://b:2375')
    await put('eu/a', '{"spec": "debug -v", "labels": {"disk": "ssd"}}')
    await server.put(`${prefix}x`, 'debug')
    await watched()
    expect(observed!.children).to.deep.equal([
      { name: 'b', spec: 'forward tcp://b:2375', labels: new Map() },
      { name: 'a', spec: 'debug -v', labels: new Map([['disk', 'ssd']]) },
    ])
    expect(observed!.said).to.deep.equal([])
  })

  it('come, go and change', async () => {
    await watched()
    expect(observed!.lists).to.deep.equal([[]])
    await put('b')
    await observed!.has('b')
    await put('a')
    await observed!.has('a b')
    await server.remove(`${prefix}/b`)
    await observed!.has('a')
    await put('a', 'simulator')
    await observed!.has('a')
    await setTimeout(50)
    expect(observed!.lists.at(-1)).to.deep.equal(['a=simulator'])
  })

  it('are as they were where a key is wrong, which is said once', async () => {
    await put('a')
    await put('b', '{"spec": ')
    await watched()
    expect(observed!.said).to.deep.equal([
      `${prefix}/b: expected {"spec": …, "labels": …} or a backend, and it is no valid JSON`,
    ])
    expect(observed!.names).to.equal('a')
    await put('a', '{"speck": "debug"}')
    await observed!.says(/\/a: the child "a" has "speck", and only "spec" and "labels" can be there \(and 1 more\)$/)
    expect(observed!.lists).to.deep.equal([['a=debug']])
    await put('a', 'simulator')
    await put('b', 'simulator')
    await observed!.says(/^recovered$/)
    expect(observed!.lists.at(-1)).to.deep.equal(['a=simulator', 'b=simulator'])
  })

  it('are those of the first key where two are named alike', async () => {
    await put('x/a', 'simulator')
    await put('y/a', 'debug')
    await watched()
    expect(observed!.lists).to.deep.equal([['a=simulator']])
    expect(observed!.said.join()).to.contain(`${prefix}/y/a: a key before it is named "a" as well`)
  })

  it('are a thousand as they are one', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${String(index).padStart(4, '0')}`)
    await Promise.all(names.slice(0, 500).map((name) => put(name)))
    await watched()
    expect(observed!.children).to.have.length(500)
    await Promise.all(names.slice(500).map((name) => put(name)))
    await observed!.has(names.join(' '))
    expect(observed!.said).to.deep.equal([])
  })

  it('stay when etcd is killed, which is said once, and are right when it is back', async () => {
    const mortal = await EtcdServer.start()
    try {
      await mortal.put(`${prefix}/a`, 'debug')
      await watched(mortal.address)
      await mortal.kill()
      await observed!.says(/^cannot reach etcd at 127\.0\.0\.1:\d+: /)
      await setTimeout(500)
      expect(observed!.names).to.equal('a')
      expect(observed!.said).to.have.length(new Set(observed!.said).size)
      await mortal.start()
      await observed!.says(/^recovered$/)
      await mortal.put(`${prefix}/b`, 'debug')
      await observed!.has('a b')
    } finally {
      await mortal.close()
    }
  }).timeout(60_000)

  it('stay when etcd is back without its data, until it has some', async () => {
    const mortal = await EtcdServer.start()
    try {
      for (const name of ['a', 'b', 'c']) await mortal.put(`${prefix}/${name}`, 'debug')
      await watched(mortal.address)
      await mortal.forget()
      await mortal.start()
      await observed!.says(/^it has lost its data, and has no children yet/)
      expect(observed!.names).to.equal('a b c')
      await mortal.put(`${prefix}/b`, 'debug')
      await observed!.has('b')
      await observed!.says(/^recovered$/)
    } finally {
      await mortal.close()
    }
  }).timeout(60_000)

  it('are read from the next member when one is gone', async () => {
    const proxy = await startFaultProxy({ to: `tcp://${server.address}` })
    await put('a')
    await watched(`${proxy.host}:${proxy.port},${server.address}`)
    await proxy.close()
    await put('b')
    await observed!.has('a b')
  })

  describe('with a watch that fails', () => {
    let proxy: FaultProxy

    beforeEach(async () => {
      proxy = await startFaultProxy({ to: `tcp://${server.address}` })
      await put('a')
      await put('b')
    })
    afterEach(() => proxy.close())

    for (const end of ['cut', 'reset'] as const) {
      it(`are right after a ${end}, whatever was changed meanwhile`, async () => {
        await watched(proxy.address.replace('tcp://', ''))
        await proxy.set({ down: true })
        proxy.breakOff(end)
        await put('c')
        await server.remove(`${prefix}/a`)
        await observed!.says(/^cannot reach etcd at /)
        expect(observed!.names).to.equal('a b')
        await proxy.clear()
        await observed!.has('b c')
        await observed!.says(/^recovered$/)
      })
    }

    it('are right when what was changed meanwhile is compacted', async () => {
      await watched(proxy.address.replace('tcp://', ''))
      await proxy.set({ down: true })
      proxy.breakOff('reset')
      await server.remove(`${prefix}/a`)
      for (let index = 0; index < 20; index++) await put('c', `debug ${index}`)
      await compact()
      await proxy.clear()
      await observed!.has('b c')
      expect(observed!.lists.at(-1)).to.deep.equal(['b=debug', 'c=debug 19'])
    })

    it('are right after at most the time of a watch when it is silent', async () => {
      await watched(proxy.address.replace('tcp://', ''), { watch: 300, retry: [50, 200] })
      await proxy.set({ blackHole: true })
      await put('c')
      await setTimeout(400)
      await proxy.clear()
      await observed!.has('a b c')
    })
  })

  it('cannot be told of what is compacted: it is read again', async () => {
    await put('a')
    await put('a')
    await compact()
    const client = new EtcdClient(readEtcdAddress(`${server.address}${prefix}`, fail))
    const watch = watchKeys(client, keysWith(prefix), 1n, new AbortController().signal)
    const thrown: unknown = await watch.next().catch((error: unknown) => error)
    client.close()
    expect(thrown).to.be.instanceOf(EtcdError)
    expect((thrown as EtcdError).message).to.match(/what was changed before revision \d+ is compacted$/)
  })

  it('are not told of when nobody watches any more, and no connection is left', async () => {
    const proxy = await startFaultProxy({ to: `tcp://${server.address}` })
    await watched(proxy.address.replace('tcp://', ''))
    expect(proxy.open()).to.be.greaterThan(0)
    await observed!.end()
    await put('a')
    await setTimeout(100)
    expect(observed!.lists).to.deep.equal([[]])
    expect(proxy.open()).to.equal(0)
    await proxy.close()
  })

  async function compact(): Promise<void> {
    const { header } = (await server.post('/v3/kv/range', { key: 'YQ==' })) as {
      readonly header: { readonly revision: string }
    }
    await server.post('/v3/kv/compaction', { revision: header.revision, physical: true })
  }
})
