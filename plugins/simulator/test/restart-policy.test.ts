import { expect } from 'chai'
import { backOffs, restartDelay } from '../dist/containers/restart-policy.js'
import type { Container } from '../dist/containers/container.js'
import { call } from 'libswarm-core/testing'
import { act, create, eventually, follow } from './support.js'
import { startScripted, type ScriptedDaemon } from './scripted.js'

const second = 1_000_000

describe('a restart policy', () => {
  const container = (Name: string, more: object = {}, MaximumRetryCount = 0): Container => {
    const hostConfig = { RestartPolicy: { Name, MaximumRetryCount } }
    const marks = { restartCount: 0, backOff: 0, restsAtExit: false, stoppedByClient: false, removing: false }
    return { hostConfig, ...marks, ...more } as unknown as Container
  }

  const verdicts: readonly [string, Container, number, number, number | undefined][] = [
    ['none', container(''), 1, 0, undefined],
    ['no', container('no'), 1, 0, undefined],
    ['always, at first', container('always'), 0, 0, backOffs.first],
    ['always, then', container('always', { backOff: backOffs.first }), 0, 0, 2 * backOffs.first],
    ['always, in the end', container('always', { backOff: 59 * second }), 0, 0, backOffs.longest],
    ['always, after a minute of waiting', container('always', { backOff: 60 * second }), 0, 0, backOffs.longest],
    ['always, after ten seconds up', container('always', { backOff: 60 * second }), 0, 10 * second, backOffs.first],
    ['always, stopped', container('always', { restsAtExit: true }), 0, 0, undefined],
    ['always, being removed', container('always', { removing: true }), 0, 0, undefined],
    ['unless-stopped', container('unless-stopped'), 0, 0, backOffs.first],
    ['unless-stopped, signalled', container('unless-stopped', { stoppedByClient: true }), 0, 0, undefined],
    ['on-failure, without one', container('on-failure'), 0, 0, undefined],
    ['on-failure', container('on-failure', { restartCount: 99 }), 3, 0, backOffs.first],
    ['on-failure:2, once', container('on-failure', { restartCount: 1 }, 2), 3, 0, backOffs.first],
    ['on-failure:2, twice', container('on-failure', { restartCount: 2 }, 2), 3, 0, undefined],
  ]
  for (const [name, of, exitCode, ranFor, delay] of verdicts) {
    it(`waits for ${delay} µs: ${name}`, () => expect(restartDelay(of, exitCode, ranFor)).to.equal(delay))
  }
})

describe('a container with a restart policy', () => {
  let engine: ScriptedDaemon
  before(async () => void (engine = await startScripted()))
  after(() => engine.daemon.close())

  const to = (line: string): Promise<unknown> => act(engine.daemon, line)
  const begin = async (name: string, Cmd: string[], Name: string, MaximumRetryCount = 0): Promise<string> => {
    const HostConfig = { RestartPolicy: { Name, MaximumRetryCount } }
    const id = await create(engine.daemon, name, { Cmd, HostConfig })
    expect(await to(`POST /containers/${name}/start`)).to.equal(204)
    return id
  }

  it('is started again as often as it says, then it stays down', async () => {
    await begin('twice', ['for', '1', '3'], 'on-failure', 2)
    await engine.clock.advance(1.05)
    expect(await engine.inspect('twice')).to.include({
      Status: 'restarting',
      Running: true,
      Restarting: true,
      Pid: 0,
      ExitCode: 3,
      RestartCount: 1,
    })
    await engine.clock.advance(0.1)
    expect(await engine.inspect('twice')).to.include({ Status: 'running', Restarting: false, ExitCode: 0 })
    await engine.clock.advance(10)
    expect(await engine.inspect('twice')).to.include({ Status: 'exited', Running: false, ExitCode: 3, RestartCount: 2 })
    const run = ['start', 'die 3 1']
    expect(engine.history('twice')).to.deep.equal(['create', ...run, ...run, ...run])
    expect(engine.clock.waiting).to.equal(0)
    await to('POST /containers/twice/start')
    expect(await engine.inspect('twice')).to.include({ RestartCount: 0 })
    await to('DELETE /containers/twice?force=1')
  })

  it('waits twice as long each time', async () => {
    await begin('longer', ['for', '0', '1'], 'always')
    await engine.clock.advance(0.1 + 0.2 + 0.4 + 0.7)
    expect(await engine.inspect('longer')).to.include({ Status: 'restarting', RestartCount: 4 })
    await engine.clock.advance(0.2)
    expect(await engine.inspect('longer')).to.include({ Status: 'restarting', RestartCount: 5 })
    await to('DELETE /containers/longer?force=1')
    expect(engine.clock.waiting).to.equal(0)
  })

  it('is not to be started, paused or removed while it waits for its restart', async () => {
    const id = await begin('waiting', ['for', '0', '1'], 'always')
    await engine.clock.advance(0.01)
    expect(await to('POST /containers/waiting/start')).to.equal(304)
    expect(await to('POST /containers/waiting/pause')).to.deep.equal([
      409,
      `Container ${id} is restarting, wait until the container is running`,
    ])
    expect(await to('DELETE /containers/waiting')).to.deep.equal([
      409,
      `You cannot remove a restarting container ${id}. Stop the container before attempting removal or force remove`,
    ])
    await to('DELETE /containers/waiting?force=1')
  })

  for (const line of [
    'POST /containers/NAME/stop',
    'POST /containers/NAME/kill?signal=HUP',
    'POST /containers/NAME/kill',
  ]) {
    it(`is down for good by ${line} while it waits`, async () => {
      const name = `down-by-${line.replace(/\W/g, '')}`
      await begin(name, ['for', '0', '4'], 'always')
      await engine.clock.advance(0.01)
      const waits = await Promise.all(
        ['', '?condition=next-exit'].map((query) => follow(engine.daemon, `POST /containers/${name}/wait${query}`)),
      )
      expect(await to(line.replace('NAME', name))).to.equal(204)
      expect(engine.clock.waiting).to.equal(0)
      for (const waiting of waits) expect(await waiting.rest()).to.deep.equal([{ StatusCode: 4 }])
      expect(await engine.inspect(name)).to.include({ Status: 'exited', ExitCode: 4, RestartCount: 1 })
      const stopped = line.endsWith('stop') ? ['stop'] : []
      expect(engine.history(name)).to.deep.equal(['create', 'start', 'die 4', ...stopped])
    })
  }

  describe('that joins a network while it waits', () => {
    interface Network {
      readonly Containers: Readonly<Record<string, { readonly IPv4Address: string }>>
    }
    const addressesOn = async (name: string): Promise<string[]> => {
      const { Containers } = (await call(engine.daemon, `GET /networks/${name}`)).json<Network>()
      return Object.values(Containers).map(({ IPv4Address }) => IPv4Address)
    }
    const connect = async (network: string, Container: string): Promise<number> =>
      (await call(engine.daemon, `POST /networks/${network}/connect`, { body: { Container } })).status
    const make = (Name: string, Subnet: string): Promise<unknown> =>
      call(engine.daemon, 'POST /networks/create', { body: { Name, IPAM: { Config: [{ Subnet }] } } })

    it('has one place on it, and gives that back', async () => {
      await make('joined', '10.77.0.0/29')
      await begin('joins', ['for', '1', '1'], 'always')
      await engine.clock.advance(1.01)
      expect(await connect('joined', 'joins')).to.equal(200)
      expect(await addressesOn('joined')).to.deep.equal(['10.77.0.2/29'])
      expect(await connect('joined', 'joins')).to.equal(403)
      for (let run = 0; run < 3; run++) {
        await engine.clock.ring()
        expect(await engine.inspect('joins')).to.include({ Status: 'running' })
        // Of five addresses, the gateway has one.
        expect((await addressesOn('joined')).length).to.equal(1)
        await engine.clock.ring()
        expect(await engine.inspect('joins')).to.include({ Status: 'restarting' })
        expect(await addressesOn('joined')).to.deep.equal([])
      }
      expect(await to('DELETE /containers/joins?force=1')).to.equal(204)
      const others = [1, 2, 3, 4, 5].map((at) => create(engine.daemon, `n${at}`, { HostConfig: { NetworkMode: 'joined' } })) // prettier-ignore
      for (const id of await Promise.all(others)) expect(await to(`POST /containers/${id}/start`)).to.equal(204)
      for (const id of await Promise.all(others)) await to(`DELETE /containers/${id}?force=1`)
      expect(await to('DELETE /networks/joined')).to.equal(204)
    })

    it('gives it back when it is removed instead', async () => {
      await make('removed', '10.78.0.0/29')
      await begin('goes', ['for', '1', '1'], 'always')
      await engine.clock.advance(1.01)
      expect(await connect('removed', 'goes')).to.equal(200)
      expect(await to('POST /containers/goes/stop')).to.equal(204)
      expect(await to('DELETE /containers/goes')).to.equal(204)
      expect(await addressesOn('removed')).to.deep.equal([])
      expect(await to('DELETE /networks/removed')).to.equal(204)
    })
  })

  it('ends a wait at every exit', async () => {
    await begin('waited', ['for', '1', '5'], 'always')
    const waiting = await follow(engine.daemon, 'POST /containers/waited/wait')
    await engine.clock.advance(1.01)
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 5 }])
    await to('DELETE /containers/waited?force=1')
  })

  it('stays down once a client has killed it, unless its stop signal is another one', async () => {
    await begin('killed', ['sleep', 'infinity'], 'always')
    await to('POST /containers/killed/kill?signal=TERM')
    expect(await engine.inspect('killed')).to.include({ Status: 'exited', ExitCode: 143 })
    const HostConfig = { RestartPolicy: { Name: 'always' } }
    await create(engine.daemon, 'other', { StopSignal: 'SIGUSR1', HostConfig })
    await to('POST /containers/other/start')
    await to('POST /containers/other/kill?signal=TERM')
    await eventually(async () => (await engine.inspect('other'))['Status'] === 'restarting')
    await to('POST /containers/other/stop')
    expect(await engine.inspect('other')).to.include({ Status: 'exited' })
  })

  it('leaves no timer behind when the engine closes', async () => {
    const closing = await startScripted()
    await create(closing.daemon, 'loops', { Cmd: ['for', '0', '1'], HostConfig: { RestartPolicy: { Name: 'always' } } })
    await create(closing.daemon, 'stays', { Cmd: ['stubborn'] })
    for (const name of ['loops', 'stays']) await call(closing.daemon, `POST /containers/${name}/start`)
    await closing.clock.advance(0.01)
    const stopping = act(closing.daemon, 'POST /containers/stays/stop?t=60').catch(() => 'broken')
    await eventually(() => Promise.resolve(closing.state.pending.size === 3))
    await closing.daemon.close()
    await stopping
    expect([closing.clock.waiting, closing.state.pending.size]).to.deep.equal([0, 0])
  })
})
