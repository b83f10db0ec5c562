import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { startSwarmd, temporaryFolder } from './support/swarmd.js'

const secret = 'hunter2-Zm9v'
const auth = Buffer.from(JSON.stringify({ username: 'me', password: secret })).toString('base64url')

describeNeeding(dockerMissing(), 'swarmd with debug -v and its most talkative log', () => {
  it('shows no secret of what docker sends (row 75)', async () => {
    const folder = await temporaryFolder()
    const words = ['--log-level', 'debug', '--backend', 'debug -v', '--backend', 'simulator web', 'unix://a.sock']
    const swarmd = await startSwarmd(words, { cwd: folder.path })
    const target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    const address = `unix://${target.socketPath}`

    const env = ['-e', `DB_PASSWORD=${secret}`, '-e', `API_TOKEN=${secret}`, '-e', 'SHOWN=yes']
    expect((await docker(address, ['run', '--rm', ...env, 'busybox', 'true'])).code).to.equal(0)
    await docker(address, ['login', '--username', 'me', '--password-stdin', 'registry.example'], { input: secret })
    const headers = { 'X-Registry-Auth': auth, Authorization: `Bearer ${secret}` }
    await call(target, 'POST /images/create?fromImage=busybox&tag=latest', { headers })
    await call(target, 'POST /auth', { body: { username: 'me', password: secret, serveraddress: 'registry.example' } })
    await call(target, 'POST /build', { headers: { 'X-Registry-Config': auth } })

    await swarmd.stop()
    await folder.remove()
    const printed = swarmd.stdout() + swarmd.stderr()
    expect(printed).to.not.include(secret).and.not.include(auth).and.not.include(Buffer.from(secret).toString('base64'))
    expect(printed).to.include('DB_PASSWORD=***').and.include('API_TOKEN=***').and.include('SHOWN=yes')
    expect(printed)
      .to.match(/X-Registry-Auth: \*\*\*/)
      .and.match(/X-Registry-Config: \*\*\*/)
      .and.match(/Authorization: \*\*\*/)
    expect(printed).to.match(/"password": "\*\*\*"/)
  })
})
