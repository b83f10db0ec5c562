import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { act, create, run, startWith } from './support.js'

describe('the working directory of a container', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startWith({ image: ['busybox'], api: '1.24-1.41' })
  })

  after(() => daemon.close())

  const changes = async (container: string): Promise<string[]> => {
    const listed = (await call(daemon, `GET /containers/${container}/changes`)).json<{ Path: string }[] | null>()
    return (listed ?? []).map(({ Path }) => Path)
  }

  const exec = async (container: string, body: object): Promise<[number | null, string]> => {
    const made = await call(daemon, `POST /containers/${container}/exec`, {
      body: { AttachStdout: true, AttachStderr: true, ...body },
    })
    const { Id } = made.json<{ Id: string }>()
    const client = await hijack(daemon, `/exec/${Id}/start`, { body: '{}' })
    await client.ended
    const { ExitCode } = (await call(daemon, `GET /exec/${Id}/json`)).json<{ ExitCode: number | null }>()
    return [
      ExitCode,
      unframe(client.body())
        .map((frame) => frame.slice(2))
        .join(''),
    ]
  }
  const refusal = (path: string, why: string): string =>
    'OCI runtime exec failed: exec failed: unable to start container process: ' +
    `chdir to cwd ("${path}") set in config.json failed: ${why}: unknown`

  it('is made with the container', async () => {
    await create(daemon, 'made', { WorkingDir: '/srv/deep' })
    expect(await changes('made')).to.deep.equal(['/srv', '/srv/deep'])
    await create(daemon, 'plain', { WorkingDir: '/tmp' })
    expect(await changes('plain')).to.deep.equal([])
  })

  it('is of root, also for another user, and in a root for reading alone', async () => {
    await run(daemon, 'other', { WorkingDir: '/srv', User: '1:1', HostConfig: { ReadonlyRootfs: true } })
    expect(await exec('other', { Cmd: ['stat', '-c', '%n %u:%g %a', '/srv', '.'] })).to.deep.equal([
      0,
      '/srv 0:0 755\n. 0:0 755\n',
    ])
    expect(await exec('other', { Cmd: ['touch', 'file'] })).to.deep.equal([1, 'touch: file: Read-only file system\n'])
  })

  it('is made in a volume', async () => {
    await run(daemon, 'first', { WorkingDir: '/vol/new', HostConfig: { Binds: ['kept:/vol'] } })
    await run(daemon, 'second', { WorkingDir: '/vol/later', HostConfig: { Binds: ['kept:/vol'] } })
    expect(await exec('first', { Cmd: ['ls', '/vol'] })).to.deep.equal([0, 'later\nnew\n'])
  })

  it('is made again at the next start, and missed until then', async () => {
    await run(daemon, 'gone', { WorkingDir: '/srv' })
    expect(await exec('gone', { Cmd: ['rmdir', '/srv'], WorkingDir: '/' })).to.deep.equal([0, ''])
    expect(await exec('gone', { Cmd: ['pwd'] })).to.deep.equal([
      126,
      `${refusal('/srv', 'no such file or directory')}\r\n`,
    ])
    expect(await act(daemon, 'POST /containers/gone/restart?t=0')).to.equal(204)
    expect(await exec('gone', { Cmd: ['pwd'] })).to.deep.equal([0, '/srv\n'])
  })

  it('is a directory', async () => {
    await run(daemon, 'wrong')
    const [code, text] = await exec('wrong', { Cmd: ['pwd'], WorkingDir: '/bin/sh' })
    expect([code, text]).to.deep.equal([126, `${refusal('/bin/sh', 'not a directory')}${mounting}\r\n`])
  })
})

// What dockerd makes of any ENOTDIR.
const mounting =
  ': Are you trying to mount a directory onto a file (or vice-versa)? ' +
  'Check if the specified host path exists and is the expected type'
