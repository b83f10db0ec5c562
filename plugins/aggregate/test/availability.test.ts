import { expect } from 'chai'
import { startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { engineOf, startChildren } from './support/children.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

interface Told {
  readonly ID: string
  readonly Version: { readonly Index: number }
  readonly Spec: { readonly Name: string; readonly Labels: Record<string, string>; readonly Availability: string }
}

const inspect = (pool: TestPool, name: string) => pool.get<Told>(`GET /nodes/${name}`)

/** As `docker node update --availability` asks it. */
async function update(pool: TestPool, name: string, changes: object) {
  const { ID, Version, Spec } = await inspect(pool, name)
  return pool.call(`POST /nodes/${ID}/update?version=${Version.Index}`, { body: { ...Spec, ...changes } })
}

const availability = async (pool: TestPool, name: string) => (await inspect(pool, name)).Spec.Availability

describe('aggregate: the availability of a node', () => {
  let engines: readonly TestDaemon[]
  let children: readonly string[]

  beforeEach(async () => {
    const start = () => startDaemon({ backends: ['simulator'], standard: [simulator] })
    engines = await Promise.all([start(), start()])
    children = engines.map(({ address }, index) => `${'ab'[index]}=forward ${address}`)
  })
  afterEach(() => Promise.all(engines.map((engine) => engine.close())))

  for (const wanted of ['pause', 'drain']) {
    it(`keeps new containers away with ${wanted}, until it is active again`, async () => {
      await using pool = await startPool(children)
      expect((await update(pool, 'a', { Availability: wanted })).status).to.equal(200)
      for (const name of ['one', 'two', 'three']) {
        await pool.get(`POST /containers/create?name=${name}`, { body: { Image: 'busybox' } })
        const { Node } = await pool.get<{ readonly Node: { readonly Name: string } }>(`GET /containers/${name}/json`)
        expect(Node.Name).to.equal('b')
      }
      await update(pool, 'a', { Availability: 'active' })
      await pool.get('POST /containers/create?name=four', { body: { Image: 'busybox' } })
      const { Node } = await pool.get<{ readonly Node: { readonly Name: string } }>('GET /containers/four/json')
      expect(Node.Name).to.equal('a')
    })
  }

  it('is kept on the engine: another pool sees it, also one that is started later', async () => {
    await using pool = await startPool(children)
    await using other = await startPool(children)
    await update(pool, 'b', { Availability: 'drain' })
    await until('the other one hears of it', async () => (await availability(other, 'b')) === 'drain')
    await update(other, 'b', { Availability: 'pause' })
    await until('the first one hears of it', async () => (await availability(pool, 'b')) === 'pause')
    await using later = await startPool(children)
    expect(await availability(later, 'b')).to.equal('pause')
    expect(await availability(later, 'a')).to.equal('active')
  })

  it('is in no list of volumes, and no prune of volumes loses it', async () => {
    await using pool = await startPool(children)
    await update(pool, 'a', { Availability: 'pause' })
    expect(await pool.get('GET /volumes')).to.deep.include({ Volumes: [] })
    await pool.get('POST /volumes/prune?filters={"all":["true"]}')
    await using later = await startPool(children)
    expect(await availability(later, 'a')).to.equal('pause')
  })

  it('cannot be set where the engine does not answer', async () => {
    await using pool = await startPool(children)
    await engines[1]!.close()
    await until('it is down', async () => (await pool.call('GET /nodes/b')).text.includes('"down"'))
    const { status, text } = await update(pool, 'b', { Availability: 'drain' })
    expect(status).to.equal(503)
    expect(text).to.include('the node \\"b\\" is down')
    expect(await availability(pool, 'b')).to.equal('active')
  })

  it('cannot be set where the engine does not keep it, and the first one stays', async () => {
    let kept: string | undefined = 'pause'
    let isFull = true
    const a = engineOf('A', (engine) => {
      engine.register('VolumeInspect', ({ path: { name } }) => {
        if (kept === undefined) throw engine.error('NotFound', `get ${name}: no such volume`)
        return { Name: name, Labels: { 'com.docker.swarm.availability': kept } } as never
      })
      engine.register('VolumeDelete', () => {
        kept = undefined
        return { status: 204 }
      })
      engine.register('VolumeCreate', ({ body }) => {
        const wanted = body?.Labels?.['com.docker.swarm.availability']
        if (isFull && wanted === 'drain') throw engine.error('Internal', 'no space left on device')
        kept = wanted
        return { Name: 'swarmd-availability' } as never
      })
    })
    await using pool = await startChildren({ a, b: engineOf('B') })
    const refused = await update(pool, 'a', { Availability: 'drain' })
    expect(refused.status).to.equal(500)
    const sentence = 'the node "a" cannot be set to drain, and is pause: no space left on device'
    expect(refused.json<{ readonly message: string }>().message).to.equal(sentence)
    expect(await availability(pool, 'a')).to.equal('pause')
    isFull = false
    expect((await update(pool, 'a', { Availability: 'drain' })).status).to.equal(200)
  })

  it('that cannot be read is told of, with its node', async () => {
    const a = engineOf('A', (engine) =>
      engine.register('VolumeInspect', () => {
        throw engine.error('Internal', 'the disk is broken')
      }),
    )
    await using pool = await startChildren({ a, b: engineOf('B') })
    const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
    const how = 'WARNING: how the node a is set cannot be read, and it is taken to be active: the disk is broken'
    expect(Warnings).to.deep.equal([how])
    const { status, text } = await update(pool, 'a', { Availability: 'drain' })
    expect([status, text.includes('how the node \\"a\\" is set cannot be read: the disk')], text).to.deep.equal([
      500,
      true,
    ])
  })

  it('cannot be set where a client has a volume of that name', async () => {
    const a = engineOf('A', (engine) => {
      engine.register('VolumeInspect', () => ({ Name: 'swarmd-availability', Labels: null }) as never)
      engine.register('VolumeCreate', () => ({ Name: 'swarmd-availability' }) as never)
    })
    await using pool = await startChildren({ a, b: engineOf('B') })
    const { status, text } = await update(pool, 'a', { Availability: 'drain' })
    expect(status).to.equal(409)
    expect(text).to.include('the node \\"a\\"').and.include('remove that one on the engine itself')
  })

  it('is that of the node that was meant, where engines have no ID, and where two nodes are one engine', async () => {
    const made: string[] = []
    const engine = (name: string, id: string) =>
      engineOf(id, (handle) =>
        handle.register('VolumeCreate', () => {
          made.push(name)
          throw handle.error('Internal', 'it is full')
        }),
      )
    await using pool = await startChildren({ a: engine('a', ''), b: engine('b', '') })
    expect((await inspect(pool, 'b')).ID).to.equal('b')
    await update(pool, 'b', { Availability: 'drain' })
    expect(made).to.deep.equal(['b'])
    let isUp = true
    const first = engineOf('SAME', (handle) => handle.register('SystemPing', () => ({ status: isUp ? 200 : 500 })))
    await using twins = await startChildren({ first, second: engine('second', 'SAME') })
    await until('one is aside', async () => (await twins.call('GET /nodes')).text.includes('"disconnected"'))
    for (const name of ['second', 'first']) {
      const answer = await twins.call(`POST /nodes/SAME/update?version=1`, {
        body: { Name: name, Role: 'worker', Availability: 'off' },
      })
      expect(answer.json<{ readonly message: string }>().message).to.match(
        name === 'first' ? /^invalid Availability/ : /^the node "second" is duplicate: its engine has the ID SAME/,
      )
    }
    isUp = false
    await until('the first is down', async () => (await twins.call('GET /nodes/first')).text.includes('"down"'))
    await until('the second is used', async () => (await twins.call('GET /nodes/second')).text.includes('"ready"'))
    await update(twins, 'second', { Availability: 'drain' })
    expect(made).to.deep.equal(['b', 'second'])
  })

  const refusals: readonly (readonly [what: string, changes: object, status: number, sentence: string])[] = [
    ['other labels', { Labels: { node: 'a', disk: 'ssd' } }, 501, 'the labels of the node "a" cannot be changed here'],
    ['another role', { Role: 'manager' }, 501, 'every node of a pool is a worker'],
    ['another name', { Name: 'c' }, 501, 'its child is written with it'],
    ['no such availability', { Availability: 'Drain' }, 400, 'invalid Availability: "Drain"'],
    ['an inherited name', { Availability: 'toString' }, 400, 'invalid Availability: "toString"'],
    ['no availability', { Availability: undefined }, 400, 'invalid Availability: ""'],
  ]
  for (const [what, changes, status, sentence] of refusals) {
    it(`is all that an update changes: not ${what}`, async () => {
      await using pool = await startPool(children)
      const answer = await update(pool, 'a', changes)
      expect(answer.status).to.equal(status)
      expect(answer.json<{ readonly message: string }>().message).to.include(sentence)
    })
  }

  const sequences: readonly (readonly [path: string, status: number, sentence: string])[] = [
    ['/nodes/a/update', 400, "invalid node version ''"],
    ['/nodes/a/update?version=x', 400, 'not an integer'],
    ['/nodes/a/update?version=2', 409, 'update out of sequence'],
    ['/nodes/none/update?version=1', 404, 'node none not found'],
  ]
  for (const [path, status, sentence] of sequences) {
    it(`is not set by ${path}`, async () => {
      await using pool = await startPool(children)
      const answer = await pool.call(`POST ${path}`, { body: { Availability: 'drain' } })
      expect(answer.status).to.equal(status)
      expect(answer.json<{ readonly message: string }>().message).to.include(sentence)
      expect(await availability(pool, 'a')).to.equal('active')
    })
  }

  it('is one of those that were set at the same moment, and who is told otherwise is told so', async () => {
    await using pool = await startPool(children)
    const answers = await Promise.all(['pause', 'drain'].map((wanted) => update(pool, 'a', { Availability: wanted })))
    expect(answers.map(({ status }) => status)).to.include(200)
    const now = await availability(pool, 'a')
    await using later = await startPool(children)
    expect(await availability(later, 'a')).to.equal(now)
  })
})
