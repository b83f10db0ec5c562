import { expect } from 'chai'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { Freezer } from './support/freezer.js'
import { quick, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

interface Report {
  readonly Moved: readonly { readonly Node: string }[]
  readonly Stayed: readonly { readonly Name: string; readonly Reason: string }[]
}

describe('aggregate: a drain whose target freezes', () => {
  let engines: readonly TestDaemon[]
  let freezers: readonly Freezer[]
  let pool: TestPool

  const start = (options: Parameters<typeof startPool>[1] = {}) =>
    startPool(
      engines.map(({ address }, index) => `${'abc'[index]}=forward ${address}`),
      options,
      { ...quick, checkLimit: 500, drainWait: 60_000 },
    )
  beforeEach(async () => {
    freezers = [new Freezer(), new Freezer(), new Freezer()]
    const backends = freezers.map(({ backend }) => [backend, 'simulator'])
    engines = await Promise.all(backends.map((chain) => startDaemon({ backends: chain, standard: [simulator] })))
    pool = await start()
  })
  afterEach(async () => {
    for (const freezer of freezers) freezer.thaw()
    await pool[Symbol.asyncDispose]()
    await Promise.all(engines.map((engine) => engine.close()))
  })

  const own = async (index: number) => {
    const listed = (await call(engines[index]!, 'GET /containers/json?all=1')).json<
      { Names: string[]; State: string }[]
    >()
    return listed.map(({ Names, State }) => `${Names[0]} ${State}`).sort()
  }
  const set = async (node: string, Availability: string) => {
    const { Version } = await pool.get<{ readonly Version: { readonly Index: number } }>(`GET /nodes/${node}`)
    const update = `POST /nodes/${node}/update?version=${Version.Index}`
    return pool.call(update, { body: { Availability } })
  }
  const isReady = async () => (await pool.call('GET /nodes/b')).text.includes('"State":"ready"')

  /** Drains a node with a container that runs, and whose target freezes at an operation. */
  async function drainInto(operation: string): Promise<{ readonly id: string; readonly report: Report }> {
    for (const node of ['b', 'c']) await set(node, 'pause')
    for (const engine of engines) await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
    const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels: optIn }
    const { Id: id } = await pool.get<{ readonly Id: string }>('POST /containers/create?name=web', { body })
    await pool.call(`POST /containers/${id}/start`)
    await set('b', 'active')
    freezers[1]!.at = operation
    const report = (await set('a', 'drain')).json<Report>()
    expect(freezers[1]!.isFrozen).to.equal(true)
    return { id, report }
  }

  for (const operation of ['ContainerCreate', 'ContainerStart']) {
    it(`has its container run where it was, and says so, at ${operation}`, async () => {
      const { id, report } = await drainInto(operation)
      expect(report.Moved).to.deep.equal([])
      expect(report.Stayed.map(({ Name }) => Name)).to.deep.equal(['web'])
      expect(report.Stayed[0]!.Reason).to.include('"b" went down')
      expect(await own(0)).to.deep.equal(['/web running'])
      expect((await pool.get<{ readonly Id: string }>('GET /containers/web/json')).Id).to.equal(id)
    })
  }

  it('leaves nothing, and the container as it was, where it creates the copy after that', async () => {
    const { id } = await drainInto('ContainerCreate')
    freezers[1]!.thaw()
    await until('the node is ready', isReady)
    await until('the copy is gone', async () => (await own(1)).length === 0)
    expect(await own(0)).to.deep.equal(['/web running'])
    expect((await pool.get<{ readonly Id: string }>('GET /containers/web/json')).Id).to.equal(id)
  })

  for (const reschedule of ['off', 'on-node-failure'] as const) {
    it(`has one of two that run set aside, where it starts the copy after that, with --reschedule ${reschedule}`, async () => {
      await pool[Symbol.asyncDispose]()
      pool = await start({ reschedule })
      const { id } = await drainInto('ContainerStart')
      freezers[1]!.thaw()
      await until('one of them runs', async () => (await own(0)).join() === `/web-a-${id.slice(0, 12)} exited`, 20_000)
      expect(await own(1)).to.deep.equal(['/web running'])
      await until('its name means that one', async () => (await pool.call('GET /containers/web/json')).status === 200)
      const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
      expect(Warnings.join()).to.include(`a/web-a-${id.slice(0, 12)} was created anew as b/web`)
    })
  }

  it('has the copy set aside where the container was moved elsewhere meanwhile', async () => {
    await drainInto('ContainerStart')
    await set('c', 'active')
    await set('a', 'active')
    expect((await set('a', 'drain')).json<Report>().Moved.map(({ Node }) => Node)).to.deep.equal(['c'])
    freezers[1]!.thaw()
    await until('it is set aside', async () => /^\/web-b-[0-9a-f]{12} exited$/.test((await own(1)).join()), 20_000)
    expect(await own(2)).to.deep.equal(['/web running'])
    expect(await own(0)).to.deep.equal([])
    await until('its name means that one', async () => (await pool.call('GET /containers/web/json')).status === 200)
  })
})
