import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { EventReader } from './support/event-reader.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const only = (node: string) => `?filters=${encodeURIComponent(JSON.stringify({ node: [node] }))}`

describe('aggregate: the events of a pool one of whose nodes tells nothing', () => {
  let engine: TestDaemon
  let proxy: FaultProxy

  beforeEach(async () => {
    engine = await startDaemon({ backends: ['simulator web'], standard: [simulator] })
    proxy = await startFaultProxy({ to: engine.address })
  })
  afterEach(async () => {
    await proxy.close()
    await engine.close()
  })

  const start = (strict: boolean) => startPool(['near=simulator close', `far=forward ${proxy.address}`], { strict })
  const isSaid = (pool: TestPool, state: string) => async () =>
    (await pool.call('GET /nodes/far')).text.includes(`"State":"${state}"`)
  const startReady = async (strict: boolean) => {
    const pool = await start(strict)
    await until('the node is ready', isSaid(pool, 'ready'))
    return pool
  }
  const fail = async (pool: TestPool) => {
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    await until('the node is down', isSaid(pool, 'down'))
  }

  it('are 503 from the beginning where it is strict and the node is meant', async () => {
    await using pool = await startReady(true)
    await fail(pool)
    for (const query of ['', only('far')]) {
      const { status, text } = await pool.call(`GET /events${query}`)
      expect([status, text.includes('no answer from the node far: ')], text).to.deep.equal([503, true])
    }
    await using near = await EventReader.open(pool.daemon, only('near'))
    expect([near.status, near.headers['warning']]).to.deep.equal([200, undefined])
  })

  it('are those of the others, with a Warning, where it is not', async () => {
    await using pool = await startReady(false)
    await fail(pool)
    await using reader = await EventReader.open(pool.daemon)
    expect(reader.status).to.equal(200)
    expect(reader.headers['warning']).to.include('no answer from the node far: ')
  })

  it('are 503 where it is strict and the node has never answered', async () => {
    await proxy.set({ blackHole: true })
    await using pool = await start(true)
    const { status, text } = await pool.call('GET /events')
    expect([status, text.includes('no answer from the node far: ')], text).to.deep.equal([503, true])
  })

  it('are broken off where it is strict and the node goes down, for those who mean it', async () => {
    await using pool = await startReady(true)
    await using all = await EventReader.open(pool.daemon)
    await using far = await EventReader.open(pool.daemon, `${only('far')}&until=${Math.ceil(Date.now() / 1000) + 3600}`)
    await using near = await EventReader.open(pool.daemon, only('near'))
    await call(engine, 'POST /containers/web/restart?t=0')
    for (const reader of [all, far]) await reader.until('it is told', (r) => r.actionsOf('web').includes('restart'))
    await fail(pool)
    await Promise.all([all.ended, far.ended])
    expect([all.isWhole, far.isWhole, near.isWhole]).to.deep.equal([false, false, undefined])
    expect((await pool.call('POST /containers/close/restart?t=0')).status).to.equal(204)
    await near.until('it goes on', (r) => r.actionsOf('close').includes('restart'))
  })

  it('go on where it is not strict', async () => {
    await using pool = await startReady(false)
    await using reader = await EventReader.open(pool.daemon)
    await fail(pool)
    expect((await pool.call('POST /containers/close/restart?t=0')).status).to.equal(204)
    await reader.until('it goes on', (r) => r.actionsOf('close').includes('restart'))
    expect(reader.isWhole).to.equal(undefined)
  })
})
