import { expect } from 'chai'
import { act, create, follow } from './support.js'
import { startScripted, type ScriptedDaemon } from './scripted.js'

describe('pausing a container', () => {
  let engine: ScriptedDaemon
  before(async () => void (engine = await startScripted()))
  after(() => engine.daemon.close())

  const to = (line: string): Promise<unknown> => act(engine.daemon, line)
  const paused = async (name: string, more: object = {}): Promise<string> => {
    const id = await create(engine.daemon, name, more)
    for (const call of ['start', 'pause']) expect(await to(`POST /containers/${name}/${call}`)).to.equal(204)
    return id
  }

  it('halts it, and lets it go on', async () => {
    const id = await paused('halts')
    expect(await engine.inspect('halts')).to.include({ Status: 'paused', Running: true, Paused: true })
    expect(await to('POST /containers/halts/pause')).to.deep.equal([409, `Container ${id} is already paused`])
    expect(await to('POST /containers/halts/start')).to.deep.equal([
      409,
      'cannot start a paused container, try unpause instead',
    ])
    expect(await to('DELETE /containers/halts')).to.deep.equal([
      409,
      `You cannot remove a paused container ${id}. ` +
        'Unpause and then stop the container before attempting removal or force remove',
    ])
    expect(await to('POST /containers/halts/unpause')).to.equal(204)
    expect(await engine.inspect('halts')).to.include({ Status: 'running', Paused: false })
    expect(await to('POST /containers/halts/unpause')).to.deep.equal([409, `Container ${id} is not paused`])
    expect(engine.history('halts')).to.deep.equal(['create', 'start', 'pause', 'unpause'])
  })

  it('is refused for one that is not running', async () => {
    const id = await create(engine.daemon, 'idle')
    expect(await to('POST /containers/idle/pause')).to.deep.equal([409, `Container ${id} is not running`])
    expect(await to('POST /containers/idle/unpause')).to.deep.equal([409, `Container ${id} is not paused`])
  })

  const ends: readonly [string, string, readonly string[]][] = [
    ['a stop', 'stop', ['kill 15', 'unpause', 'die 143', 'stop']],
    ['a restart', 'restart', ['kill 15', 'unpause', 'die 143', 'stop', 'start', 'restart']],
    ['SIGTERM', 'kill?signal=TERM', ['kill 15', 'unpause', 'die 143']],
    ['SIGHUP', 'kill?signal=HUP', ['kill 1', 'unpause']],
    ['SIGKILL', 'kill', ['kill 9', 'die 137']],
  ]
  for (const [name, call, events] of ends) {
    it(`is over by ${name}`, async () => {
      const called = `over-by-${call.replace(/\W/g, '')}`
      await paused(called)
      expect(await to(`POST /containers/${called}/${call}`)).to.equal(204)
      await to(`GET /containers/${called}/json`)
      expect(engine.history(called)).to.deep.equal(['create', 'start', 'pause', ...events])
    })
  }

  it('is over by a removal', async () => {
    await paused('removed')
    const waiting = await follow(engine.daemon, 'POST /containers/removed/wait?condition=removed')
    expect(await to('DELETE /containers/removed?force=1')).to.equal(204)
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 137 }])
    expect(engine.history('removed').slice(3)).to.deep.equal(['kill 9', 'die 137', 'destroy'])
  })

  it('goes on after a signal that is not the stop signal of the container', async () => {
    await paused('named', { StopSignal: 'SIGUSR1' })
    expect(await to('POST /containers/named/kill?signal=TERM')).to.equal(204)
    expect(await engine.inspect('named')).to.include({ Status: 'paused' })
    expect(await to('POST /containers/named/unpause')).to.equal(204)
    expect(engine.history('named').slice(3)).to.deep.equal(['kill 15', 'unpause', 'die 143'])
  })
})
