import { expect } from 'chai'
import { act, create, follow } from './support.js'
import { startScripted, type ScriptedDaemon } from './scripted.js'

const refusal =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: exec: "missing": executable file not found in $PATH: unknown'

describe('starting a container whose program is missing', () => {
  let engine: ScriptedDaemon
  before(async () => void (engine = await startScripted()))
  after(() => engine.daemon.close())

  const to = (line: string): Promise<unknown> => act(engine.daemon, line)
  const never = '0001-01-01T00:00:00Z'

  it('is refused in the words of runc, and the container knows why', async () => {
    await create(engine.daemon, 'missing', { Cmd: ['missing'] })
    expect(await to('POST /containers/missing/start')).to.deep.equal([400, refusal])
    expect(await engine.inspect('missing')).to.deep.equal({
      Status: 'created',
      Running: false,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: 0,
      ExitCode: 127,
      Error: refusal,
      StartedAt: never,
      FinishedAt: never,
      RestartCount: 0,
    })
    expect(engine.history('missing')).to.deep.equal(['create'])
  })

  it('is told to who waits for one that is not running', async () => {
    await create(engine.daemon, 'waited', { Cmd: ['missing'] })
    await to('POST /containers/waited/start')
    const waiting = await follow(engine.daemon, 'POST /containers/waited/wait')
    expect(await waiting.rest()).to.deep.equal([{ Error: { Message: refusal }, StatusCode: 127 }])
    const removal = await follow(engine.daemon, 'POST /containers/waited/wait?condition=removed')
    await to('DELETE /containers/waited')
    expect(await removal.rest()).to.deep.equal([{ StatusCode: 127 }])
  })

  it('removes a container that removes itself', async () => {
    await create(engine.daemon, 'itself', { Cmd: ['missing'], HostConfig: { AutoRemove: true } })
    const waiting = await follow(engine.daemon, 'POST /containers/itself/wait?condition=removed')
    expect(await to('POST /containers/itself/start')).to.deep.equal([400, refusal])
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 127 }])
    expect(engine.history('itself')).to.deep.equal(['create', 'destroy'])
  })

  it('says so of a restart as well', async () => {
    await create(engine.daemon, 'again', { Cmd: ['missing'] })
    const sentence = `Cannot restart container again: ${refusal}`
    expect(await to('POST /containers/again/restart?t=0')).to.deep.equal([400, sentence])
    expect(await engine.inspect('again')).to.include({ Error: refusal })
  })
})

describe('restarting a container', () => {
  let engine: ScriptedDaemon
  before(async () => void (engine = await startScripted()))
  after(() => engine.daemon.close())

  const to = (line: string): Promise<unknown> => act(engine.daemon, line)

  it('starts one that is not running', async () => {
    await create(engine.daemon, 'idle')
    expect(await to('POST /containers/idle/restart')).to.equal(204)
    expect(engine.history('idle')).to.deep.equal(['create', 'start', 'restart'])
  })

  it('stops one that is, by the signal asked for', async () => {
    await create(engine.daemon, 'running')
    await to('POST /containers/running/start')
    expect(await to('POST /containers/running/restart?signal=INT')).to.equal(204)
    expect(engine.history('running').slice(2)).to.deep.equal(['kill 2', 'die 130', 'stop', 'start', 'restart'])
  })

  it('refuses what is not there, and signals that are none', async () => {
    expect(await to('POST /containers/nope/restart')).to.deep.equal([404, 'No such container: nope'])
    await create(engine.daemon, 'signals')
    expect(await to('POST /containers/signals/restart?signal=FOO')).to.deep.equal([400, 'Invalid signal: FOO'])
  })
})
