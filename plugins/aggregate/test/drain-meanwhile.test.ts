import { expect } from 'chai'
import type { InlineBackend } from 'libswarm-core'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { startPool, type TestPool } from './support/running-pool.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

interface Report {
  readonly Moved: readonly { readonly Name: string }[]
  readonly Stayed: readonly { readonly Name: string; readonly Reason: string }[]
}

// A copy may take long to create: its image is pulled.
describe('aggregate: a container that its client changes while its copy is created', () => {
  let meanwhile: () => Promise<unknown>
  let engines: readonly TestDaemon[]
  let pool: TestPool

  const slow: InlineBackend = {
    name: 'slow',
    simulated: true,
    install: (engine) =>
      engine.catchAll(async (job) => {
        if (job.operation === 'ContainerCreate') await meanwhile()
        return engine.next!.run(job)
      }),
  }

  beforeEach(async () => {
    meanwhile = () => Promise.resolve()
    const start = (...backends: (InlineBackend | string)[]) => startDaemon({ backends, standard: [simulator] })
    engines = [await start('simulator'), await start(slow, 'simulator')]
    pool = await startPool(engines.map(({ address }, index) => `${'ab'[index]}=forward ${address}`))
  })
  afterEach(async () => {
    await pool[Symbol.asyncDispose]()
    await Promise.all(engines.map((engine) => engine.close()))
  })

  const onFirst = (line: string) => call(engines[0]!, line)
  const set = async (node: string, Availability: string) => {
    const { Version } = await pool.get<{ readonly Version: { readonly Index: number } }>(`GET /nodes/${node}`)
    return pool.call(`POST /nodes/${node}/update?version=${Version.Index}`, { body: { Availability } })
  }
  const own = async (index: number) => {
    const listed = await call(engines[index]!, 'GET /containers/json?all=1')
    return listed.json<{ Names: string[]; State: string }[]>().map(({ Names, State }) => `${Names[0]} ${State}`)
  }

  /** Drains the node of a container, of which its client makes something while it is moved. */
  async function drained(isRunning: boolean, line: string): Promise<Report> {
    await set('b', 'pause')
    const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels: optIn }
    expect((await pool.call('POST /containers/create?name=web', { body })).status).to.equal(201)
    if (isRunning) expect((await pool.call('POST /containers/web/start')).status).to.equal(204)
    await set('b', 'active')
    meanwhile = async () => {
      // It is asked once more when it has the image.
      meanwhile = () => Promise.resolve()
      expect((await onFirst(line)).status).to.equal(204)
    }
    return (await set('a', 'drain')).json<Report>()
  }

  it('runs where it was started', async () => {
    expect((await drained(false, 'POST /containers/web/start')).Moved.map(({ Name }) => Name)).to.deep.equal(['web'])
    expect(await own(0)).to.deep.equal([])
    expect(await own(1)).to.deep.equal(['/web running'])
  })

  it('does not run where it was stopped', async () => {
    expect((await drained(true, 'POST /containers/web/stop')).Moved.map(({ Name }) => Name)).to.deep.equal(['web'])
    expect(await own(0)).to.deep.equal([])
    expect(await own(1)).to.deep.equal(['/web created'])
  })

  const staying = [
    ['paused', 'POST /containers/web/pause', ['/web paused']],
    ['renamed', 'POST /containers/web/rename?name=other', ['/other running']],
    ['removed', 'DELETE /containers/web?force=1', []],
  ] as const
  for (const [what, line, left] of staying) {
    it(`stays as it is where it was ${what}, and no copy is left`, async () => {
      const { Moved, Stayed } = await drained(true, line)
      expect(Moved).to.deep.equal([])
      expect(Stayed.map(({ Reason }) => Reason)).to.deep.equal([`it was ${what} meanwhile`])
      expect(await own(0)).to.deep.equal(left)
      expect(await own(1)).to.deep.equal([])
    })
  }
})
