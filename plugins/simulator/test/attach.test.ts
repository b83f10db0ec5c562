import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { act, create, eventually, run, startSimulator } from './support.js'

const raw = 'application/vnd.docker.raw-stream'
const both = 'stream=1&stdin=1&stdout=1&stderr=1'

describe('attaching to a container', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
  })

  after(() => daemon.close())

  const started = (name: string): Promise<unknown> => call(daemon, `POST /containers/${name}/start`)
  const state = async (name: string): Promise<string> => {
    const { Status, ExitCode } = (await call(daemon, `GET /containers/${name}/json`)).json<{
      State: { Status: string; ExitCode: number }
    }>().State
    return `${Status} ${ExitCode}`
  }

  it('waits for one that has not been started, and ends with it', async () => {
    await create(daemon, 'early', { Cmd: ['sh', '-c', 'echo out; echo err >&2; exit 3'] })
    const client = await hijack(daemon, `/v1.41/containers/early/attach?stream=1&stdout=1&stderr=1`)
    const errors = await hijack(daemon, `/v1.44/containers/early/attach?stream=1&stderr=1`)
    const plain = await hijack(daemon, `/v1.44/containers/early/attach?stream=1&stdout=1`, { plain: true })
    await started('early')
    await Promise.all([client.ended, errors.ended, plain.ended])
    expect([client, errors, plain].map((one) => [...one.head(), ...unframe(one.body())])).to.deep.equal([
      [101, raw, '1:out\n', '2:err\n'],
      [101, 'application/vnd.docker.multiplexed-stream', '2:err\n'],
      [200, raw, '1:out\n'],
    ])
    expect(await state('early')).to.equal('exited 3')
  })

  it('feeds its input; the end of it ends the input of one with StdinOnce', async () => {
    await create(daemon, 'once', { Cmd: ['cat'], OpenStdin: true, StdinOnce: true })
    const client = await hijack(daemon, `/containers/once/attach?${both}`, { body: '{"ignored":true}' })
    client.send('before ')
    await started('once')
    await eventually(async () => unframe(client.body()).join('') === '1:before ')
    client.send('after')
    client.end()
    await client.ended
    expect(
      unframe(client.body())
        .map((text) => text.slice(2))
        .join(''),
    ).to.equal('before after')
    await eventually(async () => (await state('once')) === 'exited 0')
  })

  it('ends with the input of one without StdinOnce, which goes on', async () => {
    await run(daemon, 'open', { Cmd: ['cat'], OpenStdin: true })
    const watching = await hijack(daemon, '/containers/open/attach?stream=1&stdout=1')
    const client = await hijack(daemon, `/containers/open/attach?${both}`)
    client.send('a')
    await eventually(async () => unframe(watching.body()).join() === '1:a')
    client.end()
    await client.ended
    expect(await state('open')).to.equal('running 0')
    const second = await hijack(daemon, `/containers/open/attach?${both}`)
    second.send('b')
    await eventually(async () => unframe(watching.body()).join() === '1:a,1:b')
    await call(daemon, 'POST /containers/open/kill')
    await Promise.all([watching.ended, second.ended])
  })

  it('is no input for one that has none open', async () => {
    await run(daemon, 'deaf', { Cmd: ['sleep', 'infinity'] })
    const client = await hijack(daemon, `/containers/deaf/attach?${both}`)
    client.send('lost')
    client.end()
    await call(daemon, 'POST /containers/deaf/stop')
    await client.ended
    expect(client.body().toString()).to.equal('')
  })

  it('sends what was written before, with logs', async () => {
    await run(daemon, 'past', { Cmd: ['sh', '-c', 'echo one; echo two >&2'] })
    await eventually(async () => (await state('past')) === 'exited 0')
    const client = await hijack(daemon, '/containers/past/attach?logs=1&stdout=1&stderr=1')
    await client.ended
    expect(unframe(client.body())).to.deep.equal(['1:one\n', '2:two\n'])
    const nothing = await hijack(daemon, '/containers/web/attach')
    await nothing.ended
    expect(nothing.body().length).to.equal(0)
  })

  it('has one stream on a terminal, and keys that detach', async () => {
    await run(daemon, 'tty', { Cmd: ['sh'], OpenStdin: true, Tty: true })
    const client = await hijack(daemon, `/v1.44/containers/tty/attach?${both}`)
    expect(client.head()).to.deep.equal([101, raw])
    client.send('echo hi\r')
    await eventually(async () => client.body().toString().endsWith('echo hi\r\nhi\r\n/ # '))
    client.send('\x10\x11')
    await client.ended
    expect(await state('tty')).to.equal('running 0')
    const own = await hijack(daemon, `/containers/tty/attach?${both}&detachKeys=a,ctrl-b`)
    own.send('a\x02')
    await own.ended
    expect(await act(daemon, 'POST /containers/tty/resize?h=10&w=20')).to.equal(200)
    await call(daemon, 'POST /containers/tty/kill')
  })

  it('is refused where there is nothing to attach to', async () => {
    await run(daemon, 'paused', { Cmd: ['sleep', 'infinity'] })
    await call(daemon, 'POST /containers/paused/pause')
    expect(await act(daemon, 'POST /containers/nope/attach?stream=1')).to.deep.equal([404, 'No such container: nope'])
    expect(await act(daemon, 'POST /containers/web/attach?detachKeys=foo')).to.deep.equal([
      400,
      'Invalid detach keys (foo) provided',
    ])
    expect(await act(daemon, 'POST /containers/paused/attach?stream=1')).to.deep.equal([
      409,
      'container paused is paused, unpause the container before attach',
    ])
  })

  it('does not hold back others when a client does not read', async () => {
    await run(daemon, 'flood', { Cmd: ['cat'], OpenStdin: true })
    const lazy = await hijack(daemon, '/containers/flood/attach?stream=1&stdout=1')
    const client = await hijack(daemon, `/containers/flood/attach?${both}`)
    client.send('x'.repeat(300_000))
    await eventually(
      async () =>
        unframe(client.body())
          .map((text) => text.slice(2))
          .join('').length === 300_000,
    )
    lazy.leave()
    await call(daemon, 'POST /containers/flood/kill')
    await client.ended
  })

  it('goes with a container that is removed', async () => {
    const id = await create(daemon, 'gone')
    const client = await hijack(daemon, `/containers/gone/attach?${both}`)
    expect(await act(daemon, `DELETE /containers/${id}`)).to.equal(204)
    await client.ended
  })

  it('resizes what runs', async () => {
    const id = await create(daemon, 'created')
    expect(await act(daemon, 'POST /containers/web/resize?h=10&w=20')).to.equal(200)
    expect(await act(daemon, 'POST /containers/created/resize?h=10&w=20')).to.deep.equal([
      409,
      `Container ${id} is not running`,
    ])
    expect(await act(daemon, 'POST /containers/web/resize')).to.deep.equal([
      400,
      'strconv.Atoi: parsing "": invalid syntax',
    ])
  })
})
