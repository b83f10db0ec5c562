import { expect } from 'chai'
import { startChildren } from './support/children.js'
import { quick, type TestPool } from './support/running-pool.js'
import { WrittenEngine } from './support/written-engine.js'

/** What a pool knows of an engine without events is what it was told when it began. */
const once = { ...quick, refresh: [60_000, 60_000], resume: [60_000, 60_000] } as const

describe('aggregate: names that have changed without an event yet', () => {
  const engines = () => ({ a: new WrittenEngine('a'), b: new WrittenEngine('b') })
  const start = ({ a, b }: ReturnType<typeof engines>) => startChildren({ a: a.install, b: b.install }, {}, once)
  const create = (pool: TestPool) => pool.call('POST /containers/create?name=web', { body: { Image: 'busybox' } })

  it('can be taken again where another swarmd has removed the container', async () => {
    const pair = engines()
    pair.a.containers.set('1a', { name: 'web', created: 0 })
    await using pool = await start(pair)
    expect((await create(pool)).status).to.equal(409)
    pair.a.containers.delete('1a')
    expect((await create(pool)).status).to.equal(201)
  })

  it('mean the container that has them now', async () => {
    const pair = engines()
    pair.a.containers.set('1a', { name: 'web', created: 0 })
    await using pool = await start(pair)
    pair.a.containers.set('1a', { name: 'web-old', created: 0 })
    pair.a.containers.set('1c', { name: 'web', created: 0 })
    expect((await pool.get<{ Id: string }>('GET /containers/web/json')).Id).to.equal('1c')
    expect((await pool.call('DELETE /containers/web')).status).to.be.below(300)
    expect(pair.a.names).to.deep.equal(['web-old'])
  })

  it('mean the one that is left of two, for as long as it is the only one', async () => {
    const pair = engines()
    pair.a.containers.set('1a', { name: 'web', created: 0 })
    pair.b.containers.set('1b', { name: 'web', created: 0 })
    await using pool = await start(pair)
    expect((await pool.call('GET /containers/web/json')).status).to.equal(409)
    pair.a.containers.set('1a', { name: 'www', created: 0 })
    expect((await pool.get<{ Id: string }>('GET /containers/web/json')).Id).to.equal('1b')
  })
})
