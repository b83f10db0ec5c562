import { expect } from 'chai'
import { startPool, type TestPool } from './support/running-pool.js'

interface Named {
  readonly Id: string
  readonly Names: readonly string[]
}
interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Node: { readonly Name: string; readonly ID: string; readonly Labels: Readonly<Record<string, string>> }
}

const create = { Image: 'busybox', Cmd: ['sleep', '1000'] }

describe('aggregate: names and ids', () => {
  let pool: TestPool
  before(async () => {
    pool = await startPool(['a=simulator web --seed 1', 'b=simulator web db --seed 2', 'c=simulator cache --seed 3'], {
      label: ['a:disk=ssd'],
    })
  })
  after(() => pool[Symbol.asyncDispose]())

  it('lists containers of all nodes, and says the node where a name is there twice', async () => {
    const list = await pool.get<Named[]>('GET /containers/json')
    expect(list.flatMap(({ Names }) => Names)).to.have.members(['/a/web', '/b/web', '/db', '/cache'])
  })

  it('finds a container by its name, node/name, full id and the beginning of an id, and tells its node', async () => {
    const { Id } = await pool.get<Named>('POST /containers/create?name=onlyone', { body: create })
    for (const name of ['onlyone', Id, Id.slice(0, 12), Id.slice(0, 6)]) {
      const found = await pool.get<Inspected>(`GET /containers/${encodeURIComponent(name)}/json`)
      expect(found.Id, name).to.equal(Id)
      const again = await pool.get<Inspected>(`GET /containers/${found.Node.Name}/${name}/json`)
      expect(again.Id).to.equal(Id)
    }
  })

  it('tells of the node what docker inspect of Docker Swarm classic told', async () => {
    const { Node } = await pool.get<Inspected>('GET /containers/a/web/json')
    expect(Node).to.include({ Name: 'a' })
    expect(Node.ID).to.have.length.above(8)
    expect(Node.Labels).to.include({ disk: 'ssd', node: 'a' })
  })

  it('says 409 and the candidates for a name of two nodes, whatever is done with it', async () => {
    const lines = ['GET /containers/web/json', 'POST /containers/web/kill', 'DELETE /containers/web?force=1']
    for (const line of lines) {
      const { status, text } = await pool.call(line)
      expect(status, line).to.equal(409)
      expect(text).to.include('a/web').and.include('b/web')
    }
    const list = await pool.get<Named[]>('GET /containers/json')
    expect(list.flatMap(({ Names }) => Names)).to.include.members(['/a/web', '/b/web'])
  })

  it('says 404 in words of dockerd for what no engine has', async () => {
    const { status, text } = await pool.call('GET /containers/nosuch/json')
    expect([status, text.trim()]).to.deep.equal([404, '{"message":"No such container: nosuch"}'])
  })

  it('takes a name once in the pool, also of two creates at the same moment', async () => {
    const taken = await pool.call('POST /containers/create?name=db', { body: create })
    expect(taken.status).to.equal(409)
    expect(taken.text).to.include('is already in use by container')
    for (let round = 0; round < 20; round++) {
      const both = await Promise.all(
        [1, 2].map(() => pool.call(`POST /containers/create?name=race${round}`, { body: create })),
      )
      expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409])
    }
  })

  it('keeps names apart when a container is renamed', async () => {
    await pool.call('POST /containers/create?name=before', { body: create })
    const wrong = await pool.call('POST /containers/before/rename?name=cache')
    expect(wrong.status).to.equal(409)
    expect((await pool.call('POST /containers/before/rename?name=behind')).status).to.equal(204)
    expect((await pool.call('GET /containers/behind/json')).status).to.equal(200)
    expect((await pool.call('GET /containers/before/json')).status).to.equal(404)
    expect((await pool.call('POST /containers/create?name=before', { body: create })).status).to.equal(201)
  })

  it('are changed on their node alone, which may be said', async () => {
    expect((await pool.call('POST /containers/cache/rename?name=c/stash')).status).to.equal(204)
    expect((await pool.get<Inspected>('GET /containers/stash/json')).Node.Name).to.equal('c')
    const { status, text } = await pool.call('POST /containers/stash/rename?name=a/cache')
    expect(status).to.equal(400)
    expect(text).to.include('a container stays on its node').and.include('c/cache')
    expect((await pool.call('POST /containers/c/stash/rename?name=cache')).status).to.equal(204)
  })

  it('runs a command where its container is', async () => {
    const { Id } = await pool.get<Named>('POST /containers/cache/exec', { body: { Cmd: ['true'], AttachStdout: true } })
    expect((await pool.call(`POST /exec/${Id}/start`, { body: { Detach: true } })).status).to.equal(200)
    const inspected = await pool.get<{ readonly ContainerID: string }>(`GET /exec/${Id}/json`)
    const [cache] = (await pool.get<Named[]>('GET /containers/json?filters={"name":["cache"]}')).map((one) => one.Id)
    expect(inspected.ContainerID).to.equal(cache)
    expect((await pool.call('GET /exec/nosuch/json')).status).to.equal(404)
  })
})
