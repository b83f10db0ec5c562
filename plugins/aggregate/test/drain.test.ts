import { expect } from 'chai'
import type { InlineBackend } from 'libswarm-core'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { until } from './support/until.js'
import { startPool, type TestPool } from './support/running-pool.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

interface Report {
  readonly Moved: readonly { readonly Name: string; readonly ID: string; readonly Node: string }[]
  readonly Stayed: readonly { readonly Name: string; readonly Reason: string }[]
  readonly Moving: readonly string[]
}
interface Inspected {
  readonly Id: string
  readonly Node: { readonly Name: string }
  readonly State: { readonly Running: boolean }
  readonly Config: { readonly Labels: Record<string, string>; readonly Env: readonly string[] }
  readonly NetworkSettings: { readonly Networks: Record<string, { readonly Aliases: readonly string[] | null }> }
}

/** Lets nothing that the set names pass, and answers nothing that it names with `?` behind; it may be changed while it runs. */
const refusing = (refused: Set<string>): InlineBackend => ({
  name: 'refusing',
  simulated: true,
  install: (engine) =>
    engine.catchAll(async (job) => {
      if (refused.has(job.operation)) throw engine.error('Internal', `${job.operation} is not possible today`)
      const reply = await engine.next!.run(job)
      if (refused.has(`${job.operation}?`)) throw engine.error('Internal', 'nobody knows what has happened')
      return reply
    }),
})

describe('aggregate: a node that is drained', () => {
  let engines: readonly TestDaemon[]
  let pool: TestPool
  let refused: readonly Set<string>[]

  beforeEach(async () => {
    refused = [new Set(), new Set()]
    const start = (set: Set<string>) => startDaemon({ backends: [refusing(set), 'simulator'], standard: [simulator] })
    engines = await Promise.all(refused.map(start))
    pool = await startPool(engines.map(({ address }, index) => `${'ab'[index]}=forward ${address}`))
  })
  afterEach(async () => {
    await pool[Symbol.asyncDispose]()
    await Promise.all(engines.map((engine) => engine.close()))
  })

  const run = async (name: string, body: object = {}, start = true) => {
    const labels = { ...optIn, ...(body as { Labels?: object }).Labels }
    const all = { Image: 'busybox', Cmd: ['sleep', 'infinity'], ...body, Labels: labels }
    const { Id } = await pool.get<{ readonly Id: string }>(`POST /containers/create?name=${name}`, { body: all })
    if (start) expect((await pool.call(`POST /containers/${Id}/start`)).status).to.equal(204)
    return Id
  }
  const inspect = (name: string) => pool.get<Inspected>(`GET /containers/${name}/json`)
  const set = async (node: string, Availability: string) => {
    const { Version } = await pool.get<{ readonly Version: { readonly Index: number } }>(`GET /nodes/${node}`)
    return pool.call(`POST /nodes/${node}/update?version=${Version.Index}`, { body: { Availability } })
  }
  const drain = async (node: string) => (await set(node, 'drain')).json<Report>()
  /** All containers of an engine as it lists them itself. */
  const own = async (index: number) => {
    const listed = (await call(engines[index]!, 'GET /containers/json?all=1')).json<
      { Names: string[]; State: string }[]
    >()
    return listed.map(({ Names, State }) => `${Names[0]} ${State}`).sort()
  }

  it('gives its containers to others, with all that they were made with, and a new id', async () => {
    await set('b', 'pause')
    const id = await run('web', { Env: ['A=1'], Labels: { role: 'front' } })
    await set('b', 'active')
    const report = await drain('a')
    const now = await inspect('web')
    expect(report).to.deep.equal({ Moved: [{ Name: 'web', ID: now.Id, Node: 'b' }], Stayed: [], Moving: [] })
    expect(now.Id).to.not.equal(id)
    expect(now.Node.Name).to.equal('b')
    expect(now.State.Running).to.equal(true)
    expect(now.Config.Env).to.include('A=1')
    expect(now.Config.Labels).to.include({
      ...optIn,
      role: 'front',
      'com.docker.swarm.id': id,
      'com.docker.swarm.former-ids': id,
    })
    expect(await own(0)).to.deep.equal([])
    expect(await own(1)).to.deep.equal(['/web running'])
  })

  it('gives one that did not run on as it is', async () => {
    await set('b', 'pause')
    await run('web', {}, false)
    await set('b', 'active')
    expect((await drain('a')).Moved.map(({ Name }) => Name)).to.deep.equal(['web'])
    expect(await own(1)).to.deep.equal(['/web created'])
  })

  const staying: readonly (readonly [what: string, body: object, reason: string])[] = [
    ['has not opted in', { Labels: { 'com.docker.swarm.reschedule-policies': '["off"]' } }, 'it has not opted in'],
    ['has a named volume', { HostConfig: { Binds: ['data:/data'] } }, 'it has the local volume data'],
    ['has a bind', { HostConfig: { Binds: ['/etc:/x'] } }, '/etc of its node is mounted'],
    ['is removed when it stops', { HostConfig: { AutoRemove: true } }, '--rm'],
    ['must be there', { Labels: { 'com.docker.swarm.constraints': '["node==a"]' } }, 'node==a'],
  ]
  for (const [what, body, reason] of staying) {
    it(`keeps one that ${what}, as it was`, async () => {
      await set('b', 'pause')
      const id = await run('web', body)
      await set('b', 'active')
      const report = await drain('a')
      expect(report.Moved).to.deep.equal([])
      expect(report.Stayed).to.have.length(1)
      expect(report.Stayed[0]!.Reason).to.include(reason)
      expect(await inspect('web')).to.deep.include({ Id: id })
      expect(await own(0)).to.deep.equal(['/web running'])
      expect(await own(1)).to.deep.equal([])
    })
  }

  it('keeps one whose network is nowhere else, and gives one on where it is', async () => {
    await set('b', 'pause')
    await pool.get('POST /networks/create', { body: { Name: 'front', Driver: 'bridge' } })
    await run('web', { HostConfig: { NetworkMode: 'front' } })
    await set('b', 'active')
    expect((await drain('a')).Stayed.map(({ Reason }) => Reason).join()).to.include('front')
    await call(engines[1]!, 'POST /networks/create', { body: { Name: 'front', Driver: 'bridge' } })
    await until('it is moved, once the network has been seen', async () => {
      await set('a', 'active')
      return (await drain('a')).Moved.length === 1
    })
    expect(Object.keys((await inspect('web')).NetworkSettings.Networks)).to.deep.equal(['front'])
  })

  const failures: readonly (readonly [operation: string, on: number])[] = [
    ['ContainerCreate', 1],
    ['ContainerRename', 0],
    ['ContainerStop', 0],
    ['ContainerStart', 1],
  ]
  for (const [operation, on] of failures) {
    it(`keeps one as it was, and running, where ${operation} of ${on === 0 ? 'its own engine' : 'the other engine'} fails`, async () => {
      await set('b', 'pause')
      const id = await run('web')
      await set('b', 'active')
      refused[on]!.add(operation)
      const report = await drain('a')
      expect(report.Moved).to.deep.equal([])
      expect(report.Stayed[0]!.Reason).to.include(`${operation} is not possible today`)
      expect((await inspect('web')).Id).to.equal(id)
      expect(await own(0)).to.deep.equal(['/web running'])
      expect(await own(1)).to.deep.equal([])
    })
  }

  it('gives one on where the other engine starts it and does not say so', async () => {
    await set('b', 'pause')
    await run('web')
    await set('b', 'active')
    refused[1]!.add('ContainerStart?')
    expect((await drain('a')).Moved.map(({ Name }) => Name)).to.deep.equal(['web'])
    expect(await own(0)).to.deep.equal([])
    expect(await own(1)).to.deep.equal(['/web running'])
  })

  it('tells of a copy that it could not remove, on a node that does not do anything any more', async () => {
    await set('b', 'pause')
    const id = await run('web')
    await set('b', 'active')
    for (const operation of ['ContainerStart', 'ContainerDelete']) refused[1]!.add(operation)
    const { Moved, Stayed } = await drain('a')
    expect(Moved).to.deep.equal([])
    expect(Stayed[0]!.Reason)
      .to.match(/ContainerStart is not possible today; its copy [0-9a-f]{12} is left on the node "b": /)
      .and.include('ContainerDelete is not possible today')
    expect((await inspect(id)).State.Running).to.equal(true)
    expect(await own(0)).to.deep.equal(['/web running'])
    expect(await own(1)).to.deep.equal(['/web created'])
    const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
    expect(Warnings.join()).to.include('a/web was created anew as b/web')
  })

  it('keeps the old one, stopped and under another name, where it cannot be removed', async () => {
    await set('b', 'pause')
    const id = await run('web')
    await set('b', 'active')
    refused[0]!.add('ContainerDelete')
    expect((await drain('a')).Moved).to.have.length(1)
    expect((await inspect('web')).Node.Name).to.equal('b')
    expect(await own(0)).to.deep.equal([`/web-a-${id.slice(0, 12)} exited`])
  })
})
