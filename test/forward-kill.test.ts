import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine } from './support/engine.js'
import { hear, isWhole, type Hearing } from './support/hearing.js'
import { describeNeeding } from './support/needs.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, json, post, type Target } from './support/wire.js'

/** An engine with a container `web` that runs and says nothing. */
interface Killed {
  readonly address: string
  readonly socketPath: string
  /** As by `kill -9`. */
  kill(): void | Promise<void>
  close(): Promise<void>
}

const attach = '/containers/web/attach?stream=1&stdin=1&stdout=1'
const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

/** What clients are in the middle of. */
const simulated: Readonly<Record<string, (exec: string) => string>> = {
  events: () => get('/events'),
  'logs that are followed': () => get('/containers/web/logs?follow=1&stdout=1'),
  stats: () => get('/containers/web/stats'),
  'a wait': () => post('/containers/web/wait', []),
  'an attach': () => post(attach, upgrade),
  'an attach without an upgrade': () => post(attach, []),
  'a command': (exec) => post(`/exec/${exec}/start`, [...upgrade, json], '{"Detach":false}'),
}
const save = 'an image that is saved'
const real: typeof simulated = { ...simulated, [save]: () => get('/images/big/get') }

inTheMiddleOf('a simulated engine', undefined, simulated, async () => {
  const folder = await temporaryFolder()
  const engine = await startSwarmd(['--backend', 'simulator web', 'unix://e.sock'], { cwd: folder.path })
  const socketPath = join(folder.path, 'e.sock')
  return {
    address: `unix://${socketPath}`,
    socketPath,
    kill: () => void engine.child.kill('SIGKILL'),
    close: async () => {
      await engine.stop('SIGKILL')
      await folder.remove()
    },
  }
})

inTheMiddleOf('a real engine', engineMissing() ?? dockerMissing(), real, async () => {
  const engine = await startEngine()
  // More than there is room for between the engine and a client that does not read.
  await docker(engine.address, [
    'run',
    '--name',
    'big',
    'busybox',
    'dd',
    'if=/dev/zero',
    'of=/big',
    'bs=1M',
    'count=24',
  ])
  await docker(engine.address, ['commit', 'big', 'big'])
  await docker(engine.address, ['run', '--detach', '--interactive', '--name', 'web', 'busybox', 'cat'])
  return engine
})

function inTheMiddleOf(
  what: string,
  missing: string | undefined,
  kinds: typeof simulated,
  start: () => Promise<Killed>,
): void {
  describeNeeding(missing, `${what} behind forward that is killed (row 73)`, function () {
    this.timeout(60_000)
    let folder: Awaited<ReturnType<typeof temporaryFolder>>
    let engine: Killed
    let swarmd: Swarmd
    let unix: Target
    const frontends: Record<string, () => ReturnType<typeof connect>> = {}
    const hearings = new Map<string, Hearing>()
    let killed = 0

    before(async () => {
      folder = await temporaryFolder()
      engine = await start()
      const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0']
      swarmd = await startSwarmd(['--backend', `forward ${engine.address}`, ...addresses], { cwd: folder.path })
      unix = { socketPath: join(folder.path, 'a.sock'), port: undefined }
      const [, port] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())!
      frontends['unix'] = () => connect({ path: unix.socketPath!, allowHalfOpen: true })
      frontends['tcp'] = () => connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true })
      for (const [kind, requestOf] of Object.entries(kinds)) {
        for (const [name, client] of Object.entries(frontends)) {
          const hearing = hear(client(), requestOf(await execCat()))
          await hearing.until(`${kind} is under way`, () => /^HTTP\/1\.1 (200|101) [^]*\r\n\r\n/.test(hearing.heard()))
          if (kind === save) hearing.pause()
          hearings.set(`${kind}, by ${name}`, hearing)
        }
      }
      for (const [title, hearing] of hearings) expect([title, hearing.isOver()]).to.deep.equal([title, false])
      await engine.kill()
      killed = Date.now()
    })
    after(async () => {
      for (const hearing of hearings.values()) hearing.close()
      const ended = await swarmd?.stop()
      await engine?.close()
      await folder?.remove()
      expect(ended?.code).to.equal(0)
      expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    })

    async function execCat(): Promise<string> {
      const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
      return (await call(unix, 'POST /containers/web/exec', { body })).json<{ Id: string }>().Id
    }

    for (const kind of Object.keys(kinds)) {
      for (const name of ['unix', 'tcp']) {
        it(`breaks off ${kind}, by ${name}, within a second`, async () => {
          const hearing = hearings.get(`${kind}, by ${name}`)!
          // Who does not read sees it as soon as it does.
          if (kind === save) hearing.resume()
          await hearing.until('the client hears of it', () => hearing.isOver())
          // A second, and as much again for a machine that is busy.
          expect(Date.now() - killed).to.be.lessThan(2000)
          expect(isWhole(hearing.heard())).to.equal(false)
        })
      }
    }

    it('is 502 for the next one, by each frontend', async () => {
      for (const client of Object.values(frontends)) {
        for (const request of [get('/info'), post('/containers/web/wait', []), post(attach, upgrade)]) {
          const hearing = hear(client(), request)
          await hearing.until('it is answered', () => isWhole(hearing.heard()))
          expect(hearing.heard()).to.match(/^HTTP\/1\.1 502 [^]*\{"message":"[^"]*the engine at unix:/)
          hearing.close()
        }
      }
    })
  })
}
