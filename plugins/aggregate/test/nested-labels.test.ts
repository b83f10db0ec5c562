import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startNested, type NestedPool } from './support/nested-pool.js'

const swarm = (name: string) => `com.docker.swarm.${name}`
const outer = swarm('outer')

/** What a client asks for, and in which the label of what was created is to be seen. */
const lines: readonly string[] = [
  'GET /containers/json?all=1',
  'GET /containers/mine/json',
  'GET /images/json',
  'GET /images/mine/json',
  'GET /networks',
  'GET /networks/mine',
  'GET /volumes',
  'GET /volumes/mine',
  'GET /v1.44/system/df',
  'GET /v1.52/system/df?verbose=1',
  'GET /events?since=1&until=UNTIL',
]

describe('aggregate: what was created on a pool within the pool', () => {
  const constraints = '["node==r2"]'
  const Labels = { [swarm('constraints')]: constraints }
  let pool: NestedPool
  let volume: { readonly Labels: object }

  before(async () => {
    pool = await startNested({ 'r2/a': [], q: [] })
    const { ID, Version, Spec } = await pool.get<{ ID: string; Version: { Index: number }; Spec: object }>(
      'GET /nodes/r2',
    )
    volume = await pool.get('POST /volumes/create', { body: { Name: 'mine', Labels } })
    await pool.get('POST /networks/create', { body: { Name: 'mine', Labels } })
    await pool.get('POST /containers/create?name=mine', { body: { Image: 'busybox', Labels } })
    await pool.get('POST /commit?container=mine&repo=mine', { body: {} })
    const path = `POST /nodes/${ID}/update?version=${Version.Index}`
    const { status, text } = await pool.call(path, { body: { ...Spec, Availability: 'pause' } })
    expect(status, text).to.equal(200)
  })
  after(() => pool[Symbol.asyncDispose]())

  const ask = async (line: string) =>
    (await pool.call(line.replace('UNTIL', (Date.now() / 1000 + 0.1).toFixed(3)))).text

  it('has what was put aside on its engine', async () => {
    const { text } = await call(pool.engines.get('r2/a')!, 'GET /v1.44/system/df')
    expect(text).to.include(outer)
  })

  it('is answered with the labels that its client gave it', () => {
    expect(volume.Labels).to.deep.equal(Labels)
  })

  for (const line of lines)
    it(`is shown with the labels that its client gave it: ${line}`, async () => {
      const text = await ask(line)
      expect(text).to.include(JSON.stringify(constraints).slice(1, -1))
      expect(text).not.to.include(outer)
    })

  for (const line of lines)
    it(`is all that is shown, and not how the node is set: ${line}`, async () => {
      const text = await ask(line)
      expect(text).not.to.include('swarmd-availability')
      expect(text).not.to.include(swarm('availability'))
    })

  it('is all that is counted, and not how the node is set', async () => {
    const { VolumeUsage } = await pool.get<{ readonly VolumeUsage: object }>('GET /v1.52/system/df')
    expect(VolumeUsage).to.deep.include({ TotalCount: 1 })
    const there = await call(pool.engines.get('r2/a')!, 'GET /v1.52/system/df')
    expect(there.json<{ readonly VolumeUsage: object }>().VolumeUsage).to.deep.include({ TotalCount: 2 })
  })
})

describe('aggregate: a volume of a pool within the pool that says how that is set, and has no options', () => {
  it('is not pruned', async () => {
    await using pool = await startNested({ 'r2/a': [], q: [] })
    const Labels = { [swarm('availability')]: 'pause' }
    for (const body of [{ Name: 'r2/mark', Labels }, { Name: 'r2/go' }])
      await pool.get('POST /volumes/create', { body })
    const all = 'POST /volumes/prune?filters={"all":["1"]}'
    expect((await pool.get<{ readonly VolumesDeleted: object }>(all)).VolumesDeleted).to.deep.equal(['go'])
    const { text } = await call(pool.engines.get('r2/a')!, 'GET /volumes')
    expect(text).to.include('"mark"')
  })
})
