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

  // Recorded from dockerd 20.10.24, whose check had not run yet.
  it('is that of a real engine, whose check never comes to an end', async () => {
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
})
