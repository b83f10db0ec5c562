import { expect } from 'chai'
import type { Job } from 'libswarm-core'
import { engineOf, startChildren } from './support/children.js'
import { until } from './support/until.js'
import { startPool, type TestPool } from './support/running-pool.js'

interface Listed {
  readonly Id: string
  readonly Created: number
}

const body = (node: string) => ({ Image: 'busybox', Cmd: ['sleep', '1000'], Env: [`constraint:node==${node}`] })

/** What a list of so many containers is to be, of all of them in the order of the pool. */
type Expected = (all: readonly string[], running: ReadonlySet<string>) => readonly string[]

const cases: readonly { readonly query: string; readonly expected: Expected }[] = [
  { query: '', expected: (all, running) => all.filter((name) => running.has(name)) },
  { query: 'all=1', expected: (all) => all },
  { query: 'limit=3', expected: (all) => all.slice(0, 3) },
  { query: 'limit=-1', expected: (all, running) => all.filter((name) => running.has(name)) },
  { query: 'limit=-1&all=1', expected: (all) => all },
  ...['n0', 'n3', 'n4', 'n7'].flatMap((name): typeof cases => {
    const behind = (all: readonly string[]) => all.slice(all.indexOf(name) + 1)
    const ahead = (all: readonly string[]) => all.slice(0, all.indexOf(name))
    const [before, since] = [{ before: [name] }, { since: [name] }].map((filters) =>
      encodeURIComponent(JSON.stringify(filters)),
    )
    return [
      { query: `all=1&filters=${before}`, expected: behind },
      { query: `filters=${before}`, expected: (all, running) => behind(all).filter((one) => running.has(one)) },
      { query: `limit=2&filters=${before}`, expected: (all) => behind(all).slice(0, 2) },
      { query: `all=1&filters=${since}`, expected: ahead },
      { query: `filters=${since}`, expected: (all, running) => ahead(all).filter((one) => running.has(one)) },
      { query: `limit=2&filters=${since}`, expected: (all) => ahead(all).slice(0, 2) },
    ]
  }),
  {
    query: `all=1&filters=${encodeURIComponent('{"before":["n6"],"since":["n1"]}')}`,
    expected: (all) => all.slice(all.indexOf('n6') + 1, all.indexOf('n1')),
  },
]

// Most of them are made within one second, which is all that a list tells.
describe('aggregate: the list of containers, as one engine with all of them answers it', () => {
  let pool: TestPool
  let names: ReadonlyMap<string, string>
  const running = new Set(['n1', 'n2', 'n5', 'n6'])

  before(async () => {
    pool = await startPool(['a=simulator', 'b=simulator', 'c=simulator'])
    const made = new Map<string, string>()
    for (let index = 0; index < 8; index++) {
      const name = `n${index}`
      const { Id } = await pool.get<Listed>(`POST /containers/create?name=${name}`, { body: body('abc'[index % 3]!) })
      made.set(Id, name)
      if (running.has(name)) await pool.call(`POST /containers/${Id}/start`)
    }
    names = made
  })
  after(() => pool[Symbol.asyncDispose]())

  const list = async (query: string): Promise<string[]> =>
    (await pool.get<Listed[]>(`GET /containers/json?${query}`)).map(({ Id }) => names.get(Id) ?? Id)

  it('has the newest first', async () => {
    const created = (await pool.get<Listed[]>('GET /containers/json?all=1')).map(({ Created }) => Created)
    expect(created).to.deep.equal([...created].sort((left, right) => right - left))
    expect(created.length).to.equal(8)
  })

  for (const { query, expected } of cases)
    it(`answers ${decodeURIComponent(query)}`, async () => {
      expect(await list(query)).to.deep.equal(expected(await list('all=1'), running))
    })
})

describe('aggregate: the list of containers before one on a node that is down', () => {
  const id = 'c'.repeat(64)

  it('does not wait for its engine, which is not asked what has changed there', async () => {
    let isUp = true
    let asked = 0
    const far = engineOf('FAR', (engine) => {
      engine.register('SystemPing', () => (isUp ? Buffer.from('OK') : { status: 500 }))
      engine.register('ContainerList', ((job: Job<'ContainerList'>) => {
        if (job.query.filters?.id === undefined) return [{ Id: id, Names: ['/web'], Created: 1, State: 'running' }]
        asked++
        return new Promise(() => undefined)
      }) as never)
      engine.register('ContainerRename', () => ({ status: 204 }))
    })
    await using pool = await startChildren({ far })
    // It is read again after that, which does not end.
    void pool.call('POST /containers/web/rename?name=www').catch(() => undefined)
    await until('it is read again', () => asked > 0)
    isUp = false
    const states = async () => (await pool.call('GET /nodes')).text
    await until('it is down', async () => (await states()).includes('"State":"down"'))
    const before = asked
    const filters = encodeURIComponent(JSON.stringify({ before: ['web'] }))
    expect((await pool.call(`GET /containers/json?all=1&filters=${filters}`)).status).to.equal(200)
    expect(asked).to.equal(before)
  })
})
