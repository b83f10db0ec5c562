import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, filter, run, startWith } from './support.js'

describe('the list of containers by where they are', () => {
  let daemon: TestDaemon
  let blue: string
  beforeEach(async () => {
    daemon = await startWith({ image: ['busybox'], ports: 'off' })
    blue = await make('/networks/create', { Name: 'blue' })
    await run(daemon, 'web', {
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      HostConfig: { NetworkMode: 'blue', PortBindings: { '80/tcp': [{ HostPort: '8080' }] }, Binds: ['data:/data'] },
    })
    await create(daemon, 'idle', { HostConfig: { NetworkMode: 'blue', Binds: ['data:/elsewhere', '/tmp:/host'] } })
    await run(daemon, 'apart', { Volumes: { '/anon': {} } })
  })
  afterEach(() => daemon.close())

  const make = async (path: string, body: object): Promise<string> =>
    (await call(daemon, `POST ${path}`, { body })).json<{ Id: string }>().Id
  const names = async (key: string, ...values: string[]): Promise<string> => {
    const found = await call(daemon, `GET /containers/json?all=1&${filter(key, ...values)}`)
    return found
      .json<{ Names: string[] }[]>()
      .map(({ Names }) => Names[0]!.slice(1))
      .join(' ')
  }

  it('fits a network by its name; by its id once the container has joined it', async () => {
    expect(await names('network', 'blue')).to.equal('idle web')
    expect(await names('network', 'bridge')).to.equal('apart')
    expect(await names('network', 'blue', 'bridge')).to.equal('apart idle web')
    for (const id of [blue, blue.slice(0, 12)]) expect(await names('network', id)).to.equal('web')
    expect(await names('network', 'blu')).to.equal('')
    await act(daemon, 'POST /containers/idle/start')
    expect(await names('network', blue)).to.equal('idle web')
  })

  it('follows who joins a network and leaves it, running or not', async () => {
    const connect = (doing: string, Container: string): Promise<unknown> =>
      call(daemon, `POST /networks/bridge/${doing}`, { body: { Container } })
    await connect('connect', 'web')
    await connect('connect', 'idle')
    expect(await names('network', 'bridge')).to.equal('apart idle web')
    await connect('disconnect', 'web')
    await connect('disconnect', 'idle')
    expect(await names('network', 'bridge')).to.equal('apart')
  })

  it('has a new name among the names on a network at once', async () => {
    const id = (await call(daemon, 'GET /containers/web/json')).json<{ Id: string }>().Id
    await act(daemon, 'POST /containers/web/rename?name=www')
    const answer = await call(daemon, `GET /containers/json?${filter('name', 'www')}`)
    const [{ NetworkSettings } = { NetworkSettings: undefined }] =
      answer.json<{ NetworkSettings: { Networks: Record<string, { DNSNames: string[] }> } }[]>()
    expect(NetworkSettings?.Networks['blue']?.DNSNames).to.deep.equal(['www', id.slice(0, 12)])
    const members = (await call(daemon, `GET /networks/${blue}`)).json<{
      Containers: Record<string, { Name: string }>
    }>()
    expect(members.Containers[id]?.Name).to.equal('www')
  })

  it('fits a volume by its name and by where it is mounted', async () => {
    expect(await names('volume', 'data')).to.equal('idle web')
    expect(await names('volume', '/data')).to.equal('web')
    expect(await names('volume', '/anon')).to.equal('apart')
    for (const path of ['/tmp', '/host']) expect(await names('volume', path)).to.equal('idle')
    const listed = (await call(daemon, 'GET /volumes')).json<{ Volumes: { Name: string }[] }>()
    const [anonymous] = listed.Volumes.filter(({ Name }) => Name !== 'data')
    expect(await names('volume', anonymous!.Name)).to.equal('apart')
    expect(await names('volume', 'dat')).to.equal('')
  })

  it('fits a port while it is published', async () => {
    expect(await names('publish', '8080')).to.equal('web')
    expect(await names('publish', '8000-8100/tcp')).to.equal('web')
    expect(await names('publish', '8080/udp')).to.equal('')
    expect(await names('expose', '53/udp')).to.equal('web')
    await act(daemon, 'POST /containers/web/kill')
    expect(await names('publish', '8080')).to.equal('')
    await act(daemon, 'POST /containers/web/start')
    expect(await names('publish', '8080')).to.equal('web')
  })
})
