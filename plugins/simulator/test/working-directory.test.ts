import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { create, run, sentence, startSimulator } from './support.js'

// What dockerd makes of any ENOTDIR.
const mounting =
  ': Are you trying to mount a directory onto a file (or vice-versa)? ' +
  'Check if the specified host path exists and is the expected type'

describe('a working directory', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
  })

  after(() => daemon.close())

  it('that is not there is made as the container is created', async () => {
    await create(daemon, 'made', { WorkingDir: '/srv/deep' })
    const changes = (await call(daemon, 'GET /containers/made/changes')).json<object[]>()
    expect(changes).to.deep.equal([
      { Path: '/srv', Kind: 1 },
      { Path: '/srv/deep', Kind: 1 },
    ])
  })

  it('is made in a volume, too', async () => {
    await run(daemon, 'inside', { WorkingDir: '/data/deep', HostConfig: { Binds: ['data:/data'] } })
    expect((await call(daemon, 'HEAD /containers/inside/archive?path=/data/deep')).status).to.equal(200)
  })

  for (const path of ['/etc/passwd', '/etc/passwd/below']) {
    it(`cannot be ${path}`, async () => {
      const body = { Image: 'busybox', Cmd: ['true'], WorkingDir: path, Volumes: { '/v': {} } }
      const refused = sentence(await call(daemon, 'POST /containers/create?name=refused', { body }))
      expect(refused).to.deep.equal([400, `Cannot mkdir: ${path} is not a directory`])
      expect((await call(daemon, 'GET /volumes')).json<{ Volumes: object[] }>().Volumes).to.have.length(1)
    })
  }

  const refusals: readonly (readonly [path: string, reason: string])[] = [
    ['/no/such', 'no such file or directory: unknown'],
    ['/etc/passwd', `not a directory: unknown${mounting}`],
  ]
  for (const [path, reason] of refusals) {
    it(`of an exec cannot be ${path}`, async () => {
      const body = { AttachStdout: true, Cmd: ['pwd'], WorkingDir: path }
      const { Id } = (await call(daemon, 'POST /containers/web/exec', { body })).json<{ Id: string }>()
      const client = await hijack(daemon, `/v1.44/exec/${Id}/start`, { body: '{}' })
      await client.ended
      const doing = 'OCI runtime exec failed: exec failed: unable to start container process: '
      const why = `chdir to cwd ("${path}") set in config.json failed: ${reason}`
      expect(unframe(client.body())).to.deep.equal([`1:${doing}${why}\r\n`])
    })
  }
})
