import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { Freezer } from './support/freezer.js'
import { quick, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

const times = { ...quick, checkLimit: 500, rescheduleGrace: 300, rescheduleRetry: 1500 }

/** The labels of a copy. */
const madeOf = (id: string) => ({ ...optIn, 'com.docker.swarm.id': id, 'com.docker.swarm.former-ids': id })

describe('aggregate: rescheduling to a node that freezes', () => {
  let engines: readonly TestDaemon[]
  let freezers: readonly Freezer[]
  let toFirst: FaultProxy
  let pool: TestPool

  const start = () => {
    const addresses = [toFirst.address, engines[1]!.address, engines[2]!.address]
    const children = addresses.map((address, index) => `${'abc'[index]}=forward ${address}`)
    return startPool(children, { reschedule: 'on-node-failure' }, times)
  }
  beforeEach(async () => {
    freezers = [new Freezer(), new Freezer(), new Freezer()]
    const backends = freezers.map(({ backend }) => [backend, 'simulator'])
    engines = await Promise.all(backends.map((chain) => startDaemon({ backends: chain, standard: [simulator] })))
    for (const engine of engines) await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
    toFirst = await startFaultProxy({ to: engines[0]!.address })
    pool = await start()
  })
  afterEach(async () => {
    for (const freezer of freezers) freezer.thaw()
    await pool[Symbol.asyncDispose]()
    await toFirst.close()
    await Promise.all(engines.map((engine) => engine.close()))
  })

  /** Makes one on an engine, past the pool. */
  async function make(index: number, name: string, Labels: object, isStarted = true): Promise<string> {
    const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels }
    const created = await call(engines[index]!, `POST /containers/create?name=${name}`, { body })
    const { Id } = created.json<{ readonly Id: string }>()
    if (isStarted) expect((await call(engines[index]!, `POST /containers/${Id}/start`)).status).to.equal(204)
    return Id
  }
  const own = async (index: number) => {
    const listed = await call(engines[index]!, 'GET /containers/json?all=1')
    return listed.json<{ Names: string[]; State: string }[]>().map(({ Names, State }) => `${Names[0]} ${State}`)
  }
  const set = async (node: string, Availability: string) => {
    const { Version } = await pool.get<{ readonly Version: { readonly Index: number } }>(`GET /nodes/${node}`)
    await pool.call(`POST /nodes/${node}/update?version=${Version.Index}`, { body: { Availability } })
  }
  const isNamed = async () => (await pool.call('GET /containers/web/json')).status === 200
  const warnings = async () => (await pool.get<{ Warnings: string[] }>('GET /info')).Warnings.join()

  /** Fails the node of a container; that where it is to run freezes at an operation, and it runs on the third one. */
  async function failInto(operation: string): Promise<void> {
    await set('c', 'pause')
    await make(0, 'web', optIn)
    await until('it is seen', isNamed)
    freezers[1]!.at = operation
    await toFirst.set({ down: true })
    toFirst.breakOff('cut')
    await until('the other one is frozen', () => freezers[1]!.isFrozen)
    await set('c', 'active')
    await until('it runs on the third', async () => (await own(2)).join() === '/web running', 20_000)
  }
  const isSetAside = async () => /^\/web-b-[0-9a-f]{12} exited$/.test((await own(1)).join())

  it('has one of two that run set aside, and tells of it, where it starts its copy after that', async () => {
    await failInto('ContainerStart')
    await until('its name means that one', isNamed)
    expect(await warnings()).to.include('the node b is down')
    freezers[1]!.thaw()
    await until('it is set aside', isSetAside, 20_000)
    expect(await own(2)).to.deep.equal(['/web running'])
    await until('its name means that one', isNamed)
    expect(await warnings()).to.match(/b\/web-b-\w+ and c\/web were created anew of the same container: it is kept/)
  })

  it('leaves nothing there where it creates its copy after that', async () => {
    await failInto('ContainerCreate')
    freezers[1]!.thaw()
    await until('it is ready', async () => (await pool.call('GET /nodes/b')).text.includes('"State":"ready"'))
    await until('the copy is gone', async () => (await own(1)).length === 0)
    expect(await own(2)).to.deep.equal(['/web running'])
    await until('its name means that one', isNamed)
  })

  it('has one of two that run set aside by who knows of neither, too', async () => {
    await failInto('ContainerStart')
    await pool[Symbol.asyncDispose]()
    pool = await start()
    freezers[1]!.thaw()
    await until('it is set aside', isSetAside, 20_000)
    expect(await own(2)).to.deep.equal(['/web running'])
    await until('its name means that one', isNamed)
  })

  it('leaves one of all that are there: neither the old one nor a copy that never ran', async () => {
    await pool[Symbol.asyncDispose]()
    const id = await make(0, 'web', optIn)
    await make(1, 'web', madeOf(id))
    await make(2, 'web', madeOf(id), false)
    pool = await start()
    await until('the copy is gone', async () => (await own(2)).length === 0)
    await until('the old one is set aside', async () => (await own(0)).join() === `/web-a-${id.slice(0, 12)} exited`)
    expect(await own(1)).to.deep.equal(['/web running'])
    await until('its name means that one', isNamed)
  })

  it('tries again to set one aside', async () => {
    await pool[Symbol.asyncDispose]()
    const id = await make(0, 'web', optIn)
    await make(1, 'web', madeOf(id))
    freezers[0]!.refuses = 'ContainerStop'
    pool = await start()
    await until('it was not stopped', () => freezers[0]!.refused > 0)
    expect(await own(0)).to.deep.equal([`/web-a-${id.slice(0, 12)} running`])
    freezers[0]!.refuses = undefined
    await until('it is stopped', async () => (await own(0)).join().endsWith(' exited'))
    expect(await own(1)).to.deep.equal(['/web running'])
  })
})
