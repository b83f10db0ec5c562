import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { childrenOf, isRunning } from './support/proc.js'
import { until } from './support/processes.js'
import { freePort, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const fixture = (name: string) => new URL(`../test/fixtures/${name}`, import.meta.url).pathname

/** A stream, an attach, an upload that stands still, half a head, a call that hangs, and one that turns for ever. */
describe('the end of swarmd, with calls of every kind under way (row 85)', function () {
  this.timeout(40_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let guests: readonly number[]

  beforeEach(async () => {
    folder = await temporaryFolder()
    const socketPath = join(folder.path, 'a.sock')
    const port = await freePort()
    const backends = [fixture('hostile'), fixture('worst'), 'debug --quiet', 'simulator web']
    const args = [...backends.flatMap((name) => ['--backend', name]), 'unix://a.sock', `tcp://127.0.0.1:${port}`]
    swarmd = await startSwarmd(args, { cwd: folder.path, env: { TMPDIR: folder.path } })
    guests = await childrenOf(swarmd.child.pid!)
    expect(guests).to.have.length(2)

    const raw = (...lines: readonly string[]) =>
      new Promise<void>((resolve) => {
        const socket = connect(socketPath).on('error', () => undefined)
        socket.write(`${lines.join('\r\n')}\r\n\r\n`, () => resolve())
        socket.once('data', () => resolve())
      })
    const target = { socketPath, port: undefined }
    await call(target, 'POST /containers/web/start')
    await Promise.all([
      raw('GET /events HTTP/1.1', 'Host: d'),
      raw('POST /containers/web/attach?stream=1&stdin=1 HTTP/1.1', 'Host: d', 'Upgrade: tcp', 'Connection: Upgrade'),
      raw('POST /images/load HTTP/1.1', 'Host: d', 'Content-Length: 1000', '', 'half'),
      raw('GET /info HTTP/1.1', 'Hos'),
      raw('POST /containers/web/wait HTTP/1.1', 'Host: d'),
    ])
    for (const path of ['/info?lie=an error that is none', '/info?timers', '/info?sockets=10']) {
      void call(target, `GET ${encodeURI(path)}`).catch(() => undefined)
    }
    void call(target, 'POST /containers/prune').catch(() => undefined)
    const held = request({ host: '127.0.0.1', port, path: '/events' }).on('error', () => undefined)
    await new Promise<void>((resolve) => held.once('response', () => resolve()).end())
    await until('it turns for ever', () => swarmd.stderr().includes('[worst] turning for ever'))
  })
  afterEach(async () => {
    swarmd.child.kill('SIGKILL')
    await folder.remove()
  })

  const expectNothingLeft = async () => {
    await until('its children have gone', () => !guests.some(isRunning))
    await until('its files have gone', async () => (await readdir(folder.path)).length === 0)
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal}: it exits with 0, and leaves no socket, no folder, no child`, async () => {
      const { code, stderr } = await swarmd.stop(signal)
      expect(code).to.equal(0)
      // At least the stream: what waits for the backend that turns ends with it, when it is found to hang.
      expect(stderr).to.match(/swarmd: closed, (1 call was|\d+ calls were) cut\n/)
      await expectNothingLeft()
    })
  }

  it('a second signal: it ends at once, its sockets are gone already, its children go with it', async () => {
    swarmd.child.kill('SIGTERM')
    await until('it is closing', () => swarmd.stderr().includes('got SIGTERM, closing'))
    const { code } = await swarmd.stop('SIGTERM')
    expect(code).to.equal(143)
    await expectNothingLeft()
  })

  it('SIGKILL: its children go with it, and their folders', async () => {
    await swarmd.stop('SIGKILL')
    await until('its children have gone', () => !guests.some(isRunning))
    await until('only its socket is left', async () => (await readdir(folder.path)).join() === 'a.sock')
  })
})
