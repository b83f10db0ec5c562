import { expect } from 'chai'
import { startDaemon, startFaultProxy } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { patient, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

interface Named {
  readonly Name: string
}
interface Usage {
  readonly LayersSize: number
  readonly Images: readonly object[] | null
  readonly Containers: readonly { readonly Names: readonly string[] }[] | null
  readonly Volumes: readonly Named[] | null
  readonly ImageUsage: Counted
  readonly ContainerUsage: Counted
  readonly VolumeUsage: Counted & { readonly Items: readonly Named[] }
}
interface Counted {
  readonly ActiveCount: number
  readonly TotalCount: number
  readonly TotalSize: number
}

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

describe('aggregate: disk usage', () => {
  let pool: TestPool
  before(async () => {
    pool = await startPool(['a=simulator web --seed 1', 'b=simulator web db --seed 2'], {}, patient)
    for (const Name of ['a/data', 'b/data', 'b/more']) await pool.get('POST /volumes/create', { body: { Name } })
  })
  after(() => pool[Symbol.asyncDispose]())

  it('is that of all nodes together, with names as they are in the pool', async () => {
    const alone = await startDaemon({ backends: ['simulator web'], standard: [simulator] })
    await using one = await startPool([`one=forward ${alone.address}`], {}, patient)
    const { LayersSize: size } = await one.get<Usage>('GET /v1.44/system/df')
    await alone.close()
    const { LayersSize, Images, Containers, Volumes } = await pool.get<Usage>('GET /v1.44/system/df')
    expect(size).to.be.above(0)
    expect([LayersSize, Images?.length]).to.deep.equal([2 * size, 2])
    expect(Containers?.flatMap(({ Names }) => Names)).to.have.members(['/a/web', '/b/web', '/db'])
    expect(Volumes?.map(({ Name }) => Name)).to.have.members(['a/data', 'b/data', 'more'])
  })

  it('has the shape of the API version, and of what was asked for', async () => {
    const keys = async (line: string) => Object.keys(await pool.get<Usage>(line)).sort()
    const old = ['BuildCache', 'Containers', 'Images', 'LayersSize', 'Volumes']
    const usages = ['BuildCacheUsage', 'ContainerUsage', 'ImageUsage', 'VolumeUsage']
    expect(await keys('GET /v1.41/system/df')).to.deep.equal(['BuildCache', 'BuilderSize', ...old.slice(1)])
    expect(await keys('GET /v1.44/system/df')).to.deep.equal(old)
    expect(await keys('GET /v1.52/system/df?verbose=1')).to.deep.equal(usages)
    const some = await pool.get<Usage>('GET /v1.44/system/df?type=volume')
    expect([some.Images, some.Containers, some.Volumes?.length]).to.deep.equal([null, null, 3])
  })

  it('adds up what API 1.52 counts, and names what it lists', async () => {
    const plain = await pool.get<Usage>('GET /v1.52/system/df')
    expect(plain.ContainerUsage).to.deep.include({ ActiveCount: 3, TotalCount: 3 })
    expect(plain.VolumeUsage).to.deep.include({ ActiveCount: 0, TotalCount: 3 })
    const { VolumeUsage } = await pool.get<Usage>('GET /v1.52/system/df?verbose=1')
    expect(VolumeUsage.Items.map(({ Name }) => Name)).to.have.members(['a/data', 'b/data', 'more'])
  })

  it('is refused as an engine refuses it', async () => {
    expect((await pool.call('GET /v1.44/system/df?type=nosuch')).status).to.equal(400)
  })
})

describe('aggregate: prune', () => {
  let pool: TestPool
  beforeEach(async () => {
    pool = await startPool(['a=simulator web --seed 1', 'b=simulator db --seed 2'], {}, patient)
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  const post = (line: string, body?: object) => pool.get<Record<string, never>>(`POST ${line}`, { body })
  const lists = async (line: string) => (await pool.get<{ readonly Names: string[] }[]>(`GET ${line}`)).length

  it('removes the containers of all nodes that do not run, and they are not known any more', async () => {
    const made = await Promise.all(
      [1, 2, 3].map((at) => post(`/containers/create?name=idle${at}`, { Image: 'busybox' })),
    )
    const { ContainersDeleted, SpaceReclaimed } = await post('/containers/prune')
    expect(ContainersDeleted).to.have.members(made.map(({ Id }) => Id))
    expect(SpaceReclaimed).to.equal(0)
    expect((await pool.call('GET /containers/idle1/json')).status).to.equal(404)
    await post('/containers/create?name=idle1', { Image: 'busybox' })
    expect((await post('/containers/prune?filters={"label":["nosuch"]}')).ContainersDeleted).to.equal(null)
    expect(await lists('/containers/json?all=1')).to.equal(3)
  })

  it('removes the networks of all nodes that nobody is on', async () => {
    for (const Name of ['a/twice', 'b/twice', 'a/once']) await post('/networks/create', { Name })
    const only = await post('/networks/prune?filters={"node":["b"]}')
    expect(only).to.deep.equal({ NetworksDeleted: ['b/twice'] })
    expect((await post('/networks/prune')).NetworksDeleted).to.have.members(['twice', 'once'])
    expect(await post('/networks/prune')).to.deep.equal({ NetworksDeleted: null })
    expect((await pool.call('GET /networks/once')).status).to.equal(404)
  })

  const marked = { Labels: { 'com.docker.swarm.availability': 'drain' } }
  const kept = { Labels: { keep: '' } }

  it('removes volumes, and never the one that keeps an operator’s word about its node', async () => {
    for (const Name of ['a/data', 'b/data', 'a/more']) await post('/volumes/create', { Name })
    await post('/volumes/create', { Name: 'a/mark', ...marked })
    const all = '/volumes/prune?filters={"all":["1"]}'
    expect((await post(all)).VolumesDeleted).to.have.members(['a/data', 'b/data', 'more'])
    expect((await post(all)).VolumesDeleted).to.deep.equal([])
    // Creating it again is no new one where it is there yet.
    expect((await post('/volumes/create', { Name: 'a/mark' }))['Labels']).to.deep.equal(marked.Labels)
  })

  it('leaves a node out, with a warning, where a filter of the client would take that one', async () => {
    await post('/volumes/create', { Name: 'a/mark', ...marked })
    for (const node of ['a', 'b']) {
      await post('/volumes/create', { Name: `${node}/keep`, ...kept })
      await post('/volumes/create', { Name: `${node}/go` })
    }
    const { text, headers } = await pool.call('POST /volumes/prune?filters={"all":["1"],"label!":["keep"]}')
    expect(JSON.parse(text)).to.deep.equal({ VolumesDeleted: ['b/go'], SpaceReclaimed: 0 })
    expect(headers['warning']).to.match(/node a: .*label!/)
    // Without a value it is none.
    const { VolumesDeleted } = await post('/volumes/prune?filters={"all":["1"],"label!":[]}')
    expect(VolumesDeleted).to.have.members(['go', 'a/keep', 'b/keep'])
    expect((await post('/volumes/create', { Name: 'a/mark' }))['Labels']).to.deep.equal(marked.Labels)
  })

  it('is refused as an engine refuses it, before anything is done', async () => {
    for (const kind of ['containers', 'networks', 'volumes']) {
      const { status } = await pool.call(`POST /${kind}/prune?filters={"nosuch":["x"]}`)
      expect(status, kind).to.equal(400)
    }
  })

  for (const kind of ['containers', 'images', 'build', 'networks', 'volumes']) {
    it(`is refused where it is to be done on a node that is not there: ${kind}`, async () => {
      const { status, text } = await pool.call(`POST /${kind}/prune?filters={"node":["nosuch"]}`)
      expect([status, text.trim()]).to.deep.equal([503, '{"message":"no node is called nosuch"}'])
    })
  }
})

describe('aggregate: prune and disk usage without a node', () => {
  it('are done on the others, and tell of it; strict, or without any node, they are 503 and nothing is done', async () => {
    const engine = await startDaemon({ backends: ['simulator far'], standard: [simulator] })
    const proxy = await startFaultProxy({ to: engine.address })
    const children = ['near=simulator close', `far=forward ${proxy.address}`]
    await using pool = await startPool(children)
    await using strict = await startPool(children, { strict: true })
    await using alone = await startPool([children[1]!], {})
    for (const each of [pool, strict]) await each.get('POST /networks/create', { body: { Name: 'near/idle' } })
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    for (const each of [pool, strict, alone]) {
      await until('the node is down', async () =>
        (await each.get<string>('GET /nodes').then(JSON.stringify)).includes('"down"'),
      )
    }
    expect((await strict.call('POST /networks/prune')).status).to.equal(503)
    expect((await strict.call('GET /networks/near/idle')).status).to.equal(200)
    for (const kind of ['networks', 'images', 'build'])
      expect((await alone.call(`POST /${kind}/prune`)).status, kind).to.equal(503)
    const pruned = await pool.call('POST /networks/prune')
    expect(pruned.json()).to.deep.equal({ NetworksDeleted: ['idle'] })
    expect(pruned.headers['warning']).to.include('far')
    const usage = await pool.call('GET /v1.44/system/df')
    expect(usage.json<Usage>().Containers).to.have.lengthOf(1)
    expect(usage.headers['warning']).to.include('far')
    await proxy.close()
    await engine.close()
  })
})
