import { expect } from 'chai'
import fc from 'fast-check'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { canPick, pick } from '../dist/merge/pick.js'
import { rowsOf, summaryOf } from '../dist/merge/rows.js'
import type { KeptRow } from '../dist/nodes/kept-list.js'
import { fail } from './support/observed.js'
import { standard } from './support/running-pool.js'

interface Listed {
  readonly Id: string
}

const made = [
  { name: 'web', labels: { tier: 'front', empty: '' }, actions: ['start'] },
  { name: 'web-2', labels: { tier: 'front' }, actions: ['start', 'pause'] },
  { name: 'db', labels: { tier: 'back=1' }, actions: ['start', 'kill'] },
  { name: 'cache', labels: {}, actions: [] },
  { name: 'my_db', labels: { empty: '' }, actions: ['start'] },
  { name: 'x.y', labels: {}, actions: ['start', 'kill'] },
] as const

/** The rows of a list of all. */
function keptRows(text: string): readonly KeptRow[] {
  return rowsOf(Buffer.from(text), fail).map((row) => {
    const { Id = '', State = '', Labels = {} } = summaryOf(row)
    return { ...row, Id, State, Labels }
  })
}

describe('aggregate: what a query leaves of a list that is kept', () => {
  let engine: TestDaemon
  let rows: readonly KeptRow[]

  before(async () => {
    engine = await startDaemon({ backends: ['simulator --image busybox'], standard })
    for (const { name, labels: Labels, actions } of made) {
      const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels }
      await call(engine, `POST /containers/create?name=${name}`, { body })
      for (const action of actions) await call(engine, `POST /containers/${name}/${action}`)
    }
    rows = keptRows((await call(engine, 'GET /containers/json?all=1')).text)
    expect(rows.length).to.equal(made.length)
  })
  after(() => engine.close())

  /** Each kind of filter, with values that fit some, and values that fit none. */
  const some = (values: readonly string[]) => fc.array(fc.constantFrom(...values), { maxLength: 2 })
  const prefix = fc
    .record({ of: fc.nat(made.length - 1), length: fc.constantFrom(1, 2, 12, 64) })
    .map(({ of, length }) => ({ of, length }))
  const asked = fc.record(
    {
      all: fc.boolean(),
      limit: fc.constantFrom(0, 1, 2, 9),
      status: some(['created', 'running', 'paused', 'exited', 'dead']),
      label: some(['tier', 'tier=front', 'tier=back=1', 'tier=back', 'empty', 'empty=', 'none']),
      name: some(['web', '^web$', '/web', '^/web$', 'db', 'b', '-2$', '_db', 'nothing']),
      id: fc.array(prefix, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )

  it('is what the engine lists', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ({ all, limit, id, ...filters }) => {
        const ids = id?.map(({ of, length }) => rows[of]!.Id.slice(0, length))
        const query = { all, limit, filters: { ...filters, ...(ids === undefined ? {} : { id: ids }) } }
        const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
        expect(canPick(given)).to.equal(true)
        const search = new URLSearchParams()
        for (const [key, value] of Object.entries(given)) {
          search.set(key, typeof value === 'object' ? JSON.stringify(value) : `${value}`)
        }
        const { status, text } = await call(engine, `GET /containers/json?${search.toString()}`)
        expect(status, text).to.equal(200)
        const listed = (JSON.parse(text) as Listed[]).map(({ Id }) => Id)
        expect(pick(rows, given)!.map(({ Id }) => Id)).to.deep.equal(listed)
      }),
      { numRuns: 100 },
    )
  })

  it('is left to the engine where it asks for more', () => {
    const queries: readonly Parameters<typeof canPick>[0][] = [
      { size: true },
      { limit: -1 },
      { before: 'web' },
      { filters: { before: ['web'] } },
      { filters: { status: ['asleep'] } },
      { filters: { health: ['healthy'] } },
      { filters: { name: ['w.b'] } },
      { filters: { name: [''] } },
      { filters: { id: ['ABC'] } },
      { filters: { nonsense: [] } },
    ]
    for (const query of queries) expect(canPick(query), JSON.stringify(query)).to.equal(false)
  })

  it('is left to the engine by name where a container has names of links', () => {
    const [first, ...rest] = rows
    const linked = [{ ...first!, Names: [...first!.Names, '/web/db'] }, ...rest]
    expect(pick(linked, { filters: { name: ['db'] } })).to.equal(undefined)
    expect(pick(linked, { all: true })).to.have.length(made.length)
  })
})
