import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import {
  ask,
  createServing,
  freePort,
  hasSix,
  listens,
  occupy,
  portsOf,
  publishing,
  serveAt,
  startPorts,
  type PortsDaemon,
} from './published-support.js'
import { act, eventually, follow, sentence } from './support.js'

describe('ports that are taken on the machine', () => {
  let daemon: PortsDaemon
  beforeEach(async () => void (daemon = await startPorts()))
  afterEach(() => daemon.close())

  interface Inspected {
    readonly State: { readonly Status: string; readonly ExitCode: number; readonly Error: string }
    readonly NetworkSettings: { readonly Ports: object }
  }
  const where = /^driver failed programming external connectivity on endpoint web \([0-9a-f]{64}\): /

  const cases: readonly [string, string, string][] = [
    ['all addresses', '', 'tcp4 0.0.0.0'],
    ['one address', '127.0.0.1', 'tcp4 127.0.0.1'],
    ['one address of IPv6', '::1', 'tcp6 [::1]'],
    ['all addresses of IPv6', '::', 'tcp6 [::]'],
  ]
  for (const [what, HostIp, at] of cases) {
    if (!hasSix && HostIp.includes(':')) continue
    it(`fail a start as dockerd does: ${what}`, async () => {
      const taken = await occupy(0, HostIp.includes(':') ? '::1' : '127.0.0.1')
      const HostPort = String(taken.port)
      await createServing(daemon, 'web', 'echo 80', publishing({ '79/tcp': [{}], '80/tcp': [{ HostIp, HostPort }] }))
      const [status, message] = sentence(await call(daemon, 'POST /containers/web/start'))
      const reason = `Error starting userland proxy: listen ${at}:${taken.port}: bind: address already in use`
      expect([status, message.replace(where, '')]).to.deep.equal([500, reason])
      const inspected = (await call(daemon, 'GET /containers/web/json')).json<Inspected>()
      const { Status, ExitCode, Error } = inspected.State
      expect([Status, ExitCode, Error]).to.deep.equal(['created', 128, message])
      expect(inspected.NetworkSettings.Ports).to.deep.equal({})
      taken.close()
      expect(await act(daemon, 'POST /containers/web/start')).to.equal(204)
      expect(await ask(taken.port, 'x', HostIp.includes(':') ? '::1' : '127.0.0.1')).to.equal('x')
    })
  }

  it('fail a start as dockerd does: UDP', async () => {
    const taken = createSocket('udp4').bind(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address()
    const bindings = { '53/udp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] }
    await createServing(daemon, 'web', 'datagrams 53', publishing(bindings))
    const [status, message] = sentence(await call(daemon, 'POST /containers/web/start'))
    taken.close()
    const reason = `Error starting userland proxy: listen udp4 127.0.0.1:${port}: bind: address already in use`
    expect([status, message.replace(where, '')]).to.deep.equal([500, reason])
  })

  for (const who of ['a process of the machine', 'another container']) {
    it(`tell that the container has left its network, and nothing else, where ${who} has them`, async () => {
      const taken = await occupy()
      const bindings = { '80/tcp': [{ HostPort: String(taken.port) }] }
      if (who === 'another container') {
        taken.close()
        await createServing(daemon, 'first', '', publishing(bindings))
        await act(daemon, 'POST /containers/first/start')
      }
      await createServing(daemon, 'web', '', publishing(bindings, {}, { AutoRemove: true }))
      const events = await follow<{ Type: string; Action: string }>(daemon, 'GET /events')
      expect((await call(daemon, 'POST /containers/web/start')).status).to.equal(500)
      taken.close()
      const told = [await events.next(), await events.next()]
      events.leave()
      const lines = told.map((event) => `${event?.Type} ${event?.Action}`)
      expect(lines).to.deep.equal(['network disconnect', 'container destroy'])
    })
  }

  it('leave nothing open of a container that could not be started', async () => {
    const [taken, free] = [await occupy(), await freePort()]
    const bindings = { '80/tcp': [{ HostPort: String(free) }], '81/tcp': [{ HostPort: String(taken.port) }] }
    await createServing(daemon, 'web', 'echo 80', publishing(bindings))
    expect((await call(daemon, 'POST /containers/web/start')).status).to.equal(500)
    taken.close()
    expect(await listens(free)).to.equal(false)
    await createServing(daemon, 'broken', '', publishing({ '80/tcp': [{ HostPort: String(free) }] }, { Cmd: ['nope'] }))
    expect((await call(daemon, 'POST /containers/broken/start')).status).to.be.within(400, 500)
    expect(await listens(free)).to.equal(false)
  })

  it('are passed over where any will do', async () => {
    // Where the first engine begins, unless somebody has that already.
    const first = await occupy(32_768).catch(() => undefined)
    const port = await serveAt(daemon, 'web', 'echo')
    expect(port).to.be.above(32_768)
    const other = await startPorts()
    const next = await serveAt(other, 'web', 'echo')
    expect([await ask(port, 'a'), await ask(next, 'b')]).to.deep.equal(['a', 'b'])
    expect(next).to.not.equal(port)
    await other.close()
    first?.close()
  })

  it('end the restart of a container, which has the exit code of its run', async () => {
    const port = await freePort()
    const policy = { RestartPolicy: { Name: 'always' } }
    const body = publishing({ '80/tcp': [{ HostPort: String(port) }] }, { Cmd: ['sh', '-c', 'exit 3'] }, policy)
    await createServing(daemon, 'web', '', body)
    const { containers } = daemon.state
    const id = containers.named('web')!.id
    const taken = new Promise<Awaited<ReturnType<typeof occupy>>>((resolve) => {
      const unwatch = containers.watch(id, ({ after }) => {
        if (after?.run.phase !== 'restarting') return
        unwatch()
        void occupy(port).then(resolve)
      })
    })
    await act(daemon, 'POST /containers/web/start')
    const server = await taken
    await eventually(async () => containers.get(id)!.run.phase === 'exited')
    const { State } = (await call(daemon, 'GET /containers/web/json')).json<Inspected>()
    server.close()
    expect([State.Status, State.ExitCode]).to.deep.equal(['exited', 3])
    expect(State.Error).to.match(/bind: address already in use$/)
  })

  it('are not what two starts at once are to each other', async () => {
    const port = await freePort()
    await createServing(daemon, 'web', 'echo 80', publishing({ '80/tcp': [{ HostPort: String(port) }] }))
    const starts = await Promise.all([1, 2, 3].map(() => act(daemon, 'POST /containers/web/start')))
    expect(starts.toSorted()).to.deep.equal([204, 304, 304])
    expect(await ask(port, 'x')).to.equal('x')
  })

  it('are not kept where the container is removed, or given a network, while it starts', async () => {
    const port = await freePort()
    await call(daemon, 'POST /networks/create', { body: { Name: 'outer' } })
    for (let round = 0; round < 10; round++) {
      await createServing(daemon, 'web', 'echo 80', publishing({ '80/tcp': [{ HostPort: String(port) }] }))
      const [started] = await Promise.all([
        call(daemon, 'POST /containers/web/start'),
        call(daemon, 'POST /networks/outer/connect', { body: { Container: 'web' } }),
        call(daemon, `DELETE /containers/web?force=1`),
      ])
      expect(started.status).to.be.oneOf([204, 404, 409])
      await act(daemon, 'DELETE /containers/web?force=1')
      expect([
        await listens(port),
        daemon.state.networks.ports.find('tcp', { address: '127.0.0.1', port }),
      ]).to.deep.equal([false, undefined])
      const joined = daemon.state.networks.all().map(({ id }) => daemon.state.networks.endpoints(id).size)
      expect(joined).to.deep.equal([0, 0, 0, 0])
    }
  })

  it('are told as they are of the first container that has them', async () => {
    const port = await serveAt(daemon, 'first', 'echo', '127.0.0.1')
    await createServing(daemon, 'web', '', publishing({ '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] }))
    const [status, message] = sentence(await call(daemon, 'POST /containers/web/start'))
    const reason = `Bind for 127.0.0.1:${port} failed: port is already allocated`
    expect([status, message.replace(where, '')]).to.deep.equal([500, reason])
    expect(Object.keys(await portsOf(daemon, 'first'))).to.deep.equal(['80/tcp'])
  })

  it('are in the books alone with --ports off', async () => {
    const [off, taken] = [await startPorts({ ports: false }), await occupy()]
    const HostPort = String(taken.port)
    await createServing(off, 'web', 'echo 80', publishing({ '80/tcp': [{ HostPort }], '81/tcp': [{}] }))
    expect(await act(off, 'POST /containers/web/start')).to.equal(204)
    const both = (port: string) => ['0.0.0.0', '::'].map((HostIp) => ({ HostIp, HostPort: port }))
    expect(await portsOf(off, 'web')).to.deep.equal({ '80/tcp': both(HostPort), '81/tcp': both('32768') })
    taken.close()
    expect(await listens(taken.port)).to.equal(false)
    await off.close()
  })
})
