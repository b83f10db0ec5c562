import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, filter, startSimulator } from './support.js'

describe('the health of a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  interface Summary {
    readonly Status: string
    readonly Health: { readonly Status: string }
  }

  /** By inspect, by the list, by its text, and by the filter that finds it. */
  async function seen(name: string): Promise<unknown[]> {
    const inspected = (await call(daemon, `GET /containers/${name}/json`)).json<{ State: { Health?: object } }>()
    const list = async (query: string): Promise<Summary[]> =>
      (await call(daemon, `GET /containers/json?all=1&${query}`)).json()
    const [listed] = await list(filter('name', name))
    const found: string[] = []
    for (const health of ['starting', 'healthy', 'unhealthy', 'none']) {
      const both = encodeURIComponent(JSON.stringify({ name: [name], health: [health] }))
      if ((await list(`filters=${both}`)).length > 0) found.push(health)
    }
    const words = listed!.Status.replace('Less than a second', '0 seconds').replace(/\d+ seconds?/, '…')
    return [inspected.State.Health, listed!.Health.Status, words, ...found]
  }

  const health = (Status: string): object => ({ Status, FailingStreak: 0, Log: [] })

  // Recorded from dockerd 20.10.24.
  it('is that of a real engine, while its check has not run yet', async () => {
    await create(daemon, 'web', { Healthcheck: { Test: ['CMD', 'true'] } })
    expect(await seen('web')).to.deep.equal([undefined, 'none', 'Created', 'none'])
    const steps: readonly [string, string, string][] = [
      ['start', 'starting', 'Up … (health: starting)'],
      ['pause', 'unhealthy', 'Up … (Paused)'],
      ['unpause', 'unhealthy', 'Up … (unhealthy)'],
      ['stop', 'unhealthy', 'Exited (143) … ago'],
      ['start', 'starting', 'Up … (health: starting)'],
      ['restart', 'starting', 'Up … (health: starting)'],
    ]
    for (const [doing, status, words] of steps) {
      expect(await act(daemon, `POST /containers/web/${doing}`)).to.equal(204)
      expect(await seen('web'), doing).to.deep.equal([health(status), status, words, status])
    }
  })

  for (const body of [{}, { Healthcheck: { Test: ['NONE'] } }, { Healthcheck: { Retries: 3 } }]) {
    it(`is none with ${JSON.stringify(body)}`, async () => {
      const name = `none${Object.keys(body).length}${JSON.stringify(body).length}`
      await create(daemon, name, body)
      await act(daemon, `POST /containers/${name}/start`)
      expect(await seen(name)).to.deep.equal([undefined, 'none', 'Up …', 'none'])
    })
  }

  interface Checked {
    readonly Status: string
    readonly FailingStreak: number
    readonly Log: readonly { readonly Start: string; readonly End: string; ExitCode: number; Output: string }[]
  }

  const inspect = async (name: string): Promise<Checked> =>
    (await call(daemon, `GET /containers/${name}/json`)).json<{ State: { Health: Checked } }>().State.Health

  async function until(name: string, fits: (health: Checked) => boolean): Promise<Checked> {
    for (;;) {
      const checked = await inspect(name)
      if (fits(checked)) return checked
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  const ms = (count: number): number => count * 1_000_000

  async function run(name: string, check: readonly string[], more: object = {}): Promise<void> {
    await create(daemon, name, { Healthcheck: { Test: check, Interval: ms(5), ...more } })
    expect(await act(daemon, `POST /containers/${name}/start`)).to.equal(204)
  }

  it('is what its command says, checked again and again, with the last five kept', async () => {
    await run('well', ['CMD-SHELL', 'echo out; exit 0'])
    const { Status, FailingStreak, Log } = await until('well', ({ Log }) => Log.length === 5)
    expect({ Status, FailingStreak }).to.deep.equal({ Status: 'healthy', FailingStreak: 0 })
    for (const { ExitCode, Output, Start, End } of Log) {
      expect({ ExitCode, Output }).to.deep.equal({ ExitCode: 0, Output: 'out\n' })
      expect(Start < End).to.equal(true)
    }
    const [first] = Log
    await until('well', ({ Log }) => Log[4]!.Start > first!.Start && Log[0]!.Start !== first!.Start)
    expect(await act(daemon, 'POST /containers/well/stop')).to.equal(204)
    const stopped = await inspect('well')
    expect([stopped.Status, stopped.Log.length]).to.deep.equal(['unhealthy', 5])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await inspect('well'), 'nothing is checked that does not run').to.deep.equal(stopped)
    expect(await act(daemon, 'POST /containers/well/start')).to.equal(204)
    expect((await inspect('well')).Log.length, 'it keeps those of earlier runs').to.equal(5)
  })

  it('is unhealthy after as many failures as it says, and not before', async () => {
    await run('ill', ['CMD', 'false'], { Retries: 3 })
    const seen = new Set<string>()
    await until('ill', ({ Status, FailingStreak }) => {
      seen.add(`${FailingStreak} ${Status}`)
      return FailingStreak > 3
    })
    for (const wrong of ['0 unhealthy', '1 unhealthy', '2 unhealthy', '3 starting']) expect(seen).to.not.contain(wrong)
    expect((await inspect('ill')).Status).to.equal('unhealthy')
  })

  it('counts no failure in its start period', async () => {
    await run('slow', ['CMD', 'false'], { Retries: 1, StartPeriod: ms(60_000), StartInterval: ms(5) })
    const { Status, FailingStreak } = await until('slow', ({ Log }) => Log.length === 5)
    expect({ Status, FailingStreak }).to.deep.equal({ Status: 'starting', FailingStreak: 0 })
  })

  it('fails where its command takes too long or cannot be run', async () => {
    await run('late', ['CMD', 'sleep', '100'], { Retries: 1, Timeout: ms(10) })
    await run('lost', ['CMD', 'nothere'], { Retries: 1 })
    const late = await until('late', ({ Status }) => Status === 'unhealthy')
    expect(late.Log[0]).to.include({ ExitCode: -1, Output: 'Health check exceeded timeout (10ms)' })
    const lost = await until('lost', ({ Status }) => Status === 'unhealthy')
    expect(lost.Log[0]!.ExitCode).to.equal(-1)
    expect(lost.Log[0]!.Output).to.match(/^OCI runtime exec failed: .*"nothere": executable file not found in \$PATH/)
  })

  it('rests while its container is paused', async () => {
    await run('rests', ['CMD', 'true'])
    await until('rests', ({ Status }) => Status === 'healthy')
    expect(await act(daemon, 'POST /containers/rests/pause')).to.equal(204)
    const paused = await inspect('rests')
    expect(paused.Status).to.equal('unhealthy')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await inspect('rests')).to.deep.equal(paused)
    expect(await act(daemon, 'POST /containers/rests/unpause')).to.equal(204)
    await until('rests', ({ Status }) => Status === 'healthy')
  })

  it('is told by an event where it changes, behind those of the check', async () => {
    const since = Date.now() / 1000
    await run('told', ['CMD', 'false'], { Retries: 2 })
    await until('told', ({ FailingStreak }) => FailingStreak > 3)
    const query = `since=${since}&until=${Date.now() / 1000 + 1}&${filter('container', 'told')}`
    const answer = await call(daemon, `GET /events?${query}`)
    const actions = answer.text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly Action: string }).Action)
    const checks = ['exec_create: false ', 'exec_start: false ', 'exec_die']
    const from = actions.indexOf('start') + 1
    expect(actions.slice(from, from + 10)).to.deep.equal([...checks, ...checks, 'health_status: unhealthy', ...checks])
  })
})
