import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { act, create, eventually, filter, follow, run, sentence, startSimulator } from './support.js'

const up = { Cmd: ['sleep', 'infinity'] }

interface Inspected {
  readonly ID: string
  readonly Running: boolean
  readonly ExitCode: number | null
  readonly Pid: number
}

describe('execs', () => {
  let daemon: TestDaemon
  let web: string

  before(async () => {
    daemon = await startSimulator('web')
    web = (await call(daemon, 'GET /containers/web/json')).json<{ Id: string }>().Id
  })

  after(() => daemon.close())

  const made = async (body: object, container = 'web'): Promise<string> => {
    const answer = await call(daemon, `POST /containers/${container}/exec`, { body })
    expect(answer.status, answer.text).to.equal(201)
    return answer.json<{ Id: string }>().Id
  }
  const refused = async (container: string, body?: object): Promise<[number, string]> =>
    sentence(await call(daemon, `POST /containers/${container}/exec`, { body }))
  const inspect = async (id: string): Promise<Inspected> => (await call(daemon, `GET /exec/${id}/json`)).json()
  const shown = async (container: string): Promise<string[] | null> =>
    (await call(daemon, `GET /containers/${container}/json`)).json<{ ExecIDs: string[] | null }>().ExecIDs
  const outputs = { AttachStdout: true, AttachStderr: true }

  it('run once, and are known afterwards', async () => {
    const Cmd = ['sh', '-c', 'echo out; echo err >&2; exit 7']
    const id = await made({ ...outputs, Cmd, User: '5', DetachKeys: 'ctrl-a', Privileged: true })
    const before = {
      ID: id,
      Running: false,
      ExitCode: null,
      ProcessConfig: { tty: false, entrypoint: 'sh', arguments: Cmd.slice(1), privileged: true, user: '5' },
      OpenStdin: false,
      OpenStderr: true,
      OpenStdout: true,
      CanRemove: false,
      ContainerID: web,
      DetachKeys: 'AQ==',
      Pid: 0,
    }
    expect(await inspect(id)).to.deep.equal(before)
    expect(await shown('web')).to.deep.equal([id])
    const client = await hijack(daemon, `/v1.44/exec/${id}/start`, { body: '{}' })
    await client.ended
    expect(client.head()).to.deep.equal([101, 'application/vnd.docker.multiplexed-stream'])
    expect(unframe(client.body())).to.deep.equal(['1:out\n', '2:err\n'])
    const after = await inspect(id)
    expect(after).to.deep.equal({ ...before, ExitCode: 7, Pid: after.Pid })
    expect(after.Pid).to.be.greaterThan(1000)
    expect(await shown('web')).to.equal(null)
    expect(sentence(await call(daemon, `POST /exec/${id}/start`, { body: {} }))).to.deep.equal([
      409,
      `Error: Exec command ${id} has already run`,
    ])
  })

  it('echo their input until it ends, on a plain connection too', async () => {
    const id = await made({ ...outputs, AttachStdin: true, Cmd: ['cat'] })
    const client = await hijack(daemon, `/exec/${id}/start`, { body: '{}', plain: true })
    client.send('hello')
    client.end()
    await client.ended
    expect(client.head()).to.deep.equal([200, 'application/vnd.docker.raw-stream'])
    expect(unframe(client.body())).to.deep.equal(['1:hello'])
  })

  it('have the environment of the container and their own, on a terminal', async () => {
    await run(daemon, 'env', { ...up, Env: ['A=1', 'B=2'], Hostname: 'box' })
    const id = await made({ ...outputs, Cmd: ['env'], Env: ['B=3'], Tty: true }, 'env')
    const client = await hijack(daemon, `/exec/${id}/start`, { body: '{"Tty":true}' })
    await client.ended
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    expect(client.body().toString().split('\r\n')).to.deep.equal([
      path,
      'HOSTNAME=box',
      'TERM=xterm',
      'A=1',
      'B=3',
      'HOME=/root',
      '',
    ])
  })

  it('tell of a program that is not there', async () => {
    const text = (why: string): string =>
      `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`
    const id = await made({ ...outputs, Cmd: ['nosuch'] })
    const client = await hijack(daemon, `/exec/${id}/start`, { body: '{}' })
    await client.ended
    const why = 'exec: "nosuch": executable file not found in $PATH'
    expect(unframe(client.body())).to.deep.equal([`1:${text(why)}\r\n`])
    expect((await inspect(id)).ExitCode).to.equal(127)
    const folder = await made({ Cmd: ['/bin'] })
    expect(sentence(await call(daemon, `POST /exec/${folder}/start`, { body: { Detach: true } }))).to.deep.equal([
      400,
      text('exec: "/bin": permission denied'),
    ])
    expect((await inspect(folder)).ExitCode).to.equal(126)
  })

  it('go on without a client, until their container ends', async () => {
    await run(daemon, 'short', up)
    const events = await follow<{ Action: string; Actor: { Attributes: object } }>(
      daemon,
      `GET /events?${filter('container', 'short')}`,
    )
    const id = await made({ Cmd: ['sleep', '100'] }, 'short')
    const start = { body: { Detach: true } }
    expect((await call(daemon, `POST /exec/${id}/start`, start)).status).to.equal(200)
    expect(sentence(await call(daemon, `POST /exec/${id}/start`, start))).to.deep.equal([
      409,
      `Error: Exec command ${id} is already running`,
    ])
    expect(await act(daemon, `POST /exec/${id}/resize?h=1&w=1`)).to.equal(200)
    expect((await inspect(id)).Running).to.equal(true)
    await call(daemon, 'POST /containers/short/kill')
    await eventually(async () => (await inspect(id)).ExitCode === 137)
    expect(await shown('short')).to.equal(null)
    const seen: string[] = []
    while (seen.at(-1) !== 'die') seen.push((await events.next())!.Action)
    events.leave()
    expect(seen).to.deep.equal(['exec_create: sleep 100', 'exec_start: sleep 100', 'kill', 'exec_die', 'die'])
    expect(await act(daemon, `POST /exec/${id}/resize?h=1&w=1`)).to.have.property('0', 409)
    await call(daemon, 'DELETE /containers/short')
    expect(await act(daemon, `GET /exec/${id}/json`)).to.deep.equal([404, `No such exec instance: ${id}`])
  })

  it('are refused', async () => {
    const id = await create(daemon, 'created')
    await run(daemon, 'paused', up)
    await call(daemon, 'POST /containers/paused/pause')
    expect(await refused('created', { Cmd: ['true'] })).to.deep.equal([409, `Container ${id} is not running`])
    expect(await refused('paused', { Cmd: ['true'] })).to.deep.equal([
      409,
      'Container paused is paused, unpause the container before exec',
    ])
    expect(await refused('nope', { Cmd: ['true'] })).to.deep.equal([404, 'No such container: nope'])
    expect(await refused('web', { Cmd: [] })).to.deep.equal([400, 'No exec command specified'])
    expect(await refused('web')).to.deep.equal([400, 'got EOF while reading request body'])
    expect(await refused('web', { Cmd: ['true'], DetachKeys: 'foo' })).to.deep.equal([
      400,
      'Invalid escape keys (foo) provided',
    ])
    expect(await refused('web', { Cmd: 5 })).to.deep.equal([
      400,
      'json: cannot unmarshal number into Go struct field ExecConfig.Cmd of type []string',
    ])
    for (const line of ['GET /exec/nope/json', 'POST /exec/nope/resize?h=1&w=1']) {
      expect(await act(daemon, line)).to.deep.equal([404, 'No such exec instance: nope'])
    }
  })
})
