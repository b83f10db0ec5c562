import { expect } from 'chai'
import { randomBytes } from 'node:crypto'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import { startPool, type TestPool } from './support/running-pool.js'

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Names: readonly string[]
  readonly Node: { readonly Name: string }
}

const body = { Image: 'busybox', Cmd: ['sleep', '1000'] }

/** An engine that finds the same names as every other: `first`, `second`. */
const unimaginative = (id: string): ChildInstall =>
  engineOf(id, (engine) => {
    const names = new Map<string, string>()
    const found = ['second', 'first']
    engine.register('ImageList', () => [])
    engine.register('ContainerCreate', (job) => {
      const Id = randomBytes(32).toString('hex')
      names.set(Id, job.query.name ?? found.pop()!)
      return { Id, Warnings: [] }
    })
    engine.register('ContainerRename', (job) => void names.set(job.path.id, job.query.name!))
    engine.register(
      'ContainerList',
      () => [...names].map(([Id, name]) => ({ Id, Names: [`/${name}`], Created: 1 })) as never,
    )
  })

describe('aggregate: names that engines have found', () => {
  it('are there once, with a number where two have found the same', async () => {
    await using pool = await startChildren({ a: unimaginative('A'), b: unimaginative('B') })
    for (let round = 0; round < 2; round++)
      await Promise.all([1, 2].map(() => pool.get('POST /containers/create', { body })))
    const list = await pool.get<Inspected[]>('GET /containers/json?all=1')
    const names = list.flatMap(({ Names }) => Names)
    expect(new Set(names).size, names.join()).to.equal(4)
    for (const name of names) expect(name).to.match(/^\/(first|second)\d?$/)
  })
})

describe('aggregate: the names of new containers', () => {
  let pool: TestPool
  before(async () => {
    pool = await startPool(['a=simulator --seed 1', 'b=simulator --seed 2'])
  })
  after(() => pool[Symbol.asyncDispose]())

  const inspect = (id: string) => pool.get<Inspected>(`GET /containers/${id}/json`)

  it('may say the node', async () => {
    for (const node of ['b', 'a', 'b']) {
      const { Id } = await pool.get<Inspected>(`POST /containers/create?name=${node}/on-${node}-${Math.random()}`, {
        body,
      })
      expect((await inspect(Id)).Node.Name).to.equal(node)
    }
    const { Id } = await pool.get<Inspected>('POST /containers/create?name=b/placed', { body })
    expect((await inspect(Id)).Name).to.equal('/placed')
    expect((await inspect('placed')).Id).to.equal(Id)
  })

  it('are taken whatever node they say', async () => {
    expect((await pool.call('POST /containers/create?name=a/placed', { body })).status).to.equal(409)
  })

  it('are refused where they say a node that is not there, with those that are', async () => {
    const { Id } = await pool.get<Inspected>('POST /containers/create', { body })
    for (const line of ['POST /containers/create?name=nosuch/web', `POST /containers/${Id}/rename?name=nosuch/web`]) {
      const { status, text } = await pool.call(line, { body })
      expect(status, text).to.equal(400)
      expect(JSON.parse(text)).to.deep.equal({
        message: '"nosuch/web" is to be on the node "nosuch", and no node has that name: write one of a, b',
      })
    }
  })
})
