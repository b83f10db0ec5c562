import { expect } from 'chai'
import { EventReader } from './support/event-reader.js'
import { startNested } from './support/nested-pool.js'
import type { TestPool } from './support/running-pool.js'

interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
}
interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Node: { readonly Name: string }
}

// The node `a` is of this pool, and of those within it.
const nodes = {
  a: ['web', 'only'],
  'r1/a': ['web', 'db'],
  'r1/b': ['web'],
  'r2/a': ['web'],
  'r2/c': ['cache'],
}

describe('aggregate: names of containers of a pool within a pool', () => {
  let pool: TestPool
  beforeEach(async () => {
    pool = await startNested(nodes)
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  const inspect = (name: string) => pool.get<Inspected>(`GET /containers/${name}/json`)
  const list = async () => (await pool.get<Listed[]>('GET /containers/json?all=1')).flatMap(({ Names }) => Names)

  it('are theirs alone where there is one of them, and the whole way otherwise', async () => {
    expect(await list()).to.have.members(['/r1/a/web', '/r1/b/web', '/r2/web', '/a/web', '/db', '/cache', '/only'])
  })

  it('mean what is listed, typed back', async () => {
    for (const { Id, Names } of await pool.get<Listed[]>('GET /containers/json?all=1')) {
      const [name = ''] = Names
      expect((await inspect(name.slice(1))).Id, name).to.equal(Id)
      expect((await pool.call(`GET /containers${name}/top`)).status, name).to.equal(200)
      const exec = await pool.get<{ readonly Id: string }>(`POST /containers${name}/exec`, { body: { Cmd: ['true'] } })
      expect((await pool.call(`GET /exec/${exec.Id}/json`)).status, name).to.equal(200)
    }
    for (const name of await list()) expect((await pool.call(`DELETE /containers${name}?force=1`)).status).to.equal(204)
    expect(await list()).to.deep.equal([])
  })

  it('may be written with every node on the way, and docker inspect tells these', async () => {
    for (const name of ['r1/a/web', 'r1/b/web', 'r2/a/web', 'r1/a/db', 'r2/c/cache', 'a/web', 'a/only']) {
      const { Name, Node } = await inspect(name)
      expect(`${Node.Name}${Name}`).to.equal(name)
    }
    expect((await inspect('r1/db')).Node.Name).to.equal('r1/a')
  })

  it('are ambiguous as those of nodes of this pool are', async () => {
    const { status, text } = await pool.call('GET /containers/web/json')
    expect(status).to.equal(409)
    for (const name of ['r1/a/web', 'r1/b/web', 'r2/web', 'a/web']) expect(text).to.include(`${name} (`)
    expect((await pool.call('GET /containers/r1/web/json')).text).to.include('means 2 containers: r1/a/web (')
    for (const name of ['web', 'db'])
      expect((await pool.call(`POST /containers/create?name=${name}`, { body: { Image: 'busybox' } })).status).to.equal(
        409,
      )
  })

  it('are given once, wherever on the way they are to be', async () => {
    for (const name of ['r2/c/only', 'r1/b/cache']) {
      const { status, text } = await pool.call(`POST /containers/create?name=${name}`, { body: { Image: 'busybox' } })
      expect([status, text]).to.satisfy(() => status === 409 && text.includes('is already in use by container'))
    }
    expect((await pool.call('POST /containers/cache/rename?name=r2/c/only')).status).to.equal(409)
    expect((await pool.call('POST /containers/cache/rename?name=r2/c/mine')).status).to.equal(204)
    expect((await inspect('mine')).Node.Name).to.equal('r2/c')
  })

  it('are shown alone again when the others have gone', async () => {
    for (const name of ['r1/a/web', 'r1/b/web', 'a/web'])
      expect((await pool.call(`DELETE /containers/${name}?force=1`)).status).to.equal(204)
    expect(await list()).to.include('/web')
    expect((await inspect('web')).Node.Name).to.equal('r2/a')
  })

  it('say where something is created, and which events are asked for', async () => {
    const filters = encodeURIComponent(JSON.stringify({ container: ['r2/c/new'], event: ['create'] }))
    await using events = await EventReader.open(pool.daemon, `?filters=${filters}`)
    const created = await pool.call('POST /containers/create?name=r2/c/new', { body: { Image: 'busybox' } })
    expect(created.status, created.text).to.equal(201)
    expect((await inspect('new')).Node.Name).to.equal('r2/c')
    await events.until('its event is told', ({ words }) => words.includes('r2/c new: create'))
  })
})
