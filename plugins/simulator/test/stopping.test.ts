import { expect } from 'chai'
import { act, create, eventually, follow } from './support.js'
import { startScripted, type ScriptedDaemon } from './scripted.js'

describe('calls on a container that is being stopped', () => {
  let engine: ScriptedDaemon
  before(async () => void (engine = await startScripted()))
  after(() => engine.daemon.close())

  const to = (line: string): Promise<unknown> => act(engine.daemon, line)
  const begin = async (name: string, more: object = {}): Promise<string> => {
    const id = await create(engine.daemon, name, { Cmd: ['stubborn'], ...more })
    await to(`POST /containers/${name}/start`)
    return id
  }
  const happened = (name: string, event: string, times = 1): Promise<void> =>
    eventually(() => Promise.resolve(engine.history(name).filter((one) => one === event).length === times))

  it('is killed when its time is over, not before', async () => {
    await begin('late')
    const stopping = to('POST /containers/late/stop?t=5')
    await happened('late', 'kill 15')
    await engine.clock.advance(4.9)
    expect(await engine.inspect('late')).to.include({ Status: 'running' })
    await engine.clock.advance(0.2)
    expect(await stopping).to.equal(204)
    expect(await engine.inspect('late')).to.include({ Status: 'exited', ExitCode: 137 })
    expect(engine.history('late')).to.deep.equal(['create', 'start', 'kill 15', 'kill 9', 'die 137 5', 'stop'])
    expect(engine.clock.waiting).to.equal(0)
  })

  it('has ten seconds, or what it was created with', async () => {
    await begin('standard')
    await begin('own', { StopTimeout: 2 })
    const stopping = ['standard', 'own'].map((name) => to(`POST /containers/${name}/stop`))
    for (const name of ['standard', 'own']) await happened(name, 'kill 15')
    await engine.clock.advance(2.1)
    expect(await stopping[1]).to.equal(204)
    await engine.clock.advance(7.5)
    expect(await engine.inspect('standard')).to.include({ Status: 'running' })
    await engine.clock.advance(1)
    expect(await stopping[0]).to.equal(204)
  })

  it('is waited for for ever when the time is negative', async () => {
    await begin('patient')
    const stopping = to('POST /containers/patient/stop?t=-1')
    await happened('patient', 'kill 15')
    await engine.clock.advance(100_000)
    expect(await engine.inspect('patient')).to.include({ Status: 'running' })
    await to('POST /containers/patient/kill')
    expect(await stopping).to.equal(204)
  })

  it('is stopped once by two clients, who are both told', async () => {
    await begin('twice')
    const stopping = [to('POST /containers/twice/stop?t=3'), to('POST /containers/twice/stop?t=1')]
    await happened('twice', 'kill 15', 2)
    await engine.clock.advance(1.1)
    expect(await Promise.all(stopping)).to.deep.equal([204, 204])
    const stopped = ['kill 15', 'kill 15', 'kill 9', 'die 137 1', 'stop', 'stop']
    expect(engine.history('twice')).to.deep.equal(['create', 'start', ...stopped])
    expect(await to('POST /containers/twice/stop')).to.equal(304)
  })

  it('can be killed, and not be started, in the meantime', async () => {
    await begin('meantime')
    const stopping = to('POST /containers/meantime/stop')
    await happened('meantime', 'kill 15')
    expect(await to('POST /containers/meantime/start')).to.equal(304)
    expect(await to('POST /containers/meantime/kill')).to.equal(204)
    expect(await stopping).to.equal(204)
    expect(engine.history('meantime')).to.deep.equal(['create', 'start', 'kill 15', 'kill 9', 'die 137', 'stop'])
  })

  it('can be removed by force in the meantime, and every wait for it ends', async () => {
    await begin('removed')
    const waits = await Promise.all(
      ['not-running', 'next-exit', 'removed'].map((condition) =>
        follow(engine.daemon, `POST /containers/removed/wait?condition=${condition}`),
      ),
    )
    const stopping = to('POST /containers/removed/stop')
    await happened('removed', 'kill 15')
    expect(await to('DELETE /containers/removed?force=1')).to.equal(204)
    expect(await stopping).to.equal(204)
    for (const waiting of waits) expect(await waiting.rest()).to.deep.equal([{ StatusCode: 137 }])
    const ended = ['kill 15', 'kill 9', 'die 137', 'stop', 'destroy']
    expect(engine.history('removed')).to.deep.equal(['create', 'start', ...ended])
  })

  it('is restarted by two clients at once, and runs after both', async () => {
    await begin('both')
    const restarting = [to('POST /containers/both/restart?t=1'), to('POST /containers/both/restart?t=1')]
    await happened('both', 'kill 15', 2)
    await engine.clock.advance(1.1)
    expect(await Promise.all(restarting)).to.deep.equal([204, 204])
    expect(engine.history('both').slice(-7)).to.deep.equal([
      ...['kill 9', 'die 137 1', 'stop', 'stop', 'start', 'restart', 'restart'],
    ])
    expect(await engine.inspect('both')).to.include({ Status: 'running', RestartCount: 0 })
  })

  it('that removes itself is kept by a restart, and goes at its next end', async () => {
    await begin('itself', { Cmd: ['sleep'], HostConfig: { AutoRemove: true } })
    expect(await to('POST /containers/itself/restart')).to.equal(204)
    expect(await engine.inspect('itself')).to.include({ Status: 'running' })
    expect(await to('POST /containers/itself/stop')).to.equal(204)
    expect(engine.history('itself')).to.deep.equal([
      ...['create', 'start', 'kill 15', 'die 143', 'stop', 'start', 'restart'],
      ...['kill 15', 'die 143', 'stop', 'destroy'],
    ])
  })

  it('cannot be started again after a removal in the meantime', async () => {
    await begin('lost')
    const restarting = to('POST /containers/lost/restart?t=60')
    await happened('lost', 'kill 15')
    expect(await to('DELETE /containers/lost?force=1')).to.equal(204)
    expect(await restarting).to.deep.equal([
      409,
      'Cannot restart container lost: container is marked for removal and cannot be started',
    ])
  })
})
