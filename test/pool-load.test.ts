import { expect } from 'chai'
import { call, startFaultProxy } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines } from './support/pool/engines.js'
import { echo } from './support/pool/load/echo.js'
import { startLoad, type Load } from './support/pool/load/load.js'
import { countKinds, tellOutcomes, type Failure } from './support/pool/load/outcome.js'
import { startSimulators } from './support/pool/simulators.js'

const nothingWrong = { lost: [], duplicated: [], undead: [], unacknowledged: [] }

describe('a load on an endpoint', function () {
  this.timeout(60_000)

  it('has right answers where nothing is wrong, loses and doubles nothing, and leaves nothing', async () => {
    await using pool = await startSimulators(1)
    const [engine] = pool.engines as [(typeof pool.engines)[number]]
    const load = await startLoad({ endpoint: engine.address, engines: pool.engines, seconds: 1, seed: 'calm' })
    await load.finished
    expect(countKinds(load.outcomes), tellOutcomes(load.outcomes)).to.have.all.keys('right')
    expect(load.skipped()).to.equal(0)
    const operations = new Set(load.outcomes.map(({ operation }) => operation))
    expect([...operations].sort()).to.deep.equal(['attach', 'create', 'events', 'inspect', 'logs', 'ps', 'remove'])
    expect(load.outcomes.length).to.be.within(200, 260)
    const { acknowledged, ...rest } = await load.judge()
    expect(rest).to.deep.equal(nothingWrong)
    expect(acknowledged).to.be.above(20)
    await load.close()
    const left = await call({ ...engine, port: undefined }, 'GET /containers/json?all=1')
    expect(left.text.trim()).to.equal('[]')
  })

  it('draws the same for the same seed', async () => {
    await using pool = await startSimulators(1)
    const drawn = async () => {
      const options = { endpoint: pool.engines[0]!.address, engines: pool.engines, seconds: 0.5, clients: 1 }
      await using load = await startLoad({ ...options, seed: 'same' })
      await load.finished
      return load.outcomes.map(({ operation }) => operation).sort()
    }
    expect(await drawn()).to.deep.equal(await drawn())
  })

  it('tells apart what goes wrong', async () => {
    await using pool = await startSimulators(1)
    const [engine] = pool.engines as [(typeof pool.engines)[number]]
    await using proxy = await startFaultProxy({ to: engine.address })
    const kinds = async (spoil: (load: Load) => unknown) => {
      const options = { endpoint: proxy.address, engines: pool.engines, clients: 1, patience: 1000 }
      await using load = await startLoad({ ...options, seconds: 0.5, seed: 'spoilt' })
      await spoil(load)
      await load.finished
      await proxy.clear()
      return countKinds(load.outcomes)
    }
    expect(await kinds(() => proxy.set({ down: true }))).to.have.property('refused')
    expect(await kinds(() => proxy.set({ blackHole: true }))).to.have.property('late')
    expect(await kinds(() => proxy.set({ toClient: { reset: 100 } }))).to.have.property('broken')
    expect(await kinds(() => proxy.set({ toClient: { corrupt: { at: 10 } } }))).to.not.have.property('right')
    expect(await kinds(() => engine.stop().then(() => engine.start()))).to.include.keys('missing', 'partial')
  })

  it('does not wait for ever for an echo', async () => {
    await using pool = await startSimulators(1)
    const [{ socketPath }] = pool.engines as [(typeof pool.engines)[number]]
    const at = { socketPath, port: undefined }
    const body = { Image: 'busybox', Cmd: ['sleep', '1000'], OpenStdin: true }
    await call(at, 'POST /containers/create?name=mute', { body })
    await call(at, 'POST /containers/mute/start')
    const failure = await echo({ socketPath }, 'mute', 'word', 200).catch((thrown: Failure) => thrown)
    expect(failure).to.have.property('kind', 'late')
  })

  it('counts what is lost, doubled, there again and never acknowledged', async () => {
    await using pool = await startSimulators(2)
    const [one, two] = pool.engines.map(({ socketPath }) => ({ socketPath, port: undefined }))
    const endpoint = pool.engines[0]!.address
    await using load = await startLoad({ endpoint, engines: [pool.engines[0]!], seconds: 1, seed: 'counted' })
    await load.finished
    const verdict = await load.judge()
    expect(verdict).to.deep.include(nothingWrong)
    const listed = (await call(one!, 'GET /containers/json?all=1')).json<Container[]>()
    const [first, second, third] = listed.filter(({ Labels }) => 'swarmd.load.request' in Labels) as [
      Container,
      Container,
      Container,
    ]
    await call(one!, `DELETE /containers/${first.Id}`)
    const again = (Labels: Container['Labels']) =>
      call(one!, 'POST /containers/create', { body: { Image: 'busybox', Labels } })
    await again(second.Labels)
    await again({ ...third.Labels, 'swarmd.load.request': 'nobody' })
    expect(await load.judge()).to.deep.include({
      ...nothingWrong,
      lost: [first.Labels['swarmd.load.request']],
      duplicated: [second.Labels['swarmd.load.request']],
      unacknowledged: ['nobody'],
    })
    expect((await call(two!, 'GET /containers/json?all=1')).text.trim()).to.equal('[]')
  })

  it('counts nothing as lost of what an engine is known to lose, and finds again what it looks at', async () => {
    await using pool = await startSimulators(1)
    const [engine] = pool.engines as [(typeof pool.engines)[number]]
    await using load = await startLoad({ endpoint: engine.address, engines: pool.engines, seconds: 1, seed: 'forfeit' })
    await load.finished
    await load.forfeit(engine)
    await engine.replace()
    await load.furnishAgain(engine)
    const { acknowledged, ...rest } = await load.judge()
    expect(rest).to.deep.equal(nothingWrong)
    expect(acknowledged).to.be.above(0)
    const listed = await call({ socketPath: engine.socketPath, port: undefined }, 'GET /containers/json?all=1')
    expect(listed.json<Container[]>()).to.have.length(2)
  })
})

interface Container {
  readonly Id: string
  readonly Labels: Readonly<Record<string, string>>
}

describeLong(poolMissing() ?? dockerMissing(), 'a load on a real engine', function () {
  this.timeout(60_000)
  it('has right answers, loses and doubles nothing', async () => {
    await using pool = await startEngines(1)
    const endpoint = pool.engines[0]!.address
    await using load = await startLoad({ endpoint, engines: pool.engines, seconds: 5, rate: 25, seed: 'real' })
    await load.finished
    expect(countKinds(load.outcomes), tellOutcomes(load.outcomes)).to.have.all.keys('right')
    expect(await load.judge()).to.deep.include(nothingWrong)
  })
})
