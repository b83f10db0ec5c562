import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { until } from './support/processes.js'
import { freePort, runSwarmd, startSwarmd, temporaryFolder } from './support/swarmd.js'

describe('forward to an address of its own daemon (row 30)', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let port: number
  const at = (name: string) => join(folder.path, name)

  before(async () => {
    folder = await temporaryFolder()
    await mkdir(at('real'))
    await symlink(at('real'), at('link'))
    port = await freePort()
  })
  after(() => folder.remove())

  const rows: readonly (readonly [what: string, engine: () => string, listen: () => readonly string[]])[] = [
    ['the same socket', () => `unix://${at('a.sock')}`, () => [`unix://${at('a.sock')}`]],
    ['one of several addresses', () => `unix://${at('a.sock')}`, () => ['tcp://127.0.0.1:0', `unix://${at('a.sock')}`]],
    ['a relative path', () => 'unix://a.sock', () => [`unix://${at('a.sock')}`]],
    ['a link on the way', () => `unix://${at('link/a.sock')}`, () => [`unix://${at('real/a.sock')}`]],
    ['the same port', () => `tcp://127.0.0.1:${port}`, () => [`tcp://127.0.0.1:${port}`]],
    ['a name of it', () => `tcp://localhost:${port}`, () => [`tcp://127.0.0.1:${port}`]],
    ['every address', () => `tcp://127.0.0.2:${port}`, () => ['--insecure-tcp', `tcp://0.0.0.0:${port}`]],
    ['a process of its own', () => `unix://${at('a.sock')}`, () => ['--isolate', 'all', `unix://${at('a.sock')}`]],
  ]
  for (const [what, engine, listen] of rows) {
    it(`ends the start: ${what}`, async () => {
      const { code, stderr } = await runSwarmd(['--backend', `forward ${engine()}`, ...listen()], { cwd: folder.path })
      expect([code, stderr]).to.deep.equal([
        1,
        `swarmd: the backend "forward": forward loop: swarmd itself is to listen at ${engine()}\n`,
      ])
    })
  }

  it('is not looked for where no engine is yet: each call says so, until there is one (row 29)', async () => {
    const [late, socketPath] = [at('late.sock'), at('early.sock')]
    const front = await startSwarmd(['--backend', `forward unix://${late}`, `unix://${socketPath}`])
    const sentence = `cannot connect to the engine at unix://${late}: no such file`
    await until('it has warned', () => front.stderr().includes(`${sentence}; calls fail until it is there`))
    const missed = await call({ socketPath, port: undefined }, 'GET /info')
    expect([missed.status, JSON.parse(missed.text)]).to.deep.equal([502, { message: sentence }])
    const engine = await startSwarmd(['--backend', 'simulator', `unix://${late}`])
    expect((await call({ socketPath, port: undefined }, 'GET /info')).status).to.equal(200)
    await front.stop()
    await engine.stop()
  })

  it('is none where another one listens there', async () => {
    const engine = await startSwarmd(['--backend', 'simulator', `unix://${at('engine.sock')}`])
    const socketPath = at('front.sock')
    const front = await startSwarmd(['--backend', `forward unix://${at('engine.sock')}`, `unix://${socketPath}`])
    expect((await call({ socketPath, port: undefined }, 'GET /_ping')).status).to.equal(200)
    await front.stop()
    await engine.stop()
  })
})
