import { expect } from 'chai'
import { startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { patient, startPool, type TestPool } from './support/running-pool.js'

interface Volume {
  readonly Name: string
  readonly Node: { readonly Name: string }
  readonly Status?: { readonly node: string }
}
interface Listed {
  readonly Volumes: readonly Volume[]
  readonly Warnings: readonly string[] | null
}

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

describe('aggregate: volumes', () => {
  // An engine in this process throws what one behind forward answers.
  let engine: TestDaemon
  let pool: TestPool
  before(async () => {
    engine = await startDaemon({ backends: ['simulator cache --seed 3'], standard: [simulator] })
    pool = await startPool(
      ['a=simulator web --seed 1', 'b=simulator db --seed 2', `c=forward ${engine.address}`],
      {
        label: ['b:disk=ssd'],
      },
      patient,
    )
  })
  after(async () => {
    await pool?.[Symbol.asyncDispose]()
    await engine?.close()
  })

  const names = async (query = '') => (await pool.get<Listed>(`GET /volumes${query}`)).Volumes.map(({ Name }) => Name)
  const inspect = (name: string) => pool.get<Volume>(`GET /volumes/${name}`)
  const make = (Name: string, more: object = {}) => pool.call('POST /volumes/create', { body: { Name, ...more } })

  /** Runs a container with binds, and tells its node and the volumes that it has there. */
  const runWith = async (...Binds: readonly string[]) => {
    const body = { Image: 'busybox', HostConfig: { Binds } }
    const { Id } = await pool.get<{ readonly Id: string }>('POST /containers/create', { body })
    const { Node, Mounts } = await pool.get<{ readonly Node: Volume['Node']; readonly Mounts: readonly Volume[] }>(
      `GET /containers/${Id}/json`,
    )
    return [Node.Name, ...Mounts.map(({ Name }) => Name).sort()]
  }

  it('are made on one node, listed by name, and found by it and by node/name', async () => {
    expect((await make('zeta')).json<Volume>().Name).to.equal('zeta')
    expect((await make('c/alpha')).json<Volume>().Name).to.equal('c/alpha')
    expect((await names()).filter((name) => /zeta|alpha/.test(name))).to.deep.equal(['alpha', 'zeta'])
    for (const name of ['alpha', 'c/alpha']) {
      const { Name, Node, Status } = await inspect(name)
      expect([Name, Node.Name, Status]).to.deep.equal(['alpha', 'c', { node: 'c' }])
    }
    expect(await names('?filters={"node":["c"],"name":["a"]}')).to.deep.equal(['alpha'])
  })

  it('that are there already are what creating them answers', async () => {
    await make('b/there')
    expect((await make('there')).status).to.equal(201)
    expect((await names()).filter((name) => name.includes('there'))).to.deep.equal(['there'])
    expect((await inspect('there')).Node.Name).to.equal('b')
  })

  it('of one name are made on one node by any number at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(Array.from({ length: 4 }, () => make(`race${round}`)))
      expect(all.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201])
    }
    const raced = (await names()).filter((name) => name.includes('race'))
    expect(raced).to.deep.equal([0, 1, 2, 3, 4].map((round) => `race${round}`))
  })

  it('of containers that are created at the same moment are one volume', async () => {
    for (let round = 0; round < 5; round++) {
      const created = await Promise.all(Array.from({ length: 4 }, () => runWith(`shared${round}:/data`)))
      expect(new Set(created.map(([node]) => node)).size, JSON.stringify(created)).to.equal(1)
    }
  })

  it('are one with that of a container that is created at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const name = `together${round}`
      await Promise.all(
        round % 2 === 0 ? [runWith(`${name}:/data`), make(name)] : [make(name), runWith(`${name}:/data`)],
      )
      expect(await names(`?filters={"name":["${name}"]}`)).to.deep.equal([name])
    }
  })

  it('are 409 with the candidates by a name of two nodes, until one is gone', async () => {
    await make('a/twice')
    await make('b/twice')
    expect((await names()).filter((name) => name.includes('twice'))).to.deep.equal(['a/twice', 'b/twice'])
    expect((await inspect('b/twice')).Name).to.equal('b/twice')
    for (const line of ['GET /volumes/twice', 'DELETE /volumes/twice']) {
      const { status, text } = await pool.call(line)
      expect(status, line).to.equal(409)
      expect(text).to.include('means 2 volumes: a/twice, b/twice;')
    }
    expect((await make('twice')).status).to.equal(409)
    expect((await pool.call('DELETE /volumes/a/twice')).status).to.equal(204)
    expect((await inspect('twice')).Node.Name).to.equal('b')
  })

  it('are 404 in words of dockerd where there are none, unless they are to be gone by force', async () => {
    for (const line of ['GET /volumes/nosuch', 'DELETE /volumes/nosuch']) {
      const { status, text } = await pool.call(line)
      expect([status, text.trim()]).to.deep.equal([404, '{"message":"get nosuch: no such volume"}'])
    }
    expect((await pool.call('DELETE /volumes/nosuch?force=1')).status).to.equal(204)
  })

  it('are made where their labels say, and not on a node that is none', async () => {
    await make('labelled', { Labels: { 'com.docker.swarm.constraints': '["disk==ssd"]' } })
    expect((await inspect('labelled')).Node.Name).to.equal('b')
    const { status, text } = await make('nosuch/data')
    expect(status).to.equal(400)
    expect(text).to.include('write one of a, b, c')
  })

  it('without a name get one from the engine', async () => {
    const { Name } = (await pool.call('POST /volumes/create', { body: {} })).json<Volume>()
    expect(Name).to.match(/^[0-9a-f]{64}$/)
    expect((await inspect(Name)).Name).to.equal(Name)
  })

  it('decide the node of a container that names them, and are its own there', async () => {
    await make('c/home')
    await make('a/homes')
    await make('b/homes')
    expect(await runWith('home:/data')).to.deep.equal(['c', 'home'])
    expect(await runWith('b/homes:/data', 'b/fresh:/more')).to.deep.equal(['b', 'fresh', 'homes'])
    expect((await inspect('fresh')).Node.Name).to.equal('b')
    const [first] = await runWith('brand-new:/data')
    expect(await runWith('brand-new:/data')).to.deep.equal([first, 'brand-new'])
  })

  it('in use are left as they are, by any engine', async () => {
    for (const node of ['a', 'c']) {
      const [, name] = await runWith(`${node}/busy:/data`)
      const { status, text } = await pool.call(`DELETE /volumes/${node}/${name}`)
      expect([status, /volume is in use/.test(text)], text).to.deep.equal([409, true])
    }
    const listed = (query: string) => pool.get<readonly object[]>(`GET /containers/json?all=1&filters=${query}`)
    expect(await listed('{"volume":["busy"]}')).to.have.lengthOf(2)
    expect(await listed('{"volume":["c/busy"]}')).to.have.lengthOf(1)
    expect(await listed('{"volume":["b/busy"]}')).to.have.lengthOf(0)
    expect(await names('?filters={"name":["c/busy"]}')).to.deep.equal(['c/busy'])
  })

  it('that keep an operator’s word about a node are not shown', async () => {
    await make('a/mark', { Labels: { 'com.docker.swarm.availability': 'drain' } })
    expect(await names()).to.not.include('mark')
    expect((await pool.call('GET /volumes/mark')).status).to.equal(404)
    expect((await pool.call('DELETE /volumes/mark')).status).to.equal(404)
  })

  it('of a node that does not answer are missing with a warning, which the list itself has', async () => {
    const engine = await startDaemon({ backends: ['simulator far'], standard: [simulator] })
    await using two = await startPool(['near=simulator close', `far=forward ${engine.address}`], {}, patient)
    await two.get('POST /volumes/create', { body: { Name: 'far/gone' } })
    expect((await two.get<Volume>('GET /volumes/gone')).Node.Name).to.equal('far')
    await engine.close()
    const { text, headers } = await two.call('GET /volumes')
    const { Volumes, Warnings } = JSON.parse(text) as Listed
    expect(Volumes).to.deep.equal([])
    expect(Warnings?.join()).to.match(/no answer from the node far/)
    expect(headers['warning']).to.include('far')
    expect((await two.call('GET /volumes/gone')).status).to.be.oneOf([502, 503])
    expect((await two.call('DELETE /volumes/nosuch?force=1')).status).to.equal(404)
  })

  it('take no room from containers once they are made', async () => {
    await using one = await startPool(['a=simulator'], { label: ['a:containerslots=1'] }, patient)
    for (const Name of ['first', 'second', 'first']) await one.get('POST /volumes/create', { body: { Name } })
    await one.get('POST /networks/create', { body: { Name: 'third' } })
    expect((await one.call('POST /containers/create', { body: { Image: 'busybox' } })).status).to.equal(201)
  })
})
