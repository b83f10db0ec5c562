import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import {
  ask,
  createServing,
  dial,
  freePort,
  hasSix,
  heard,
  listens,
  occupy,
  portsOf,
  publishing,
  serveAt,
  startPorts,
  type PortsDaemon,
} from './published-support.js'
import { flooded } from './serving-program.js'
import { act, eventually } from './support.js'

describe('published ports', () => {
  let daemon: PortsDaemon
  before(async () => void (daemon = await startPorts()))
  after(() => daemon.close())

  const addresses: readonly [string, readonly string[]][] = [
    ['', ['127.0.0.1', '::1']],
    ['0.0.0.0', ['127.0.0.1']],
    ['::', ['::1']],
    ['127.0.0.1', ['127.0.0.1']],
    ['::1', ['::1']],
  ]
  for (const [ip, all] of addresses) {
    const reached = all.filter((host) => hasSix || host !== '::1')
    if (reached.length === 0) continue
    it(`of ${ip === '' ? 'all addresses' : ip} answer at ${reached.join(' and ')}`, async () => {
      const port = await serveAt(daemon, 'at', 'echo', ip)
      const answers = await Promise.all(
        ['127.0.0.1', '::1'].map((host) =>
          ask(port, 'hello', host).then(
            (text) => [host, text],
            () => undefined,
          ),
        ),
      )
      await act(daemon, 'DELETE /containers/at?force=1')
      expect(answers.filter((one) => one !== undefined)).to.deep.equal(reached.map((host) => [host, 'hello']))
    })
  }

  it('of other addresses are in the books, and listened on nowhere', async () => {
    const port = await freePort()
    const bindings = { '80/tcp': [{ HostIp: '10.9.9.9', HostPort: String(port) }] }
    await createServing(daemon, 'elsewhere', 'echo 80', publishing(bindings))
    expect(await act(daemon, 'POST /containers/elsewhere/start')).to.equal(204)
    expect(await portsOf(daemon, 'elsewhere')).to.deep.equal(bindings)
    expect([await listens(port), await listens(port, '::1')]).to.deep.equal([false, false])
  })

  it('are told by ps and inspect as they are', async () => {
    const port = await serveAt(daemon, 'told', 'echo')
    const listed = (await call(daemon, 'GET /containers/json')).json<{ Names: string[]; Ports: object[] }[]>()
    const common = { PrivatePort: 80, PublicPort: port, Type: 'tcp' }
    expect(listed.find(({ Names }) => Names[0] === '/told')?.Ports).to.deep.equal([
      { IP: '0.0.0.0', ...common },
      { IP: '::', ...common },
    ])
  })

  it('come from the gateway of the network', async () => {
    expect(await ask(await serveAt(daemon, 'peer', 'peer'), '')).to.equal('172.17.0.1')
  })

  it('are where the program listens inside, whatever the number outside', async () => {
    const port = await freePort()
    const bindings = { '80/tcp': [{ HostPort: String(port) }], '81/tcp': [{ HostIp: '127.0.0.1' }] }
    await createServing(daemon, 'two', 'echo 80', publishing(bindings))
    await act(daemon, 'POST /containers/two/start')
    const other = Number((await portsOf(daemon, 'two'))['81/tcp']![0]!.HostPort)
    expect([await ask(port, 'a'), await ask(other, '')]).to.deep.equal(['a', ''])
  })

  it('close what nobody inside listens for, once it is taken', async () => {
    const port = await serveAt(daemon, 'nobody', 'echo')
    await createServing(daemon, 'idle', '', publishing({ '80/tcp': [{ HostIp: '127.0.0.1' }] }))
    await act(daemon, 'POST /containers/idle/start')
    const idle = Number((await portsOf(daemon, 'idle'))['80/tcp']![0]!.HostPort)
    expect(await heard(await dial(idle))).to.equal('')
    expect(await ask(port, 'still there')).to.equal('still there')
  })

  it('carry megabytes, and the end of what a client says', async () => {
    const port = await serveAt(daemon, 'count', 'count')
    expect(await ask(port, Buffer.alloc(5_000_000))).to.equal('5000000')
  })

  it('carry the end of what is said inside, while the client still speaks', async () => {
    const socket = await dial(await serveAt(daemon, 'half', 'half'))
    expect(await heard(socket)).to.equal('said')
    const closed = once(socket, 'close')
    socket.end('more')
    await closed
  })

  it('carry what was said before the container ended', async () => {
    const answer = await ask(await serveAt(daemon, 'last', 'last'), '')
    expect(answer).to.have.length(1_000_000)
    await eventually(async () => (await act(daemon, 'POST /containers/last/stop')) === 304)
  })

  it('keep a program waiting for a client that does not read', async () => {
    const socket = await dial(await serveAt(daemon, 'flood', 'flood'))
    const settled = async (): Promise<number> => {
      for (let last = -1, same = 0; same < 20; last = flooded.bytes) {
        same = flooded.bytes === last ? same + 1 : 0
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      return flooded.bytes
    }
    const before = await settled()
    expect(before).to.be.within(1, 32_000_000)
    socket.on('data', () => undefined)
    await eventually(async () => flooded.bytes > before + 10_000_000)
    socket.destroy()
    await settled()
    expect(await act(daemon, 'DELETE /containers/flood?force=1')).to.equal(204)
  })

  it('keep a client waiting for a program that does not read', async () => {
    const socket = await dial(await serveAt(daemon, 'silent', 'silent'))
    let sent = 0
    const more = (failed?: Error | null): void => {
      if (failed !== undefined && failed !== null) return
      sent += 1
      socket.write(Buffer.alloc(1_000_000), more)
    }
    more()
    for (let last = -1, same = 0; same < 20; last = sent) {
      same = sent === last ? same + 1 : 0
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(sent).to.be.below(32)
    const closed = new Promise((resolve) => socket.once('error', resolve))
    await act(daemon, 'DELETE /containers/silent?force=1')
    await closed
  })

  it('outlive a client that breaks off', async () => {
    const port = await serveAt(daemon, 'reset', 'echo')
    const socket = await dial(port)
    socket.write('x')
    await once(socket, 'data')
    socket.resetAndDestroy()
    await eventually(
      async () => daemon.state.fabric.stackOf(daemon.state.containers.named('reset')!.id)!.sockets().length === 1,
    )
    expect(await ask(port, 'again')).to.equal('again')
  })

  it('take connections while the container is paused, and answer afterwards', async () => {
    const port = await serveAt(daemon, 'paused', 'echo')
    await act(daemon, 'POST /containers/paused/pause')
    const answer = ask(port, 'waiting')
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))])).to.equal(
      'nothing',
    )
    await act(daemon, 'POST /containers/paused/unpause')
    expect(await answer).to.equal('waiting')
  })

  const ends: readonly [string, string][] = [
    ['is stopped', 'POST /containers/ending/stop?t=0'],
    ['is killed', 'POST /containers/ending/kill'],
    ['is removed', 'DELETE /containers/ending?force=1'],
    ['leaves its network', 'POST /networks/bridge/disconnect'],
  ]
  for (const [what, line] of ends) {
    it(`are closed, with what came through them, when the container ${what}`, async () => {
      const port = await serveAt(daemon, 'ending', 'echo')
      const socket = await dial(port)
      socket.write('x')
      await once(socket, 'data')
      const closed = heard(socket)
      const body = line.includes('disconnect') ? { body: { Container: 'ending' } } : {}
      expect((await call(daemon, line, body)).status).to.be.below(300)
      await closed
      expect([await listens(port), await listens(port, '::1')]).to.deep.equal([false, false])
      await act(daemon, 'DELETE /containers/ending?force=1')
    })
  }

  it('are there again after a start, and after a restart', async () => {
    const port = await freePort()
    await createServing(daemon, 'again', 'echo 80', publishing({ '80/tcp': [{ HostPort: String(port) }] }))
    for (const doing of ['start', 'restart?t=0', 'stop?t=0', 'start']) {
      expect(await act(daemon, `POST /containers/again/${doing}`)).to.equal(204)
      if (doing !== 'stop?t=0') expect(await ask(port, doing)).to.equal(doing)
    }
  })

  it('are there again after the restart policy has started it', async () => {
    const port = await freePort()
    const policy = { RestartPolicy: { Name: 'always' } }
    const bindings = publishing({ '80/tcp': [{ HostPort: String(port) }] }, {}, policy)
    await createServing(daemon, 'policy', 'last 80', bindings)
    await act(daemon, 'POST /containers/policy/start')
    for (let run = 0; run < 2; run++) {
      await eventually(() =>
        ask(port, '').then(
          (text) => text.length === 1_000_000,
          () => false,
        ),
      )
    }
    await act(daemon, 'DELETE /containers/policy?force=1')
    expect(await listens(port)).to.equal(false)
  })

  it('are opened when the container joins a network that publishes, and closed when it leaves', async () => {
    await call(daemon, 'POST /networks/create', { body: { Name: 'inner', Internal: true } })
    await call(daemon, 'POST /networks/create', { body: { Name: 'outer' } })
    const port = await freePort()
    const bindings = publishing({ '80/tcp': [{ HostPort: String(port) }] }, {}, { NetworkMode: 'inner' })
    await createServing(daemon, 'joins', 'peer 80', bindings)
    await act(daemon, 'POST /containers/joins/start')
    expect([await portsOf(daemon, 'joins'), await listens(port)]).to.deep.equal([{}, false])
    const body = { Container: 'joins' }
    expect((await call(daemon, 'POST /networks/outer/connect', { body })).status).to.equal(200)
    expect((await portsOf(daemon, 'joins'))['80/tcp']).to.have.length(2)
    expect(await ask(port, '')).to.match(/^172\.\d+\.0\.1$/)
    expect((await call(daemon, 'POST /networks/outer/disconnect', { body })).status).to.equal(200)
    expect([await portsOf(daemon, 'joins'), await listens(port)]).to.deep.equal([{}, false])
  })

  it('are left to other processes where a network that publishes cannot be joined', async () => {
    const taken = await occupy()
    const bindings = publishing({ '80/tcp': [{ HostPort: String(taken.port) }] }, {}, { NetworkMode: 'inner' })
    await createServing(daemon, 'stays', 'echo 80', bindings)
    await act(daemon, 'POST /containers/stays/start')
    const answer = await call(daemon, 'POST /networks/outer/connect', { body: { Container: 'stays' } })
    expect([answer.status, answer.text]).to.match(/^500,.*listen tcp4 0\.0\.0\.0:\d+: bind: address already in use/)
    taken.close()
    expect((await call(daemon, 'POST /networks/outer/connect', { body: { Container: 'stays' } })).status).to.equal(200)
    expect(await ask(taken.port, 'x')).to.equal('x')
  })

  it('answer datagrams, each client with what is for it', async () => {
    const port = await serveAt(daemon, 'datagrams', 'datagrams')
    const said = async (text: string): Promise<string> => {
      const socket = createSocket('udp4')
      socket.send(text, port, '127.0.0.1')
      const [bytes] = (await once(socket, 'message')) as [Buffer]
      socket.close()
      return bytes.toString()
    }
    const texts = Array.from({ length: 20 }, (_, at) => `to ${at}`)
    expect(await Promise.all(texts.map(said))).to.deep.equal(texts.map((text) => `172.17.0.1 ${text}`))
    if (!hasSix) return
    const six = createSocket('udp6')
    six.send('six', port, '::1')
    const [bytes] = (await once(six, 'message')) as [Buffer]
    six.close()
    expect(bytes.toString()).to.equal('172.17.0.1 six')
  })
})
