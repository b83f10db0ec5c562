import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import type { Options } from 'libswarm-backend-aggregate'
import { startChildren } from './support/children.js'
import { quick, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'
import { WrittenEngine } from './support/written-engine.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

const times = { ...quick, rescheduleGrace: 300, rescheduleRetry: 100 }

interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
  readonly State: string
}

describe('aggregate: containers of a node that fails', () => {
  let engines: readonly TestDaemon[]
  let proxies: readonly FaultProxy[]
  let pool: TestPool

  const children = () => proxies.map(({ address }, index) => `${'abc'[index]}=forward ${address}`)
  const start = (options: Omit<Options, 'child'> = { reschedule: 'on-node-failure' }) =>
    startPool(children(), options, times)

  beforeEach(async () => {
    const names = ['a', 'b', 'c']
    engines = await Promise.all(names.map(() => startDaemon({ backends: ['simulator'], standard: [simulator] })))
    proxies = await Promise.all(engines.map(({ address }) => startFaultProxy({ to: address })))
    pool = await start()
  })
  afterEach(async () => {
    await pool[Symbol.asyncDispose]()
    await Promise.all(proxies.map((proxy) => proxy.close()))
    await Promise.all(engines.map((engine) => engine.close()))
  })

  /** Runs one on an engine, the first unless said otherwise. */
  async function run(name: string, body: object = {}, index = 0): Promise<string> {
    const engine = engines[index]!
    await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
    const Labels = { ...optIn, ...(body as { Labels?: object }).Labels }
    const all = { Image: 'busybox', Cmd: ['sleep', 'infinity'], ...body, Labels }
    const created = await call(engine, `POST /containers/create?name=${name}`, { body: all })
    const { Id } = created.json<{ readonly Id: string }>()
    expect((await call(engine, `POST /containers/${Id}/start`)).status).to.equal(204)
    await until('it is seen', async () => (await pool.call(`GET /containers/${Id}/json`)).status === 200)
    return Id
  }
  const own = async (index: number) => {
    const listed = (await call(engines[index]!, 'GET /containers/json?all=1')).json<Listed[]>()
    return listed.map(({ Names, State }) => `${Names[0]} ${State}`).sort()
  }
  const others = async () => [...(await own(1)), ...(await own(2))]
  const fail = async (index: number) => {
    await proxies[index]!.set({ down: true })
    proxies[index]!.breakOff('cut')
  }
  const state = async (name: string) =>
    (await pool.get<{ Status: { State: string; Message: string } }>(`GET /nodes/${name}`)).Status
  const isDown = async () => (await state('a')).State === 'down'

  it('run elsewhere, once, with the same name; the name means the new one', async () => {
    const id = await run('web', { Env: ['A=1'] })
    await fail(0)
    await until('it runs elsewhere', async () => (await others()).join() === '/web running')
    await until('its name means it', async () => (await pool.call('GET /containers/web/json')).status === 200)
    const now = await pool.get<{ Id: string; Config: { Env: string[]; Labels: object } }>('GET /containers/web/json')
    expect(now.Id).to.not.equal(id)
    expect(now.Config.Env).to.include('A=1')
    expect(now.Config.Labels).to.include({ 'com.docker.swarm.id': id, 'com.docker.swarm.former-ids': id })
    await new Promise((resolve) => setTimeout(resolve, 3 * times.rescheduleGrace))
    expect(await others()).to.deep.equal(['/web running'])
  })

  it('stay where the node answers again within the grace', async () => {
    await pool[Symbol.asyncDispose]()
    pool = await startPool(children(), { reschedule: 'on-node-failure' }, { ...times, rescheduleGrace: 5000 })
    await run('web')
    await run('witness', { Labels: { 'com.docker.swarm.constraints': '["node!=a"]' } }, 1)
    await fail(0)
    await until('it is down', isDown)
    await fail(1)
    await proxies[0]!.clear()
    await until('it is back', async () => !(await isDown()))
    // The grace of the other node ends after that of the first one would have.
    await until('the other node is given up', async () => (await own(2)).includes('/witness running'), 30_000)
    expect(await own(2)).to.deep.equal(['/witness running'])
    expect(await own(0)).to.deep.equal(['/web running'])
  })

  const staying: readonly (readonly [what: string, body: object])[] = [
    ['have not opted in', { Labels: { 'com.docker.swarm.reschedule-policies': '["off"]' } }],
    ['have a named volume', { HostConfig: { Binds: ['data:/data'] } }],
    ['must be there', { Labels: { 'com.docker.swarm.constraints': '["node==a"]' } }],
  ]
  for (const [what, body] of staying) {
    it(`stay where they ${what}; others of the node do not wait for them`, async () => {
      await run('stays', body)
      await run('moves')
      await fail(0)
      await until('the other one runs elsewhere', async () => (await others()).join() === '/moves running')
      await new Promise((resolve) => setTimeout(resolve, 3 * times.rescheduleRetry))
      expect(await others()).to.deep.equal(['/moves running'])
    })
  }

  it('stay without --reschedule', async () => {
    await pool[Symbol.asyncDispose]()
    pool = await start({})
    await run('web')
    await fail(0)
    await until('it is down', isDown)
    await new Promise((resolve) => setTimeout(resolve, 3 * times.rescheduleGrace))
    expect(await others()).to.deep.equal([])
  })

  it('wait for a node that does not tell whether it has one', async () => {
    await run('web')
    await fail(0)
    await until('it is down', isDown)
    await proxies[1]!.set({ blackHole: true })
    await until('it is down, too, and there is just one', async () => (await own(2)).join() === '/web running')
    await proxies[1]!.clear()
    await until('it is back', async () => (await state('b')).State === 'ready')
    expect(await own(1)).to.deep.equal([])
  })

  it('leave their name to a container that a client was given meanwhile, and do not run beside it', async () => {
    await pool[Symbol.asyncDispose]()
    const c = new WrittenEngine('c')
    const seldom = { ...times, refresh: [60_000, 60_000], resume: [60_000, 60_000] } as const
    const of = { a: `forward ${proxies[0]!.address}`, b: `forward ${engines[1]!.address}`, c: c.install }
    pool = await startChildren(of, { reschedule: 'on-node-failure' }, seldom)
    await run('web', { Labels: { 'com.docker.swarm.constraints': '["node==b"]' } })
    c.containers.set('1', { name: 'web', created: 0 })
    await fail(0)
    const told = async () => (await call(engines[1]!, `GET /events?since=0&until=${Date.now() / 1000}`)).text
    await until('its copy is gone', async () => (await told()).includes('"Action":"destroy"'))
    expect(await told()).to.not.include('"Action":"start"')
    c.containers.clear()
    await until('it runs elsewhere', async () => (await own(1)).join() === '/web running')
  })

  it('are set aside when they come back: stopped, under another name, and told of', async () => {
    const id = await run('web', { HostConfig: { RestartPolicy: { Name: 'always' } } })
    await fail(0)
    await until('it runs elsewhere', async () => (await others()).join() === '/web running')
    await proxies[0]!.clear()
    const aside = `/web-a-${id.slice(0, 12)} exited`
    await until('the old one is set aside', async () => (await own(0)).join() === aside)
    expect(await others()).to.deep.equal(['/web running'])
    const sentence = `a/web-a-${id.slice(0, 12)} was created anew as `
    await until('the node tells of it', async () => (await state('a')).Message.includes(sentence))
    const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
    expect(Warnings.join()).to.include(sentence)
    expect((await call(engines[0]!, `DELETE /containers/${id}`)).status).to.equal(204)
    await until('nothing is told any more', async () => (await state('a')).Message === '')
  })

  it('are not created anew a second time where somebody has removed the new one', async () => {
    await run('web')
    await fail(0)
    await until('it runs elsewhere', async () => (await others()).join() === '/web running')
    await until('its name means it', async () => (await pool.call('GET /containers/web/json')).status === 200)
    expect((await pool.call('DELETE /containers/web?force=1')).status).to.equal(204)
    await new Promise((resolve) => setTimeout(resolve, 3 * times.rescheduleGrace))
    expect(await others()).to.deep.equal([])
  })

  it('refuses a leader without rescheduling, and one that is elected nowhere', async () => {
    const failed = async (options: Omit<Options, 'child'>) => {
      try {
        await using started = await start(options)
        return started.daemon.address
      } catch (thrown) {
        return (thrown as Error).message
      }
    }
    expect(await failed({ leader: 'etcd:localhost:1/x' })).to.include('add --reschedule on-node-failure')
    const nowhere = await failed({ reschedule: 'on-node-failure', leader: 'consul:a:1/x' })
    expect(nowhere).to.include('at etcd:HOST:PORT/KEY, not at "consul:a:1/x"')
  })
})
