import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, run, startSimulator } from './support.js'

describe('the life of a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  const state = async (id: string): Promise<Record<string, unknown>> =>
    (await call(daemon, `GET /containers/${id}/json`)).json<{ State: Record<string, unknown> }>().State
  const to = (line: string): Promise<number | [number, string]> => act(daemon, line)

  it('starts once, and stays up', async () => {
    const id = await create(daemon, 'starts')
    expect(await to('POST /containers/starts/start')).to.equal(204)
    const { Status, Running, Pid, StartedAt, FinishedAt } = await state(id)
    expect([Status, Running, FinishedAt]).to.deep.equal(['running', true, '0001-01-01T00:00:00Z'])
    expect(Pid).to.be.greaterThan(0)
    expect(StartedAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/)
    expect(await to('POST /containers/starts/start')).to.equal(304)
    expect(await state(id)).to.include({ Pid, StartedAt })
  })

  it('stops once, with the code of SIGTERM', async () => {
    const id = await run(daemon, 'stops')
    expect(await to('POST /containers/stops/stop?t=10')).to.equal(204)
    expect(await state(id)).to.include({ Status: 'exited', Running: false, Pid: 0, ExitCode: 143 })
    expect(await to('POST /containers/stops/stop')).to.equal(304)
  })

  it('stops by its own stop signal, or by the one asked for', async () => {
    const own = await run(daemon, 'own-signal', { StopSignal: 'SIGQUIT' })
    await to(`POST /containers/${own}/stop`)
    expect(await state(own)).to.include({ ExitCode: 131 })
    const asked = await run(daemon, 'asked-signal')
    await to(`POST /containers/${asked}/stop?signal=INT`)
    expect(await state(asked)).to.include({ ExitCode: 130 })
    const old = await run(daemon, 'old-client')
    await to(`POST /v1.41/containers/${old}/stop?signal=INT`)
    expect(await state(old)).to.include({ ExitCode: 143 })
  })

  it('starts again, and forgets how it ended', async () => {
    const id = await run(daemon, 'again')
    await to('POST /containers/again/stop')
    const { FinishedAt } = await state(id)
    await to('POST /containers/again/start')
    expect(await state(id)).to.include({ Status: 'running', ExitCode: 0, FinishedAt })
  })

  const ends: readonly [string, number][] = [
    ['', 137],
    ['?signal=', 137],
    ['?signal=SIGKILL', 137],
    ['?signal=KILL', 137],
    ['?signal=kill', 137],
    ['?signal=9', 137],
    ['?signal=SIGTERM', 143],
    ['?signal=2', 130],
    ['?signal=QUIT', 131],
  ]
  for (const [query, code] of ends) {
    it(`ends by kill${query} with the code ${code}`, async () => {
      const id = await run(daemon, `ends${encodeURIComponent(query).replaceAll('%', '')}`)
      expect(await to(`POST /containers/${id}/kill${query}`)).to.equal(204)
      expect(await state(id)).to.include({ Status: 'exited', ExitCode: code })
    })
  }

  for (const signal of ['HUP', 'SIGUSR1', 'sigwinch', '12', 'SIGRTMIN%2B3', 'STOP']) {
    it(`lives on after kill?signal=${signal}`, async () => {
      const id = await run(daemon, `lives${signal.replace('%', '')}`)
      expect(await to(`POST /containers/${id}/kill?signal=${signal}`)).to.equal(204)
      expect(await state(id)).to.include({ Status: 'running' })
    })
  }

  for (const signal of ['FOO', '0', '9x', 'SIGRTMAX%2B1', 'constructor']) {
    it(`refuses the signal ${signal}`, async () => {
      await create(daemon, `refuses${signal.replace('%', '')}`)
      expect(await to(`POST /containers/refuses${signal.replace('%', '')}/kill?signal=${signal}`)).to.deep.equal([
        400,
        `Invalid signal: ${decodeURIComponent(signal)}`,
      ])
    })
  }

  it('refuses a signal that Linux does not have', async () => {
    await run(daemon, 'no-such-signal')
    expect(await to('POST /containers/no-such-signal/kill?signal=99')).to.deep.equal([
      400,
      'Cannot kill container: no-such-signal: The linux daemon does not support signal 99',
    ])
  })

  it('cannot be killed when it is not running', async () => {
    const id = await create(daemon, 'idle')
    expect(await to('POST /containers/idle/kill')).to.deep.equal([
      409,
      `Cannot kill container: idle: Container ${id} is not running`,
    ])
    expect(await to('POST /containers/idle/stop')).to.equal(304)
  })

  it('takes another name, and gives the old one back', async () => {
    const id = await create(daemon, 'before')
    expect(await to('POST /containers/before/rename?name=after')).to.equal(204)
    expect((await call(daemon, `GET /containers/${id}/json`)).json()).to.include({ Name: '/after' })
    expect((await call(daemon, 'GET /containers/before/json')).status).to.equal(404)
    await create(daemon, 'before')
  })

  it('refuses names that are none, its own, or taken', async () => {
    const id = await create(daemon, 'taken')
    await create(daemon, 'renamed')
    const remedy = 'You have to remove (or rename) that container to be able to reuse that name.'
    const prefix = 'Error when allocating new name'
    const refusals: readonly [string, number, string][] = [
      ['', 400, 'Neither old nor new names may be empty'],
      ['a', 400, `${prefix}: Invalid container name (/a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`],
      ['renamed', 400, 'Renaming a container with the same name as its current name'],
      [
        'taken',
        409,
        `${prefix}: Conflict. The container name "/taken" is already in use by container "${id}". ${remedy}`,
      ],
    ]
    for (const [name, status, told] of refusals) {
      expect(await to(`POST /containers/renamed/rename?name=${name}`)).to.deep.equal([status, told])
    }
  })

  it('is removed when it is not running', async () => {
    const id = await create(daemon, 'gone')
    expect(await to('DELETE /containers/gone?v=1')).to.equal(204)
    expect(await to(`DELETE /containers/${id}`)).to.deep.equal([404, `No such container: ${id}`])
    await create(daemon, 'gone')
  })

  it('is removed by force when it is running, and not otherwise', async () => {
    const id = await run(daemon, 'up')
    expect(await to('DELETE /containers/up')).to.deep.equal([
      409,
      `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`,
    ])
    expect(await to('DELETE /containers/up?force=1')).to.equal(204)
    expect(await to('GET /containers/up/json')).to.deep.equal([404, 'No such container: up'])
  })

  it('has no link to remove', async () => {
    await create(daemon, 'linked')
    expect(await to('DELETE /containers/linked?link=1')).to.deep.equal([
      409,
      'Conflict, cannot remove the default link name of the container',
    ])
  })

  it('removes itself at its end when it was created so', async () => {
    const id = await run(daemon, 'itself', { HostConfig: { AutoRemove: true } })
    expect(await to('POST /containers/itself/stop')).to.equal(204)
    expect(await to(`GET /containers/${id}/json`)).to.deep.equal([404, `No such container: ${id}`])
  })

  const unknown: readonly [string, string][] = [
    ['GET /containers/nope/json', 'No such container: nope'],
    ['POST /containers/nope/start', 'No such container: nope'],
    ['POST /containers/nope/stop', 'No such container: nope'],
    ['POST /containers/nope/kill', 'Cannot kill container: nope: No such container: nope'],
    ['POST /containers/nope/rename?name=other', 'No such container: nope'],
    ['POST /containers/nope/wait', 'No such container: nope'],
    ['DELETE /containers/nope', 'No such container: nope'],
    ['DELETE /containers/nope?force=1', 'No such container: nope'],
  ]
  for (const [line, told] of unknown) {
    it(`knows nothing of it in ${line}`, async () => {
      expect(await to(line)).to.deep.equal([404, told])
    })
  }
})
