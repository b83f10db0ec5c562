import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { EventReader } from './support/event-reader.js'
import { startNested, type NestedPool } from './support/nested-pool.js'
import { until } from './support/until.js'

interface Told {
  readonly ID: string
  readonly Version: { readonly Index: number }
  readonly Spec: { readonly Name: string; readonly Availability: string }
  readonly Description: { readonly Hostname: string }
  readonly Status: { readonly State: string }
}
interface Listed {
  readonly Names: readonly string[]
}

const filtersOf = (filters: object) => `filters=${encodeURIComponent(JSON.stringify(filters))}`

// The node `a` is of this pool, and of the one within it.
const nodes = { 'r2/a': ['one', 'two'], 'r2/b': ['three'], a: ['four'] }

describe('aggregate: the nodes of a pool within a pool', () => {
  let pool: NestedPool
  before(async () => {
    pool = await startNested(nodes)
  })
  after(() => pool[Symbol.asyncDispose]())

  const inspect = (asked: string) => pool.get<Told>(`GET /nodes/${asked}`)
  const namesOf = async (filters: object) =>
    (await pool.get<Told[]>(`GET /nodes?${filtersOf(filters)}`)).map(({ Spec }) => Spec.Name).join(' ')

  it('are inspected by the way to them, and have the names that they have here', async () => {
    const a = await inspect('r2/a')
    expect([a.Spec.Name, a.Description.Hostname, a.Status.State]).to.deep.equal(['r2/a', 'r2/a', 'ready'])
    const own = (await call(pool.engines.get('r2/a')!, 'GET /info')).json<Told>()
    expect(a.ID).to.equal(own.ID)
    expect((await inspect('a')).ID).not.to.equal(a.ID)
  })

  it('are found by the IDs of their engines, and by the beginning of one', async () => {
    const { ID } = await inspect('r2/b')
    for (const asked of [ID, ID.slice(0, -1), `r2/${ID}`])
      expect((await inspect(asked)).Spec.Name, asked).to.equal('r2/b')
  })

  for (const asked of ['r2/none', 'a/none', 'none', 'r2/', 'r3/none'])
    it(`are none that are not there: ${asked}`, async () => {
      const { status, text } = await pool.call(`GET /nodes/${asked}`)
      expect([status, JSON.parse(text)]).to.deep.equal([404, { message: `node ${asked} not found` }])
    })

  const lists: readonly (readonly [filters: object, names: string])[] = [
    [{}, 'a r2'],
    [{ name: ['r2'] }, 'r2'],
    [{ name: ['r2/'] }, 'r2/a r2/b'],
    [{ name: ['r2/a'] }, 'r2/a'],
    [{ name: ['a', 'r2/b'] }, 'a r2/b'],
    [{ name: ['r2/'], role: ['manager'] }, ''],
    [{ name: ['a/'] }, ''],
  ]
  for (const [filters, names] of lists)
    it(`are listed where they are asked for: ${JSON.stringify(filters)}`, async () => {
      expect(await namesOf(filters)).to.equal(names)
    })

  it('are set by the pool that they are of', async () => {
    const set = async (asked: string, Availability: string) => {
      const { ID, Version, Spec } = await inspect(asked)
      const path = `POST /nodes/${ID}/update?version=${Version.Index}`
      return pool.call(path, { body: { ...Spec, Availability } })
    }
    const drained = await set('r2/b', 'drain')
    expect(drained.status, drained.text).to.equal(200)
    expect((await inspect('r2/b')).Spec.Availability).to.equal('drain')
    expect((await inspect('r2')).Spec.Availability).to.equal('active')
    for (const name of ['five', 'six']) {
      const path = `POST /containers/create?name=${name}`
      await pool.get(path, { body: { Image: 'busybox', Env: ['constraint:node==r2'] } })
      const { Node } = await pool.get<{ readonly Node: { readonly Name: string } }>(`GET /containers/${name}/json`)
      expect(Node.Name).to.equal('r2/a')
      expect((await pool.call(`DELETE /containers/${name}`)).status).to.equal(204)
    }
    expect((await set('r2/b', 'active')).status).to.equal(200)
    const { Version } = await inspect('r2/b')
    const path = `POST /nodes/r2/b/update?version=${Version.Index + 1}`
    const stale = await pool.call(path, { body: { Availability: 'pause' } })
    expect(stale.status, stale.text).to.equal(409)
  })
})

describe('aggregate: what of a drained node of a pool within a pool moves', () => {
  it('is told with the node that has it now', async () => {
    await using pool = await startNested({ 'r2/a': [], 'r2/b': [], q: [] })
    const Labels = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }
    // The pool itself is told: what was said to the one around it is put aside.
    const { Id } = await pool.get<{ readonly Id: string }>('POST /containers/create?name=r2/a/web', {
      body: { Image: 'busybox' },
    })
    expect(Id).to.have.lengthOf(64)
    const engine = pool.engines.get('r2/a')!
    await call(engine, 'POST /containers/create?name=own', { body: { Image: 'busybox', Labels } })
    const body = { Availability: 'drain' }
    const { text } = await pool.call('POST /nodes/r2/a/update?version=1', { body })
    const { Moved, Stayed } = JSON.parse(text) as { Moved: readonly object[]; Stayed: readonly { Name: string }[] }
    expect(Stayed.map(({ Name }) => Name)).to.deep.equal(['web'])
    expect(Moved).to.have.lengthOf(1)
    expect(Moved[0]).to.deep.include({ Name: 'own', Node: 'r2/b' })
  })
})

describe('aggregate: the filter node', () => {
  let pool: NestedPool
  beforeEach(async () => {
    pool = await startNested(nodes)
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  const lists: readonly (readonly [node: readonly string[], names: readonly string[]])[] = [
    [['r2/a'], ['/one', '/two']],
    [['r2/b'], ['/three']],
    [['r2'], ['/one', '/two', '/three']],
    [['a'], ['/four']],
    [
      ['r2/b', 'a'],
      ['/three', '/four'],
    ],
    [
      ['r2/b', 'r2'],
      ['/one', '/two', '/three'],
    ],
    [['r2/c'], []],
    [['a/a'], []],
    [['r2/'], []],
  ]
  it('means a node of a pool within the pool by the way to it, in a list of containers', async () => {
    for (const [node, names] of lists)
      for (const more of [{}, { name: ['o', 'r'] }]) {
        const listed = await pool.get<Listed[]>(`GET /containers/json?all=1&${filtersOf({ node, ...more })}`)
        expect(
          listed.flatMap(({ Names }) => Names),
          node.join(),
        ).to.have.members(names)
      }
  })

  it('does so in lists of images, networks and volumes', async () => {
    await call(pool.engines.get('r2/b')!, 'POST /images/busybox/tag?repo=only&tag=1')
    for (const Name of ['r2/a/mine', 'r2/b/yours', 'a/ours'])
      for (const kind of ['networks', 'volumes'])
        expect((await pool.call(`POST /${kind}/create`, { body: { Name } })).status).to.equal(201)
    const texts = async (node: string) =>
      (
        await Promise.all(
          ['images/json', 'networks', 'volumes'].map((path) =>
            pool.call(`GET /${path}?${filtersOf({ node: [node] })}`),
          ),
        )
      ).map(({ text }) => text)
    const [images, networks, volumes] = await texts('r2/a')
    expect(images).to.include('"Nodes":["r2/a"]')
    expect(images).not.to.include('only:1')
    expect((await texts('r2/b'))[0]).to.include('only:1')
    for (const text of [networks, volumes])
      expect(text)
        .to.include('"mine"')
        .and.not.match(/"yours"|"ours"/)
  })

  it('prunes there alone', async () => {
    for (const Name of ['r2/a/mine', 'r2/b/yours', 'a/ours'])
      for (const kind of ['networks', 'volumes']) await pool.get(`POST /${kind}/create`, { body: { Name } })
    for (const [way, name] of [
      ['r2/a', 'idle-a'],
      ['r2/b', 'idle-b'],
    ])
      await pool.get(`POST /containers/create?name=${way}/${name}`, { body: { Image: 'busybox' } })
    const prune = (kind: string, more = {}) =>
      pool.call(`POST /${kind}/prune?${filtersOf({ node: ['r2/a'], ...more })}`)
    expect((await prune('networks')).json()).to.deep.equal({ NetworksDeleted: ['mine'] })
    expect((await prune('volumes', { all: ['1'] })).json()).to.deep.include({ VolumesDeleted: ['mine'] })
    const { ContainersDeleted } = (await prune('containers')).json<{ readonly ContainersDeleted: readonly string[] }>()
    expect(ContainersDeleted).to.have.lengthOf(1)
    expect((await pool.call('GET /containers/idle-b/json')).status).to.equal(200)
    for (const way of ['r2/a', 'r2/b']) await call(pool.engines.get(way)!, 'DELETE /images/busybox?force=1')
    for (const kind of ['images', 'build']) expect((await prune(kind)).status).to.equal(200)
  })

  it('means it in the events, those of the past and those to come', async () => {
    const query = (node: string) => filtersOf({ node: [node], type: ['container'], event: ['create'] })
    const past = async (node: string) => {
      const until = (Date.now() / 1000 + 0.1).toFixed(3)
      const { text } = await pool.call(`GET /events?since=1&until=${until}&${query(node)}`)
      return [...text.matchAll(/"name":"(\w+)"/g)].map(([, name]) => name)
    }
    expect(await past('r2/a')).to.have.members(['one', 'two'])
    expect(await past('r2')).to.have.members(['one', 'two', 'three'])
    await using reader = await EventReader.open(pool.daemon, `?${query('r2/b')}`)
    for (const way of ['r2/a', 'a', 'r2/b'])
      await pool.get(`POST /containers/create?name=${way}/new-${way.replace('/', '-')}`, { body: { Image: 'busybox' } })
    await reader.until('it is told', ({ words }) => words.length > 0)
    expect(reader.words).to.deep.equal(['r2/b new-r2-b: create'])
  })
})

describe('aggregate: a node of a pool within a pool that is down', function () {
  this.timeout(60_000)
  it('is missing where it is meant, and only there', async () => {
    await using pool = await startNested({ 'r2/a': ['one'], 'r2/b': ['two'], q: [] })
    await pool.engines.get('r2/b')!.close()
    const down = async () => (await pool.get<Told>('GET /nodes/r2/b')).Status.State === 'down'
    await until('it is down', down, 50_000)
    for (const line of ['containers/json', 'images/json', 'networks', 'volumes', 'events?since=1&until=2']) {
      const join = line.includes('?') ? '&' : '?'
      const headersOf = async (node: string) =>
        (await pool.call(`GET /${line}${join}${filtersOf({ node: [node] })}`)).headers
      expect(await headersOf('r2/a'), line).not.to.have.property('warning')
      expect((await headersOf('r2/b'))['warning'], line).to.match(/the node r2: in part: no answer from the node b/)
    }
  })
})
