import { expect } from 'chai'
import { startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { until } from './support/until.js'
import { quick, startPool, type TestPool } from './support/running-pool.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

interface Listed {
  readonly Names: readonly string[]
}
interface Told {
  readonly Spec: { readonly Name: string }
  readonly Status: { readonly State: string; readonly Message: string }
}

describe('aggregate: an engine that does not answer', () => {
  let engine: TestDaemon
  let proxy: FaultProxy

  beforeEach(async () => {
    engine = await startDaemon({ backends: ['simulator far'], standard: [simulator] })
    proxy = await startFaultProxy({ to: engine.address })
  })
  afterEach(async () => {
    await proxy.close()
    await engine.close()
  })

  const start = (options: { strict?: boolean } = {}): Promise<TestPool> =>
    startPool(['near=simulator close', `far=forward ${proxy.address}`], options)

  /** The same once both engines have answered: a busy machine takes its time. */
  const startReady = async (options: { strict?: boolean } = {}): Promise<TestPool> => {
    const pool = await start(options)
    await until('the node is ready', isReady(pool))
    return pool
  }

  const stateOf = async (pool: TestPool, name: string): Promise<Told | undefined> =>
    (await pool.get<Told[]>('GET /nodes')).find(({ Spec }) => Spec.Name === name)

  const isDown = (pool: TestPool) => async () => (await stateOf(pool, 'far'))?.Status.State === 'down'
  const isReady = (pool: TestPool) => async () => (await stateOf(pool, 'far'))?.Status.State === 'ready'

  it('is named in a Warning, in info and in the nodes, and the rest is answered', async () => {
    await using pool = await startReady()
    expect((await pool.get<Listed[]>('GET /containers/json')).length).to.equal(2)
    await goAway()
    await until('the node is down', isDown(pool))
    const answer = await pool.call('GET /containers/json')
    expect(answer.status).to.equal(200)
    expect(answer.json<Listed[]>().flatMap(({ Names }) => Names)).to.deep.equal(['/close'])
    expect(answer.headers['warning']).to.match(/^199 swarmd "no answer from the node far: /)
    const all = await pool.get<readonly (Listed & { readonly Status: string })[]>('GET /containers/json?all=1')
    const statuses = new Map(all.map(({ Names, Status }) => [Names[0], Status]))
    expect(statuses.get('/far')).to.equal('Host Down')
    expect(statuses.get('/close')).to.match(/^Up /)
    for (const [filters, names] of [
      [{ name: ['far'] }, ['/far']],
      [{ name: ['other'] }, []],
      [{ node: ['near'] }, ['/close']],
      [{ label: ['nosuch'] }, []],
      [{ status: ['exited'] }, []],
    ] as const) {
      const found = await pool.get<Listed[]>(
        `GET /containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`,
      )
      expect(
        found.flatMap(({ Names }) => Names),
        JSON.stringify(filters),
      ).to.deep.equal(names)
    }
    const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
    expect(Warnings.join()).to.include('the node far is down')
  })

  it('makes the answer 503 with strict', async () => {
    await using pool = await startReady({ strict: true })
    await goAway()
    await until('the node is down', isDown(pool))
    const { status, text } = await pool.call('GET /containers/json')
    expect(status).to.equal(503)
    expect(text).to.include('far')
    expect((await pool.call('GET /containers/nosuch/json')).status).to.equal(503)
  })

  it('is used again when it answers', async () => {
    await using pool = await startReady()
    await goAway()
    await until('the node is down', isDown(pool))
    expect((await pool.call('POST /containers/far/kill')).status).to.equal(503)
    await proxy.clear()
    await until('the node is ready', isReady(pool))
    expect((await pool.get<Listed[]>('GET /containers/json')).length).to.equal(2)
    expect((await pool.call('POST /containers/far/kill')).status).to.equal(204)
  })

  it('holds up a list no longer than its limit, and not at all once it is down', async () => {
    await using pool = await startReady()
    await proxy.set({ blackHole: true })
    const first = await pool.call('GET /containers/json')
    expect(first.headers['warning']).to.include('far')
    await until('the node is down', isDown(pool))
    expect((await pool.call('GET /containers/json')).headers['warning']).to.include('far')
  })

  it('holds up the start no longer than an answer may take', async () => {
    await proxy.set({ blackHole: true })
    // The install of a backend has 10 s: the check alone would take longer.
    const children = ['near=simulator close', `far=forward ${proxy.address}`]
    await using pool = await startPool(children, {}, { ...quick, checkLimit: 20_000, answerLimit: 300 })
    expect((await stateOf(pool, 'far'))?.Status.State).to.equal('unknown')
  })

  it('ends the streams of its clients when it goes down', async () => {
    await using pool = await startReady()
    const logs = pool.call('GET /containers/far/logs?follow=1&stdout=1').catch((thrown: unknown) => thrown)
    const wait = pool.call('POST /containers/far/wait').catch((thrown: unknown) => thrown)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await proxy.set({ blackHole: true })
    expect(await logs).to.be.an('error')
    expect(await wait).to.be.an('error')
  })

  it('answers a ping, and an empty list with a Warning, where no engine is left', async () => {
    await using pool = await startPool([`far=forward ${proxy.address}`], {}, quick)
    await goAway()
    await until('the node is down', isDown(pool))
    expect((await pool.call('GET /_ping')).status).to.equal(200)
    const { status, text, headers } = await pool.call('GET /containers/json')
    expect([status, text.trim()]).to.deep.equal([200, '[]'])
    expect(headers['warning']).to.include('far')
    expect((await pool.call('POST /containers/create', { body: { Image: 'busybox' } })).status).to.equal(503)
  })

  it('is there from the start although it does not answer yet', async () => {
    await goAway()
    await using pool = await start()
    expect((await pool.get<Listed[]>('GET /containers/json')).length).to.equal(1)
    await proxy.clear()
    await until('the node is ready', isReady(pool))
    expect((await pool.get<Listed[]>('GET /containers/json')).length).to.equal(2)
  })

  async function goAway(): Promise<void> {
    await proxy.set({ down: true })
    proxy.breakOff('cut')
  }
})

describe('aggregate: two children that are one engine', () => {
  it('uses the first, and says of the other what it is', async () => {
    await using pool = await startPool(['a=simulator web --id SAME', 'b=simulator web --id SAME'])
    expect((await pool.get<Listed[]>('GET /containers/json')).flatMap(({ Names }) => Names)).to.deep.equal(['/web'])
    const [, second] = await pool.get<Told[]>('GET /nodes')
    expect(second?.Status).to.deep.include({ State: 'disconnected' })
    expect(second?.Status.Message).to.include('SAME').and.include('"a"')
  })
})
