import { readdir } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { childrenOf, isRunning, memory } from './support/proc.js'
import { until } from './support/processes.js'
import { runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const worst = fileURLToPath(new URL('../test/fixtures/worst', import.meta.url))

describe('swarmd with a backend that does its worst', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd | undefined
  let target: { readonly socketPath: string; readonly port: undefined }

  beforeEach(async () => {
    folder = await temporaryFolder()
    target = { socketPath: join(folder.path, 's.sock'), port: undefined }
  })
  afterEach(async () => {
    await swarmd?.stop('SIGKILL')
    swarmd = undefined
    await folder.remove()
  })

  const start = async (...flags: readonly string[]): Promise<void> => {
    const backends = ['--backend', worst, '--backend', 'simulator web']
    const env = { TMPDIR: folder.path }
    swarmd = await startSwarmd([...flags, ...backends, `unix://${target.socketPath}`], { cwd: folder.path, env })
  }
  const guest = async () => Number((await call(target, 'GET /info')).json<{ readonly ID: string }>().ID)

  const worsts: Readonly<Record<string, string>> = {
    'process.exit()': 'images',
    'process.abort()': 'networks',
    'closing every descriptor': 'volumes',
    'allocating 2 GB': 'build',
  }
  for (const [what, resource] of Object.entries(worsts)) {
    it(`${what}: its client gets one JSON error, and the simulator behind goes on (rows 78, 79)`, async () => {
      await start()
      const before = await memory(swarmd!.child.pid!)
      const pruned = call(target, `POST /${resource}/prune`)
      const others = Array.from({ length: 50 }, () => call(target, 'GET /containers/json'))
      for (const { status, text } of await Promise.all(others)) {
        expect(status).to.equal(200)
        expect(text).to.include('/web')
      }
      const { status, headers, text } = await pruned
      expect(status).to.be.oneOf([500, 502])
      expect(headers['content-type']).to.equal('application/json')
      expect(JSON.parse(text)).to.have.keys('message')
      await until('it answers again', async () => (await call(target, 'GET /info')).status === 200)
      expect((await memory(swarmd!.child.pid!)) - before).to.be.lessThan(50)
      const { code } = await swarmd!.stop()
      expect(code).to.equal(0)
    })
  }

  it('while (true) {}: other calls are answered meanwhile, and streams of it end when it is killed (row 78)', async () => {
    await start()
    const before = await guest()
    const pruned = call(target, 'POST /containers/prune')
    const events = call(target, 'GET /events').catch((thrown: unknown) => thrown)
    for (let count = 0; count < 20; count++) {
      expect((await call(target, 'GET /containers/json')).status).to.equal(200)
    }
    process.kill(before, 'SIGKILL')
    const { status, text } = await pruned
    expect([status, text]).to.deep.equal([
      502,
      '{"message":"the backend \\"worst\\" ended while it was answering ContainerPrune"}\n',
    ])
    // The first event was never sent: it was busy.
    await events
    await until('it answers again', async () => (await call(target, 'GET /info')).status === 200)
    expect(await guest()).to.not.equal(before)
  })

  it('breaks the streams of one that ends off', async () => {
    await start()
    const { socketPath } = target
    const events = await new Promise<IncomingMessage>((resolve) => get({ socketPath, path: '/events' }, resolve))
    await new Promise((resolve) => events.once('data', resolve))
    const broken = new Promise<Error>((resolve) => events.once('error', resolve))
    expect((await call(target, 'POST /images/prune')).status).to.equal(502)
    expect((await broken).message).to.equal('aborted')
  })

  it('has a standard backend of its own where it spawns one, in the daemon', async () => {
    await start()
    const created = await call(target, 'POST /containers/create', { body: { Image: 'a' } })
    expect(created.json()).to.deep.equal({ Id: '/spawned', Warnings: [] })
  })

  it('goes with the daemon, however busy it is and however that ends', async () => {
    await start()
    const pid = await guest()
    void call(target, 'POST /containers/prune').catch(() => undefined)
    await swarmd!.stop('SIGKILL')
    await until('it has gone', () => !isRunning(pid))
    await until('its folder has gone', async () => (await readdir(folder.path)).every((name) => name === 's.sock'))
  })

  it('is in the daemon with --isolate none, and any other is outside with its name', async () => {
    await start('--isolate', 'none')
    expect(await guest()).to.equal(swarmd!.child.pid)
    await swarmd!.stop()
    await start('--isolate', 'simulator')
    expect(await guest()).to.not.equal(swarmd!.child.pid)
    expect((await call(target, 'GET /containers/json')).text).to.include('/web')
    expect(await childrenOf(swarmd!.child.pid!)).to.have.length(2)
  })

  it('answers swarmd operations too', async () => {
    const { stdout, stderr } = await runSwarmd(['operations', '--backend', worst])
    expect(stderr).to.equal('')
    expect(stdout).to.match(/^ImagePrune .* worst$/m)
  })
})
