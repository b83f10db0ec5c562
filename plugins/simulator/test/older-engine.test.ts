import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, follow, run, startWith } from './support.js'

// What dockerd 20.10 says, and what engines of the newest API version say.
const engines = [
  {
    api: '1.24-1.41',
    ...{ since: 'no such container nope', image: 'no such image: nope: No such image: nope:latest' },
    ...{
      missing: 126,
      waited: { Error: null, StatusCode: 137 },
      died: { exitCode: '137', image: 'busybox', name: 'web' },
    },
    ...{ hidden: 10, os: undefined, address: '172.17.0.2' },
  },
  {
    api: '1.24-1.56',
    ...{ since: 'No such container: nope', image: 'No such image: nope:latest' },
    ...{ missing: 127, waited: { StatusCode: 137 } },
    died: { execDuration: '0', exitCode: '137', image: 'busybox', name: 'web' },
    ...{ hidden: 12, os: 'linux', address: undefined },
  },
]

for (const { api, since, image, missing, waited, died, hidden, os, address } of engines) {
  describe(`an engine of API ${api}`, () => {
    let daemon: TestDaemon

    before(async () => {
      daemon = await startWith({ image: ['busybox'], api })
      await run(daemon, 'web')
    })
    after(() => daemon.close())

    it('says in its own words what is not there', async () => {
      const filters = encodeURIComponent(JSON.stringify({ since: ['nope'] }))
      expect(await act(daemon, `GET /containers/json?filters=${filters}`)).to.deep.equal([404, since])
      expect(await act(daemon, 'GET /images/nope/json')).to.deep.equal([404, image])
    })

    it('answers as in its newest version who names none', async () => {
      const { HostConfig, NetworkSettings } = (await call(daemon, 'GET /containers/web/json')).json<{
        HostConfig: { MaskedPaths: string[] }
        NetworkSettings: { IPAddress?: string }
      }>()
      expect([HostConfig.MaskedPaths.length, NetworkSettings.IPAddress]).to.deep.equal([hidden, address])
    })

    it('has its own code for a program that cannot be started', async () => {
      const made = await call(daemon, 'POST /containers/web/exec', {
        body: { Cmd: ['nosuchprogram'], AttachStdout: true },
      })
      const { Id } = made.json<{ Id: string }>()
      await call(daemon, `POST /exec/${Id}/start`, { body: {} })
      expect((await call(daemon, `GET /exec/${Id}/json`)).json()).to.include({ ExitCode: missing })
    })

    it('has its own fields', async () => {
      const sample = (await call(daemon, 'GET /containers/web/stats?stream=false')).json<{ os_type?: string }>()
      expect(sample.os_type).to.equal(os)
      const waiting = await follow(daemon, 'POST /containers/web/wait')
      await call(daemon, 'POST /containers/web/stop?t=0')
      expect(await waiting.rest()).to.deep.equal([waited])
      const past = await call(daemon, `GET /events?since=0&until=${(Date.now() + 10) / 1000}&filters={"event":["die"]}`)
      expect(past.json<{ Actor: { Attributes: object } }>().Actor.Attributes).to.deep.equal(died)
    })
  })
}

describe('what an engine has none of', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startWith({ image: ['busybox'] })
  })
  after(() => daemon.close())

  it('is no plugin, as docker inspect asks last', async () => {
    expect(await act(daemon, 'GET /plugins/nope/json')).to.deep.equal([404, 'plugin "nope" not found'])
  })

  it('is no cache of builds, as docker system prune asks last', async () => {
    expect((await call(daemon, 'POST /build/prune')).json()).to.deep.equal({ CachesDeleted: null, SpaceReclaimed: 0 })
  })
})

describe('a container that is given no time to stop', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startWith({ image: ['busybox'] })
  })
  after(() => daemon.close())

  it('is sent its signal and SIGKILL, and dies of that', async () => {
    await create(daemon, 'web')
    await call(daemon, 'POST /containers/web/start')
    await call(daemon, 'POST /containers/web/stop?t=0')
    const path = `/events?since=0&until=${(Date.now() + 10) / 1000}&filters={"type":["container"],"container":["web"]}`
    const events = (await call(daemon, `GET ${path}`)).text.trim().split('\n')
    const told = events.map(
      (event) => JSON.parse(event) as { Action: string; Actor: { Attributes: { signal?: string } } },
    )
    expect(told.map(({ Action, Actor }) => [Action, Actor.Attributes.signal ?? ''].join(' ').trim())).to.deep.equal([
      ...['create', 'start', 'kill 15', 'kill 9', 'die', 'stop'],
    ])
  })
})
