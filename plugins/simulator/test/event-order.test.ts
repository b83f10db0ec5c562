import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, eventually, filter, follow, run, startSimulator } from './support.js'

interface Event {
  readonly Type: string
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Record<string, string> }
}

/** A container on a network of users, with a volume that has a name and one that has none. */
const body = { HostConfig: { NetworkMode: 'blue', Binds: ['data:/data'] }, Volumes: { '/anon': {} } }

// What dockerd 20.10.24 tells, in its order.
const created = ['volume create data', 'volume create anonymous', 'container create web']
const started = ['network connect blue', 'volume mount data', 'volume mount anonymous', 'container start web']
const ended = [
  ...['container kill web', 'container die web', 'network disconnect blue'],
  ...['volume unmount data', 'volume unmount anonymous'],
]
const destroyed = ['volume destroy anonymous', 'container destroy web']

describe('the order of the events of all resources', () => {
  let daemon: TestDaemon
  beforeEach(async () => {
    daemon = await startSimulator()
    await post('/networks/create', { Name: 'blue' })
  })
  afterEach(() => daemon.close())

  const post = async (path: string, json: object): Promise<number> =>
    (await call(daemon, `POST ${path}`, { body: json })).status
  const to = (line: string): Promise<unknown> => act(daemon, line)

  async function events(query = ''): Promise<Event[]> {
    const until = Date.now() / 1000 + 0.002
    return (await follow<Event>(daemon, `GET /events?since=0&until=${until}${query}`)).rest()
  }

  /** Type, action and who it happened to; a volume that has no name is `anonymous`. */
  const told = async (): Promise<string[]> =>
    (await events()).slice(1).map(({ Type, Action, Actor }) => {
      const { name = Actor.ID === 'data' ? 'data' : 'anonymous' } = Actor.Attributes
      return `${Type} ${Action} ${name}`
    })

  it('is that of a real engine for start, stop, start again and removal with volumes', async () => {
    await run(daemon, 'web', body)
    await to('POST /containers/web/stop')
    await to('POST /containers/web/start')
    await to('POST /containers/web/kill')
    await to('DELETE /containers/web?v=1')
    const stopped = [...ended, 'container stop web']
    expect(await told()).to.deep.equal([...created, ...started, ...stopped, ...started, ...ended, ...destroyed])
  })

  it('is that of a real engine for a restart', async () => {
    await run(daemon, 'web', body)
    await to('POST /containers/web/restart')
    const again = ['container stop web', ...started, 'container restart web']
    expect(await told()).to.deep.equal([...created, ...started, ...ended, ...again])
  })

  it('is that of a real engine for a removal by force', async () => {
    await run(daemon, 'web', body)
    await to('DELETE /containers/web?v=1&force=1')
    expect(await told()).to.deep.equal([...created, ...started, ...ended, ...destroyed])
  })

  it('leaves the volume without a name where nobody asks for its removal', async () => {
    await run(daemon, 'web', body)
    await to('DELETE /containers/web?force=1')
    expect((await told()).slice(-2)).to.deep.equal(['volume unmount anonymous', 'container destroy web'])
  })

  it('is that of a real engine for a container that removes itself', async () => {
    await run(daemon, 'web', { ...body, HostConfig: { ...body.HostConfig, AutoRemove: true } })
    await to('POST /containers/web/stop')
    const removed = [...ended, 'container stop web', ...destroyed]
    await eventually(async () => (await told()).length >= created.length + started.length + removed.length)
    expect(await told()).to.deep.equal([...created, ...started, ...removed])
  })

  it('is that of a real engine for one whose program is not there: all is given back', async () => {
    await create(daemon, 'web', { ...body, Cmd: ['nope'] })
    await to('POST /containers/web/start')
    await to('DELETE /containers/web?v=1')
    const tried = started.slice(0, 3)
    expect(await told()).to.deep.equal([...created, ...tried, ...ended.slice(2), ...destroyed])
  })

  it('is that of a real engine for a network that is joined and left; leaving it is told twice', async () => {
    await run(daemon, 'web', { HostConfig: { NetworkMode: 'blue' } })
    expect(await post('/networks/bridge/connect', { Container: 'web' })).to.equal(200)
    expect(await post('/networks/bridge/disconnect', { Container: 'web' })).to.equal(200)
    await to('DELETE /containers/web?force=1')
    expect(await to('DELETE /networks/blue')).to.equal(204)
    expect(await told()).to.deep.equal([
      ...['container create web', 'network connect blue', 'container start web'],
      ...['network connect bridge', 'network disconnect bridge', 'network disconnect bridge'],
      ...['container kill web', 'container die web', 'network disconnect blue', 'container destroy web'],
      'network destroy blue',
    ])
  })

  it('tells nothing of a network that a container joins before it runs', async () => {
    await create(daemon, 'web', { HostConfig: { NetworkMode: 'blue' } })
    expect(await post('/networks/bridge/connect', { Container: 'web' })).to.equal(200)
    expect(await post('/networks/blue/disconnect', { Container: 'web' })).to.equal(200)
    await to('POST /containers/web/start')
    expect(await told()).to.deep.equal([
      ...['container create web', 'network disconnect blue'],
      ...['network connect bridge', 'container start web'],
    ])
  })

  it('says who uses a volume, and how', async () => {
    const container = await run(daemon, 'web', { HostConfig: { Binds: ['data:/data:ro'] } })
    await to('POST /containers/web/kill')
    expect((await events(`&${filter('volume', 'data')}`)).map(({ Actor }) => Actor)).to.deep.equal(
      [{}, { container, destination: '/data', propagation: '', 'read/write': 'false' }, { container }].map((more) => ({
        ID: 'data',
        Attributes: { ...more, driver: 'local' },
      })),
    )
  })
})
