import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { quick, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const times = { ...quick, rescheduleGrace: 300, rescheduleRetry: 100 }
const options = { reschedule: 'on-node-failure' } as const

interface Listed {
  readonly Names: readonly string[]
  readonly State: string
}

// Two engines are a pool, which is with a third one in another.
describe('aggregate: containers of a node that fails, in a pool within a pool', () => {
  let engines: readonly TestDaemon[]
  let toFirst: FaultProxy
  let toInner: FaultProxy
  let inner: TestPool
  let outer: TestPool

  beforeEach(async () => {
    engines = await Promise.all([1, 2, 3].map(() => startDaemon({ backends: ['simulator'], standard: [simulator] })))
    for (const engine of engines) await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
    toFirst = await startFaultProxy({ to: engines[0]!.address })
    inner = await startPool([`a=forward ${toFirst.address}`, `b=forward ${engines[1]!.address}`], options, times)
    toInner = await startFaultProxy({ to: inner.daemon.address })
    outer = await startPool([`r2=forward ${toInner.address}`, `q=forward ${engines[2]!.address}`], options, times)
  })
  afterEach(async () => {
    await outer[Symbol.asyncDispose]()
    await toInner.close()
    await inner[Symbol.asyncDispose]()
    await toFirst.close()
    await Promise.all(engines.map((engine) => engine.close()))
  })

  const own = async (index: number) => {
    const listed = (await call(engines[index]!, 'GET /containers/json?all=1')).json<Listed[]>()
    return listed.map(({ Names, State }) => `${Names[0]} ${State}`)
  }
  const run = async (pool: TestPool, node: string) => {
    const Env = [`constraint:node==~${node}`, 'reschedule:on-node-failure']
    const body = { Image: 'busybox', Cmd: ['sleep', '1000'], Env }
    const { status, text } = await pool.call('POST /containers/create?name=web', { body })
    expect(status, text).to.equal(201)
    expect((await pool.call('POST /containers/web/start')).status).to.equal(204)
  }
  const seenBy = (pool: TestPool, state: string) =>
    until(`it is ${state}`, async () => {
      const { status, text } = await pool.call('GET /containers/web/json')
      return status === 200 && (JSON.parse(text) as { State: { Status: string } }).State.Status === state
    })
  const cut = async (proxy: FaultProxy) => {
    await proxy.set({ down: true })
    proxy.breakOff('cut')
  }

  it('are created elsewhere by the pool that was told so: the one around it, and the one within it not', async () => {
    await run(outer, 'r2/a')
    await seenBy(outer, 'running')
    await cut(toInner)
    await until('it runs on the other node', async () => (await own(2)).includes('/web running'))
    expect(await own(0)).to.deep.equal(['/web running'])
    await toInner.set({ down: false })
    await until('the old one is set aside', async () => /^\/web-r2-[0-9a-f]{12} exited$/.test((await own(0)).join()))
    expect(await own(1)).to.deep.equal([])
    expect(await own(2)).to.deep.equal(['/web running'])
  })

  it('stay where they are where a node of the pool within fails, that was not told', async () => {
    await run(outer, 'r2/a')
    await seenBy(inner, 'running')
    await cut(toFirst)
    await until('it is down', async () => (await inner.call('GET /info')).text.includes('the node a is down'))
    // Longer than the grace.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect([await own(1), await own(2)]).to.deep.equal([[], []])
    await toFirst.set({ down: false })
    await seenBy(outer, 'running')
  })

  it('are created elsewhere by the pool within, where that was told so, and the one around it lets it be', async () => {
    await run(inner, 'a')
    await seenBy(outer, 'running')
    await cut(toFirst)
    await until('it runs on the other node', async () => (await own(1)).includes('/web running'))
    await toFirst.set({ down: false })
    await until('the old one is set aside', async () => /^\/web-a-[0-9a-f]{12} exited$/.test((await own(0)).join()))
    await seenBy(outer, 'running')
    await cut(toInner)
    await until('it is down', async () => (await outer.call('GET /info')).text.includes('the node r2 is down'))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await own(2)).to.deep.equal([])
  })
})
