import { expect } from 'chai'
import { linesOf, shown, type Listed } from './support/image-pool.js'
import { startPool, type TestPool } from './support/running-pool.js'

describe('aggregate: docker images', () => {
  let pool: TestPool
  const list = async (query = '') => pool.get<Listed[]>(`GET /images/json${query}`)
  const filtered = async (filters: object) =>
    shown(await list(`?filters=${encodeURIComponent(JSON.stringify(filters))}`))

  before(async () => {
    const children = ['a=simulator --image redis --image nginx', 'b=simulator --image redis', 'c=simulator --image app']
    pool = await startPool(children)
    for (const line of ['a/redis/tag?repo=ours&tag=1', 'b/redis/tag?repo=theirs&tag=2']) {
      expect((await pool.call(`POST /images/${line}`)).status).to.equal(201)
    }
  })
  after(() => pool[Symbol.asyncDispose]())

  it('lists each image once, with its names on all nodes and the nodes that have it, the youngest first', async () => {
    const all = await list()
    const expected = ['ours:1,redis:latest,theirs:2 @ a,b', 'nginx:latest @ a', 'app:latest @ c']
    expect(shown(all)).to.have.members(expected)
    const created = all.map((image) => (image as unknown as { readonly Created: number }).Created)
    expect(created).to.deep.equal([...created].sort((left, right) => right - left))
  })

  const filters: readonly (readonly [filters: object, expected: readonly string[]])[] = [
    [{ reference: ['redis'] }, ['redis:latest @ a,b']],
    [{ reference: ['ours', 'theirs'] }, ['ours:1,theirs:2 @ a,b']],
    [{ node: ['c'] }, ['app:latest @ c']],
    [{ node: ['b'] }, ['redis:latest,theirs:2 @ b']],
    [{ node: ['nosuch'] }, []],
    [{ dangling: ['true'] }, []],
    [{ label: ['none=such'] }, []],
  ]
  for (const [asked, expected] of filters) {
    it(`filters by ${JSON.stringify(asked)}`, async () => {
      expect(await filtered(asked)).to.have.members(expected)
    })
  }

  it('filters by before and since an image of another node', async () => {
    const all = shown(await list())
    for (const [at, image] of all.entries()) {
      const name = image.split(/[, ]/)[0]!
      expect(await filtered({ since: [name] }), `since ${name}`).to.deep.equal(all.slice(0, at))
      expect(await filtered({ before: [name] }), `before ${name}`).to.deep.equal(all.slice(at + 1))
    }
  })

  it('does not call an image dangling that has a tag on another node', async () => {
    // On `a` another image takes its name, so that it has none there but a digest.
    for (const line of ['POST /images/a/nginx/tag?repo=redis', 'DELETE /images/a/ours:1']) {
      expect((await pool.call(line)).status).to.be.below(300)
    }
    expect(await filtered({ node: ['a'], dangling: ['true'] })).to.deep.equal([' @ a'])
    expect(await filtered({ dangling: ['true'] })).to.deep.equal([])
    expect(await filtered({ reference: ['redis'] })).to.have.members(['redis:latest @ a', 'redis:latest @ a,b'])
  })

  it('refuses filters that no engine knows, and those that say nothing', async () => {
    for (const [filters, sentence] of [
      [{ nosuch: ['1'] }, /invalid filter 'nosuch'/],
      [{ dangling: ['maybe'] }, /invalid filter 'dangling=\[maybe\]'/],
    ] as const) {
      const { status, text } = await pool.call(`GET /images/json?filters=${JSON.stringify(filters)}`)
      expect([status, sentence.test(text)], text).to.deep.equal([400, true])
    }
    expect((await pool.call('GET /images/json?filters={"since":["nosuch"]}')).status).to.equal(404)
  })
})

describe('aggregate: images of a pool in a pool', () => {
  it('are listed with the node of the node, and found by it', async () => {
    await using inner = await startPool(['x=simulator --image redis', 'y=simulator'])
    await using outer = await startPool([`a=forward ${inner.daemon.address}`, 'b=simulator --image redis'])
    expect(shown(await outer.get<Listed[]>('GET /images/json'))).to.include('redis:latest @ a/x,b')
    expect((await outer.call('DELETE /images/a/x/redis')).status).to.equal(200)
    expect(shown(await outer.get<Listed[]>('GET /images/json'))).to.include('redis:latest @ b')
    const { text } = await outer.call('POST /images/create?fromImage=nginx&tag=latest')
    const nodes = new Set(linesOf(text).map(({ id }) => /^(?:a\/[xy]|b)/.exec(id!)?.[0]))
    expect([...nodes]).to.have.members(['a/x', 'a/y', 'b'])
  })
})
