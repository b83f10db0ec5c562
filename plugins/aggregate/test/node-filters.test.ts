import { expect } from 'chai'
import { engineOf, startChildren } from './support/children.js'
import type { TestPool } from './support/running-pool.js'

interface Told {
  readonly ID: string
  readonly Spec: { readonly Name: string }
}

// As `docker node ls --filter` and `docker node inspect` ask.
describe('aggregate: the list of nodes', () => {
  let pool: TestPool
  before(async () => {
    const nodes = { a1: engineOf('XYZ:1'), a2: engineOf('XYZ:2'), b: engineOf('UVW:3') }
    pool = await startChildren(nodes, { label: ['a1:disk=ssd', 'a1:zone=', 'b:disk=hdd'] })
  })
  after(() => pool[Symbol.asyncDispose]())

  const ask = (filters: object) => pool.call(`GET /nodes?filters=${encodeURIComponent(JSON.stringify(filters))}`)

  const rows: readonly (readonly [filters: object, names: string])[] = [
    [{}, 'a1 a2 b'],
    [{ name: [] }, 'a1 a2 b'],
    [{ name: ['a'] }, 'a1 a2'],
    [{ name: ['a1', 'b'] }, 'a1 b'],
    [{ name: ['none'] }, ''],
    [{ id: ['XYZ'] }, 'a1 a2'],
    [{ id: ['XYZ:2', 'UVW'] }, 'a2 b'],
    [{ label: ['disk'] }, 'a1 b'],
    [{ label: ['disk=ssd'] }, 'a1'],
    [{ label: ['disk', 'zone'] }, 'a1'],
    [{ label: ['disk=hdd', 'zone'] }, ''],
    [{ 'node.label': ['disk=hdd'] }, 'b'],
    [{ role: ['worker'] }, 'a1 a2 b'],
    [{ role: ['manager'] }, ''],
    [{ role: ['Manager', 'Worker'] }, 'a1 a2 b'],
    [{ membership: ['accepted'] }, 'a1 a2 b'],
    [{ membership: ['pending'] }, ''],
    [{ name: ['a'], label: ['disk'] }, 'a1'],
  ]
  for (const [filters, names] of rows)
    it(`has those that fit ${JSON.stringify(filters)}`, async () => {
      const listed = (await ask(filters)).json<Told[]>()
      expect(listed.map(({ Spec }) => Spec.Name).join(' ')).to.equal(names)
    })

  it('refuses a filter that is none, in words of dockerd', async () => {
    const sentences = [
      [{ state: ['down'] }, "invalid filter 'state'"],
      [{ role: ['boss'] }, "Invalid role filter: 'boss'"],
      [{ membership: ['no'] }, "Invalid membership filter: 'no'"],
    ] as const
    for (const [filters, message] of sentences) {
      const { status, text } = await ask(filters)
      expect([status, JSON.parse(text)]).to.deep.equal([400, { message }])
    }
  })

  it('has one that is inspected by its name, its ID, or the beginning of that', async () => {
    for (const asked of ['a2', 'XYZ:2'])
      expect((await pool.get<Told>(`GET /nodes/${asked}`)).Spec.Name, asked).to.equal('a2')
    expect((await pool.get<Told>('GET /nodes/UV')).Spec.Name).to.equal('b')
    const several = await pool.call('GET /nodes/XYZ')
    expect([several.status, JSON.parse(several.text)]).to.deep.equal([
      409,
      { message: 'node XYZ is ambiguous (2 matches found)' },
    ])
    const none = await pool.call('GET /nodes/none')
    expect([none.status, JSON.parse(none.text)]).to.deep.equal([404, { message: 'node none not found' }])
  })
})
