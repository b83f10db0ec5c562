import type { Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { startAttacked, type Attacked } from './support/attacked.js'
import { describeNeeding, short } from './support/needs.js'
import { openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, json, post, Wire, type Target } from './support/wire.js'

/** Goes away without a word: by a reset, where there is one. */
function vanish(socket: Socket): void {
  if (socket.remoteFamily === undefined) socket.destroy()
  else socket.resetAndDestroy()
}

const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

describe('an attach through forward', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  const attach = async (target: Target, rest = '') => {
    const before = attacked.engine.upgraded.length
    const wire = new Wire(target).write(post('/containers/a/attach?stream=1&stdin=1', upgrade, '') + rest)
    await wire.until(/^HTTP\/1\.1 101 UPGRADED\r\n[^]*\r\n\r\n/)
    await until('the engine has the connection', () => attacked.engine.upgraded.length > before)
    return { wire, behind: attacked.engine.upgraded.at(-1)! }
  }

  // A second, and as much again for a machine that is busy.
  const soon = 2000

  it('ends at the engine within a second when the client has gone (row 65)', async () => {
    for (const target of attacked.targets) {
      const { wire, behind } = await attach(target)
      vanish(wire.socket)
      const speaks = () => !behind.socket.destroyed && behind.socket.write('')
      await until('the engine can say no more', () => !speaks(), soon)
    }
  })

  it('ends at the client within a second when the engine has gone (row 65)', async () => {
    for (const target of attacked.targets) {
      const { wire, behind } = await attach(target)
      behind.socket.destroy()
      await until('the client is told', () => wire.over, soon)
      wire.close()
    }
  })

  it('keeps half of itself open when the client has no more to say (row 65)', async () => {
    for (const target of attacked.targets) {
      const { wire, behind } = await attach(target)
      wire.write('abc').socket.end()
      await until('the end has reached the engine', () => behind.socket.readableEnded)
      expect(behind.heard()).to.equal('abc')
      behind.socket.end('the answer')
      expect(await wire.ended()).to.match(/\r\n\r\nthe answer$/)
    }
  })

  it('loses nothing of 64 KB that come with the head (row 65)', async () => {
    const sent = Array.from({ length: 16 * 1024 }, (_, at) => String(at % 10_000).padStart(4, '0')).join('')
    for (const target of attacked.targets) {
      const { wire, behind } = await attach(target, sent)
      wire.socket.end()
      await until('all of it is there', () => behind.socket.readableEnded)
      expect(behind.heard() === sent).to.equal(true)
      behind.socket.end()
      await wire.ended()
    }
  })
})

describeNeeding(dockerMissing(), 'docker on a simulated engine behind forward', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: Swarmd
  let swarmd: Swarmd
  let target: Target

  before(async () => {
    folder = await temporaryFolder()
    engine = await startSwarmd(['--backend', 'simulator web', 'unix://e.sock'], { cwd: folder.path })
    swarmd = await startSwarmd(['--backend', 'forward unix://e.sock', 'unix://a.sock'], { cwd: folder.path })
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  })
  after(async () => {
    await swarmd?.stop()
    await engine?.stop()
    await folder?.remove()
  })

  it('has the end of its input, all output, and the exit code (row 65)', async () => {
    const address = `unix://${target.socketPath}`
    const input = 'line\n'.repeat(50_000)
    const echoed = await docker(address, ['run', '--rm', '-i', 'busybox', 'cat'], { input })
    expect([echoed.code, echoed.stdout === input]).to.deep.equal([0, true])
    const script = 'cat > /dev/null; echo done; exit 7'
    const ended = await docker(address, ['run', '--rm', '-i', 'busybox', 'sh', '-c', script], { input })
    expect([ended.code, ended.stdout]).to.deep.equal([7, 'done\n'])
    const exec = await docker(address, ['exec', '-i', 'web', 'cat'], { input: 'abc' })
    expect([exec.code, exec.stdout]).to.deep.equal([0, 'abc'])
  })

  const cycles = short ? 200 : 1000
  // So that it shows when a request is being answered.
  const expects = 'Expect: 100-continue'
  const kinds: Readonly<Record<string, string>> = {
    'of events': get('/events'),
    'of logs that are followed': get('/containers/web/logs?follow=1&stdout=1'),
    'of a wait': post('/containers/web/wait', []),
    'of an attach': post('/containers/web/attach?stream=1&stdin=1&stdout=1', upgrade),
    'of an upload with a length': post('/images/load', [expects, 'Content-Length: 1000000'], 'x'.repeat(1000)),
    'of a chunked upload': post('/images/load', [expects, 'Transfer-Encoding: chunked'], '3\r\nabc\r\n'),
    'of a JSON body': post('/containers/create', [json, expects, 'Content-Length: 100'], '{'),
  }
  for (const [kind, request] of Object.entries(kinds)) {
    it(`${cycles} clients that go away in the middle ${kind} leave no descriptor open in either process (row 66)`, async () => {
      const open = () => Promise.all([engine, swarmd].map(({ child }) => openDescriptors(child.pid!)))
      await call(target, 'GET /_ping')
      await abort(10)
      const before = await open()
      await abort(cycles)
      await until('both have let go', async () => {
        const now = await open()
        return now.every((count, at) => count <= before[at]! + 2)
      })
      expect((await call(target, 'GET /containers/json')).status).to.equal(200)

      async function abort(times: number): Promise<void> {
        let left = times
        const lane = async () => {
          while (left-- > 0) {
            const wire = new Wire(target).write(request)
            await wire.until(/^HTTP\/1\.1 [^]*\r\n\r\n/)
            wire.close()
          }
        }
        await Promise.all(Array.from({ length: 10 }, lane))
      }
    })
  }
})
