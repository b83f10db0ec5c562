import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { act, run, startWith } from './support.js'

describe('the working directory of a container, later on', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startWith({ image: ['busybox'], api: '1.24-1.41' })
  })

  after(() => daemon.close())

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

  it('is of root, also for another user, and in a root for reading alone', async () => {
    await run(daemon, 'other', { WorkingDir: '/srv', User: '1:1', HostConfig: { ReadonlyRootfs: true } })
    expect(await exec('other', { Cmd: ['stat', '-c', '%n %u:%g %a', '/srv', '.'] })).to.deep.equal([
      0,
      '/srv 0:0 755\n. 0:0 755\n',
    ])
    expect(await exec('other', { Cmd: ['touch', 'file'] })).to.deep.equal([1, 'touch: file: Read-only file system\n'])
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
})
