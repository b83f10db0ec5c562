import { expect } from 'chai'
import type { InlineBackend, Install } from 'libswarm-core'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { patient, startPool, type TestPool } from './support/running-pool.js'

interface Named {
  readonly Name: string
}

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

/** An engine that never tells what happens. */
const quiet: InlineBackend = {
  name: 'quiet',
  install: ((engine) => {
    engine.register('SystemEvents', () => ({ status: 200, body: new Readable({ read: () => undefined }) }))
  }) satisfies Install,
}

const rounds = [0, 1, 2, 3, 4, 5]

describe('aggregate: engines whose events are still on their way', () => {
  let engines: readonly TestDaemon[]
  let pool: TestPool
  before(async () => {
    engines = await Promise.all(
      [1, 2].map((seed) => startDaemon({ backends: [quiet, `simulator --seed ${seed}`], standard: [simulator] })),
    )
    const children = engines.map(({ address }, index) => `${'ab'[index]!}=forward ${address}`)
    pool = await startPool(children, {}, { ...patient, refresh: [60_000, 60_000] })
  })
  after(async () => {
    await pool?.[Symbol.asyncDispose]()
    await Promise.all(engines?.map((engine) => engine.close()) ?? [])
  })

  const status = async (line: string, body?: object) => (await pool.call(line, { body })).status
  const networks = async () => (await pool.get<Named[]>('GET /networks')).map(({ Name }) => Name)

  it('a network that was made is there for the next call, and one that was removed is not', async () => {
    for (const round of rounds) {
      const Name = `net${round}`
      expect(await status('POST /networks/create', { Name })).to.equal(201)
      expect(await status('POST /networks/create', { Name })).to.equal(409)
      expect(await status(`DELETE /networks/${Name}`)).to.equal(204)
      expect(await status('POST /networks/create', { Name })).to.equal(201)
    }
    await pool.get('POST /networks/prune', { body: {} })
    for (const round of rounds) expect(await status('POST /networks/create', { Name: `net${round}` })).to.equal(201)
  })

  it('a volume that was made, by a container or by itself, is the one that the next call means', async () => {
    const container = (name: string) => ({ Image: 'busybox', HostConfig: { Binds: [`${name}:/data`] } })
    for (const round of rounds) {
      const [own, made] = [`own${round}`, `made${round}`]
      for (const Name of [own, own]) expect(await status('POST /volumes/create', { Name })).to.equal(201)
      for (const name of [own, made, made]) {
        expect(await status('POST /containers/create', container(name))).to.equal(201)
      }
    }
    const { Volumes } = await pool.get<{ readonly Volumes: readonly Named[] }>('GET /volumes')
    const expected = [...rounds.map((round) => `made${round}`), ...rounds.map((round) => `own${round}`)]
    expect(Volumes.map(({ Name }) => Name)).to.deep.equal(expected)
    await pool.get('POST /containers/prune', { body: {} })
    for (const name of expected) expect(await status(`DELETE /volumes/${name}`)).to.equal(204)
    for (const name of expected) {
      expect(await status('POST /volumes/create', { Name: `b/${name}` })).to.equal(201)
      expect(await status(`GET /volumes/${name}`)).to.equal(200)
    }
    await pool.get('POST /volumes/create', { body: { Name: 'a/own0' } })
    const all = '/volumes/prune?filters={"all":["1"]}'
    const { VolumesDeleted } = await pool.get<{ readonly VolumesDeleted: readonly string[] }>(`POST ${all}`)
    expect(VolumesDeleted).to.have.members(['a/own0', ...expected.map((name) => (name === 'own0' ? 'b/own0' : name))])
    expect(await status('GET /volumes/own0')).to.equal(404)
  })

  it('a container that was pruned does not keep its name', async () => {
    for (const round of rounds.slice(0, 2)) {
      expect(await status('POST /containers/create?name=again', { Image: 'busybox' }), `round ${round}`).to.equal(201)
      await pool.get('POST /containers/prune', { body: {} })
    }
  })

  it('what was made behind our back is shown with its node where two have it', async () => {
    await networks()
    for (const engine of engines) await call(engine, 'POST /networks/create', { body: { Name: 'behind' } })
    expect((await networks()).filter((name) => name.includes('behind'))).to.deep.equal(['a/behind', 'b/behind'])
  })
})
