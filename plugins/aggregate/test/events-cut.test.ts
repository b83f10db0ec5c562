import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { EventReader } from './support/event-reader.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

describe('aggregate: the events of a node whose stream breaks', () => {
  let engine: TestDaemon
  let proxy: FaultProxy
  let pool: TestPool

  const engineOf = (words: string) => startDaemon({ backends: [words], standard: [simulator] })

  beforeEach(async () => {
    engine = await engineOf('simulator web --id one')
    proxy = await startFaultProxy({ to: engine.address })
    pool = await startPool([`far=forward ${proxy.address}`])
  })
  afterEach(async () => {
    await pool[Symbol.asyncDispose]()
    await proxy.close()
    await engine.close()
  })

  const own = (line: string, body?: object) => {
    return call(engine, line, body === undefined ? {} : { body })
  }

  it('arrive once each, in order, over many cuts, and the view is what the engine has', async () => {
    await using reader = await EventReader.open(pool.daemon, '?filters={"type":["container"]}')
    const direct = await EventReader.open(engine, '?filters={"type":["container"]}')
    for (let round = 0; round < 10; round++) {
      for (let count = 0; count < 10; count++) {
        await own(`POST /containers/web/${count % 2 === 0 ? 'stop?t=0' : 'start'}`)
        if (count === 5) proxy.breakOff(round % 2 === 0 ? 'cut' : 'reset')
      }
    }
    await reader.until('all were told', ({ told }) => told.length >= direct.told.length)
    const plain = (told: EventReader) => told.told.map(({ Action, timeNano }) => `${Action} ${timeNano}`)
    expect(plain(reader)).to.deep.equal(plain(direct))
    await direct[Symbol.asyncDispose]()
    // What the last event has changed is read after it was told.
    const running = async () => (await pool.get<{ readonly ContainersRunning: number }>('GET /info')).ContainersRunning
    await until('the view has it', async () => (await running()) === 1)
  })

  it('are found out from a list when the engine has forgotten them, once each, and marked', async () => {
    await using reader = await EventReader.open(pool.daemon)
    await own('POST /containers/create?name=early', { Image: 'busybox' })
    await reader.until('the first was told', (r) => r.actionsOf('early').includes('create'))
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    await own('POST /containers/create?name=late', { Image: 'busybox', Cmd: ['sleep', '1000'] })
    await own('POST /containers/late/start')
    await own('POST /containers/early/rename?name=earlier')
    // More than an engine keeps.
    for (let count = 0; count < 130; count++) await own('POST /containers/web/restart?t=0')
    await proxy.clear()
    await reader.until('they were told', (r) => r.actionsOf('earlier').length > 0 && r.actionsOf('late').length > 1)
    await own('POST /containers/late/kill')
    await reader.until('the end was told', (r) => r.actionsOf('late').includes('die'))
    const lifecycle = reader.actionsOf('late').filter((action) => ['create', 'start', 'die'].includes(action))
    expect(lifecycle).to.deep.equal(['create', 'start', 'die'])
    expect(reader.actionsOf('earlier')).to.deep.equal(['rename'])
    const marked = reader.told.filter(({ Actor }) => Actor.Attributes['node.synthesised'] === 'true')
    expect(marked.map(({ Action, Actor }) => `${Actor.Attributes['name']} ${Action}`)).to.have.members([
      'earlier rename',
      'late create',
      'late start',
    ])
  })

  it('tell that the containers of an engine which another one replaced are gone', async () => {
    await using reader = await EventReader.open(pool.daemon)
    const { port } = new URL(proxy.address)
    await proxy.set({ down: true })
    proxy.breakOff('reset')
    await reader.until('it is down', ({ told }) => told.some(({ Action }) => Action === 'engine_disconnect'))
    const other = await engineOf('simulator fresh --id two')
    await proxy.close()
    proxy = await startFaultProxy({ to: other.address, listen: `tcp://127.0.0.1:${port}` })
    await reader.until('the new one was told', (r) => r.actionsOf('fresh').length > 0)
    expect(reader.actionsOf('web')).to.deep.equal(['die', 'destroy'])
    expect(reader.actionsOf('fresh')).to.deep.equal(['create', 'start'])
    const nodeEvents = reader.told.filter(({ Type }) => Type === 'node').map(({ Action }) => Action)
    expect(nodeEvents).to.deep.equal(['engine_disconnect', 'engine_reconnect'])
    await proxy.close()
    await other.close()
  })

  it('are replaced when they are silent because nothing passes any more', async () => {
    await using reader = await EventReader.open(pool.daemon)
    await proxy.set({ blackHole: true })
    await reader.until('it has gone', ({ told }) => told.some(({ Action }) => Action === 'engine_disconnect'))
    await own('POST /containers/web/restart?t=0')
    await proxy.clear()
    await reader.until('it was told', (r) => r.actionsOf('web').includes('restart'))
    expect(reader.actionsOf('web').filter((action) => action === 'restart')).to.have.length(1)
    expect(reader.told.filter(({ Action }) => Action === 'engine_reconnect')).to.have.length(1)
  })
})
