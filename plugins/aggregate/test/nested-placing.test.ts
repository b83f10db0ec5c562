import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startNested, type NestedPool } from './support/nested-pool.js'
import { until } from './support/until.js'

interface Inspected {
  readonly Id: string
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly Node: { readonly Name: string }
}
interface Listed {
  readonly Names: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
}

const swarm = (name: string) => `com.docker.swarm.${name}`

describe('aggregate: where a pool puts what a pool around it asks for', () => {
  let pool: NestedPool
  beforeEach(async () => {
    pool = await startNested({ 'r2/a': ['here'], 'r2/b': [], q: [] }, { label: ['r2:disk=ssd'] })
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  const create = (name: string, Env: readonly string[], Labels: object = {}) =>
    pool.call(`POST /containers/create?name=${name}`, { body: { Image: 'busybox', Env, Labels } })
  const inspect = (name: string) => pool.get<Inspected>(`GET /containers/${name}/json`)
  const nodeOf = async (name: string) => (await inspect(name)).Node.Name
  /** The labels of a container as its own engine has them. */
  const labelsOn = async (way: string, name: string) =>
    (await call(pool.engines.get(way)!, `GET /containers/${name}/json`)).json<Inspected>().Config.Labels

  const wishes: readonly (readonly [expression: string, node: RegExp])[] = [
    ['constraint:node==r2', /^r2\/[ab]$/],
    ['constraint:disk==ssd', /^r2\/[ab]$/],
    ['whitelist:node==r2', /^r2\/[ab]$/],
    ['constraint:node!=r2', /^q$/],
    ['constraint:node==r2/b', /^r2\/b$/],
    ['affinity:container==here', /^r2\/a$/],
  ]
  for (const [expression, node] of wishes)
    it(`looks at ${expression} once`, async () => {
      for (const name of ['one', 'two', 'three']) {
        const { status, text } = await create(name, [expression])
        expect(status, text).to.equal(201)
        expect(await nodeOf(name)).to.match(node)
      }
    })

  it('names a node of the pool that is not to be taken', async () => {
    for (const name of ['one', 'two']) {
      expect((await create(name, ['constraint:node!=r2/a', 'constraint:node==r2'])).status).to.equal(201)
      expect(await nodeOf(name)).to.equal('r2/b')
    }
    const { status, text } = await create('three', ['constraint:node==r2/c'])
    expect([status, text]).to.satisfy(() => status === 409 && text.includes('node==c is not so: a, b'))
  })

  it('shows its own labels to its clients, and hides them from the pool that has the container', async () => {
    const { text } = await create('mine', ['constraint:node==r2/a', 'reschedule:on-node-failure'], { tier: 'front' })
    expect(text).to.include('Id')
    const own = {
      tier: 'front',
      [swarm('constraints')]: '["node==r2/a"]',
      [swarm('reschedule-policies')]: '["on-node-failure"]',
    }
    expect((await inspect('mine')).Config.Labels).to.deep.equal(own)
    const listed = await pool.get<Listed[]>('GET /containers/json?all=1')
    expect(listed.find(({ Names }) => Names.includes('/mine'))?.Labels).to.deep.equal(own)
    const there = await labelsOn('r2/a', 'mine')
    expect(Object.keys(there).sort()).to.deep.equal([swarm('constraints'), swarm('outer'), 'tier'])
    expect(there[swarm('constraints')]).to.equal('["node==a"]')
  })

  it('keeps constraints of networks and volumes to itself, too', async () => {
    const Labels = { [swarm('constraints')]: '["node==r2"]' }
    for (const kind of ['networks', 'volumes']) {
      const { status, text } = await pool.call(`POST /${kind}/create`, { body: { Name: 'mine', Labels } })
      expect(status, text).to.equal(201)
      const made = await pool.get<{ readonly Labels: object; readonly Node: { readonly Name: string } }>(
        `GET /${kind}/mine`,
      )
      expect(made.Node.Name).to.match(/^r2\/[ab]$/)
      expect(made.Labels).to.deep.equal(Labels)
    }
  })

  it('takes a pool out and in again as a node, and none of its nodes', async () => {
    const set = async (Availability: string) => {
      const { ID, Version, Spec } = await pool.get<{
        readonly ID: string
        readonly Version: { readonly Index: number }
        readonly Spec: object
      }>('GET /nodes/r2')
      const path = `POST /nodes/${ID}/update?version=${Version.Index}`
      const { status, text } = await pool.call(path, { body: { ...Spec, Availability } })
      expect(status, text).to.equal(200)
    }
    await set('pause')
    for (const name of ['one', 'two']) {
      expect((await create(name, [])).status).to.equal(201)
      expect(await nodeOf(name)).to.equal('q')
    }
    const { Volumes } = await pool.get<{ readonly Volumes: readonly unknown[] }>('GET /volumes')
    expect(Volumes).to.deep.equal([])
    await set('active')
    for (const node of ['a', 'b'])
      expect((await create(`on-${node}`, [`constraint:node==r2/${node}`])).status).to.equal(201)
  })
})

describe('aggregate: a pool within a pool, where containers ask for nothing', () => {
  const enginesOf = async (pool: NestedPool) => (await pool.get<{ readonly Engines: number }>('GET /info')).Engines

  it('gets as many for each of its engines that take some as an engine gets', async () => {
    await using pool = await startNested({ 'r2/a': [], 'r2/b': [], 'r2/c': [], q: [] })
    await until('all are there', async () => (await enginesOf(pool)) === 4)
    const nodes: string[] = []
    for (let at = 0; at < 8; at++) {
      const made = await pool.call(`POST /containers/create?name=c${at}`, { body: { Image: 'busybox' } })
      expect(made.status, made.text).to.equal(201)
      nodes.push((await pool.get<Inspected>(`GET /containers/c${at}/json`)).Node.Name)
    }
    const each = ['q', 'r2/a', 'r2/b', 'r2/c'].flatMap((node) => [node, node])
    expect(nodes.sort()).to.deep.equal(each)
  })

  it('tells how many take some: none that is set aside', async () => {
    await using pool = await startNested({ 'r2/a': [], 'r2/b': [], q: [] })
    await until('all are there', async () => (await enginesOf(pool)) === 3)
    const body = { Availability: 'pause' }
    expect((await pool.call('POST /nodes/q/update?version=1', { body })).status).to.equal(200)
    expect(await enginesOf(pool)).to.equal(2)
    expect((await pool.call('POST /nodes/r2/update?version=1', { body })).status).to.equal(200)
    expect(await enginesOf(pool)).to.equal(0)
  })
})
