import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { until } from './support/processes.js'
import { runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const fixture = (name: string) => new URL(`../test/fixtures/${name}`, import.meta.url).pathname

describe('what a backend throws outside of any call', () => {
  let swarmd: Swarmd
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let target: { socketPath: string; port: undefined }

  before(async () => {
    folder = await temporaryFolder()
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    const backends = [
      '--isolate',
      'none',
      '--backend',
      'debug --quiet',
      '--backend',
      fixture('stray'),
      '--backend',
      'simulator web',
    ]
    swarmd = await startSwarmd([...backends, 'unix://a.sock'], { cwd: folder.path })
  })
  after(async () => {
    await swarmd.stop()
    await folder.remove()
  })

  const logged = (text: string) =>
    until(`the log has ${text}`, () =>
      swarmd.stderr().includes(`error: the backend "stray@1.2.3": not caught: ${text}`),
    )

  it('while it installs, is logged with its name, and the daemon starts (row 76)', async () => {
    await logged('Error: while installing\n')
  })

  const cases: readonly [string, string, string][] = [
    ['in a timer', 'GET /info', 'Error: from a timer\n'],
    ['as an unhandled rejection', 'GET /version', 'Error: from a promise\n'],
    ['by a socket that nobody listens to', 'GET /containers/json', 'Error: connect ENOENT /nowhere/at/all.sock'],
    ['that is no error', 'GET /images/json', 'undefined\n'],
  ]
  for (const [how, line, text] of cases) {
    it(`${how}, is logged with its name and version, and ends nothing (row 78)`, async () => {
      expect((await call(target, line)).status).to.equal(200)
      await logged(text)
      expect((await call(target, 'GET /_ping')).status).to.equal(200)
    })
  }

  it('again and again, is shown a few times and counted (row 78)', async () => {
    expect((await call(target, 'GET /networks')).status).to.equal(200)
    await logged('10 within a minute, more of it is counted and not shown\n')
    expect((await call(target, 'GET /_ping')).status).to.equal(200)
    expect(swarmd.stderr().match(/again and again/g)!.length).to.be.at.most(10)
  })
})

describe('a backend whose install never settles', function () {
  this.timeout(30_000)

  it('is the end of the start after 10 s, with its name and the likely cause (row 77)', async () => {
    const folder = await temporaryFolder()
    const { code, stderr } = await runSwarmd(['--isolate', 'none', '--backend', fixture('slow'), 'unix://a.sock'], {
      cwd: folder.path,
    })
    expect(code).to.equal(1)
    expect(stderr).to.equal(
      'swarmd: the backend "slow" did not finish installing within 10 s: its install returned a promise that has not settled (it may be waiting for something that is not there)\n',
    )
    await folder.remove()
  })
})
