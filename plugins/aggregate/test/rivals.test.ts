import { expect } from 'chai'
import type { Options } from 'libswarm-backend-aggregate'
import { startChildren, type ChildInstall } from './support/children.js'
import { quick, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'
import { WrittenEngine } from './support/written-engine.js'

/** What a pool knows of an engine is what it was told when it began. */
const once = { ...quick, refresh: [60_000, 60_000], resume: [60_000, 60_000], nameWait: 20_000 } as const

const create = (pool: TestPool, name: string, body: object = {}) =>
  pool.call(`POST /containers/create?name=${name}`, { body: { Image: 'busybox', ...body } })

const start = (
  engines: Readonly<Record<string, WrittenEngine>>,
  nameWait = 20_000,
  options: Omit<Options, 'child'> = {},
  answerLimit = 2000,
) => {
  const children: Record<string, ChildInstall> = {}
  for (const [name, { install }] of Object.entries(engines)) children[name] = install
  return startChildren(children, options, { ...once, nameWait, answerLimit })
}

describe('aggregate: a name that two containers were given', () => {
  for (const older of ['a', 'b']) {
    it(`is left to the older one where both are seen (${older})`, async () => {
      const engines: Record<string, WrittenEngine> = {}
      let wereThere = false
      const areThere = () => (wereThere ||= engines['a']!.names.length + engines['b']!.names.length > 1)
      const beforeLook = () => until('both are there', areThere)
      for (const name of ['a', 'b'])
        engines[name] = new WrittenEngine(name, { clock: () => (name === older ? 1000 : 1001), beforeLook })
      await using one = await start(engines)
      await using other = await start(engines)
      const answers = await Promise.all([create(one, 'a/web'), create(other, 'b/web')])
      expect(answers.map(({ status }) => status)).to.deep.equal(older === 'a' ? [201, 409] : [409, 201])
      expect([engines['a']!.names, engines['b']!.names]).to.deep.equal(older === 'a' ? [['web'], []] : [[], ['web']])
    })
  }

  it('stays with the one whose client was answered, by whatever clock', async () => {
    const engines = {
      a: new WrittenEngine('a', { clock: () => 2000 }),
      b: new WrittenEngine('b', { clock: () => 1000 }),
    }
    await using one = await start(engines, 300)
    await using other = await start(engines, 300)
    expect((await create(one, 'a/web')).status).to.equal(201)
    const late = await create(other, 'b/web')
    expect([late.status, late.text]).to.deep.equal([409, late.text])
    expect(late.text).to.include('is already in use by container').and.include('of the node \\"a\\"')
    expect([engines.a.names, engines.b.names]).to.deep.equal([['web'], []])
  })

  it('is taken back with the volumes that have no name, unless they are those of another container', async () => {
    const engines = { a: new WrittenEngine('a'), b: new WrittenEngine('b') }
    engines.a.containers.set('1a', { name: 'data', created: 0 })
    await using pool = await start(engines)
    engines.b.containers.set('1b', { name: 'web', created: 0 })
    expect((await create(pool, 'a/web')).status).to.equal(409)
    engines.b.containers.set('2b', { name: 'www', created: 0 })
    expect((await create(pool, 'a/www', { HostConfig: { VolumesFrom: ['data'] } })).status).to.equal(409)
    expect(engines.a.removals).to.deep.equal([{ v: true }, { v: false }])
  })

  it('is left to one of a pool that is a node, which shows its node with the name', async () => {
    const engines = { a: new WrittenEngine('a'), r2: new WrittenEngine('r2', { isPool: true }) }
    await using pool = await start(engines, 300)
    engines.r2.containers.set('1', { name: 'x/web', created: 0 }).set('2', { name: 'y/web', created: 0 })
    const { status, text } = await create(pool, 'a/web')
    expect([status, text]).to.deep.equal([409, text])
    expect(text).to.include('is already in use by container').and.include('of the node \\"r2\\"')
    expect(engines.a.names).to.deep.equal([])
  })

  it('is the last part of the way, where a container is created on or renamed to a node of a pool', async () => {
    const engines = { a: new WrittenEngine('a'), r2: new WrittenEngine('r2', { isPool: true }) }
    await using pool = await start(engines, 300)
    engines.a.containers.set('1', { name: 'web', created: 0 })
    expect((await create(pool, 'r2/x/web')).status).to.equal(409)
    expect(engines.r2.names).to.deep.equal([])
    expect((await create(pool, 'r2/x/www')).status).to.equal(201)
    expect((await pool.call('POST /containers/r2/x/www/rename?name=r2/x/web')).status).to.equal(409)
    expect(engines.r2.names).to.deep.equal(['x/www'])
  })

  it('is not asked for where the pool has one node', async () => {
    let looks = 0
    const a = new WrittenEngine('a', { beforeLook: () => Promise.resolve(void looks++) })
    await using pool = await start({ a })
    expect((await create(pool, 'web')).status).to.equal(201)
    expect(looks).to.equal(0)
  })
})

describe('aggregate: a node that does not tell of a name', () => {
  const never = () => new Promise<void>(() => undefined)
  const pair = () => ({ a: new WrittenEngine('a'), b: new WrittenEngine('b', { beforeLook: never }) })

  it('is warned of, and the container stays', async () => {
    const engines = pair()
    await using pool = await start(engines)
    const { status, headers } = await create(pool, 'a/web')
    expect([status, headers['warning']]).to.deep.equal([
      201,
      '199 swarmd "no answer from the node b: no answer within 2 s"',
    ])
    const renamed = await pool.call('POST /containers/web/rename?name=www')
    expect([renamed.status, renamed.headers['warning']]).to.deep.equal([204, headers['warning']])
    expect(engines.a.names).to.deep.equal(['www'])
  })

  it('makes it a 503 where the pool is strict, and nothing is left', async () => {
    const engines = pair()
    await using pool = await start(engines, undefined, { strict: true })
    const { status, text } = await create(pool, 'a/web')
    expect([status, text]).to.deep.equal([503, text])
    expect(text).to.include('no answer from the node b')
    expect(engines.a.names).to.deep.equal([])
  })

  it('is warned of where it is one of a pool that is a node, also where the pool is strict', async () => {
    const warning = '199 swarmd "no answer from the node x: it is frozen"'
    const engines = { a: new WrittenEngine('a'), b: new WrittenEngine('b', { warning }) }
    await using pool = await start(engines, undefined, { strict: true })
    const { status, headers } = await create(pool, 'a/web')
    const told = '199 swarmd "no answer from the node b: in part: no answer from the node x: it is frozen"'
    expect([status, headers['warning']]).to.deep.equal([201, told])
  })

  it('does not keep the others from telling', async () => {
    const engines = { ...pair(), c: new WrittenEngine('c') }
    await using pool = await start(engines, undefined, {}, 600_000)
    engines.c.containers.set('1', { name: 'web', created: 0 })
    expect((await create(pool, 'a/web')).status).to.equal(409)
    expect(engines.a.names).to.deep.equal([])
  })
})
