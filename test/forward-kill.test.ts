import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { hear, isWhole, type Hearing } from './support/hearing.js'
import { mortals, type Mortal, type MortalEngine } from './support/mortal-engine.js'
import { describeNeeding } from './support/needs.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { attach, attachByWebSocket, streams, upgrade } from './support/under-way.js'
import { begun, uploads } from './support/uploads.js'
import { get, post, type Target } from './support/wire.js'

const save = 'an image that is saved'
const frontends = ['unix', 'tcp'] as const

for (const mortal of mortals) {
  const title = `${mortal.name} behind forward that is killed (row 73)`
  describeNeeding(mortal.missing, title, () => inTheMiddleOf(mortal))
}

function inTheMiddleOf({ isReal, start }: Mortal): void {
  const kinds: typeof streams = isReal ? { ...streams, [save]: () => get('/images/big/get') } : streams
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: MortalEngine
  let swarmd: Swarmd
  let unix: Target
  let clients: Record<(typeof frontends)[number], () => Socket>
  const hearings = new Map<string, Hearing>()
  /** After how many ms each has heard of it. */
  const told = new Map<string, PromiseSettledResult<number>>()

  before(async function () {
    this.timeout(60_000)
    folder = await temporaryFolder()
    engine = await start()
    const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0']
    swarmd = await startSwarmd(['--backend', `forward ${engine.words}`, ...addresses], { cwd: folder.path })
    unix = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    const [, port] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())!
    clients = {
      unix: () => connect({ path: unix.socketPath!, allowHalfOpen: true }),
      tcp: () => connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true }),
    }
    for (const name of frontends) {
      for (const [kind, requestOf] of Object.entries(kinds)) {
        const hearing = hear(clients[name](), requestOf(await execCat()))
        await hearing.until(`${kind} is under way`, () => /^HTTP\/1\.1 (200|101) [^]*\r\n\r\n/.test(hearing.heard()))
        if (kind === save) hearing.pause()
        hearings.set(`${kind}, by ${name}`, hearing)
      }
      for (const [kind, upload] of isReal ? Object.entries(uploads) : []) {
        hearings.set(`${kind}, by ${name}`, await begun(clients[name](), upload))
      }
    }
    for (const [title, hearing] of hearings) expect([title, hearing.isOver()]).to.deep.equal([title, false])
    await engine.kill()
    const killed = performance.now()
    const titles = [...hearings.keys()].filter((title) => !title.startsWith(save))
    const times = titles.map(async (title) => {
      const hearing = hearings.get(title)!
      await hearing.until(`the client hears of it: ${title}`, () => hearing.isOver() || isWhole(hearing.heard()))
      return performance.now() - killed
    })
    const settled = await Promise.allSettled(times)
    titles.forEach((title, index) => told.set(title, settled[index]!))
  })
  after(async function () {
    this.timeout(60_000)
    for (const hearing of hearings.values()) hearing.close()
    const ended = await swarmd?.stop()
    await engine?.[Symbol.asyncDispose]()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  async function execCat(): Promise<string> {
    const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    return (await call(unix, 'POST /containers/web/exec', { body })).json<{ Id: string }>().Id
  }

  function isToldSoon(title: string): string {
    const when = told.get(title)!
    if (when.status === 'rejected') throw when.reason
    expect(when.value).to.be.lessThan(1000)
    return hearings.get(title)!.heard()
  }

  for (const name of frontends) {
    for (const kind of Object.keys(streams)) {
      it(`breaks off ${kind}, by ${name}, within a second`, () => {
        expect(isWhole(isToldSoon(`${kind}, by ${name}`))).to.equal(false)
      })
    }
    if (!isReal) continue
    for (const kind of Object.keys(uploads)) {
      it(`is 502 for ${kind}, by ${name}, within a second`, () => {
        const heard = isToldSoon(`${kind}, by ${name}`)
        expect(heard).to.match(/^HTTP\/1\.1 502 [^]*\{"message":"[^"]*the engine at /)
        expect(isWhole(heard)).to.equal(true)
      })
    }
    it(`breaks off ${save}, by ${name}, as soon as the client reads on`, async () => {
      const hearing = hearings.get(`${save}, by ${name}`)!
      hearing.resume()
      await hearing.until('the client hears of it', () => hearing.isOver())
      expect(isWhole(hearing.heard())).to.equal(false)
    })
  }

  it('is 502 for the next one, by each frontend', async () => {
    for (const client of Object.values(clients)) {
      const next = [get('/info'), post('/containers/web/wait', []), post(attach, upgrade), attachByWebSocket]
      for (const request of next) {
        const hearing = hear(client(), request)
        await hearing.until('it is answered', () => isWhole(hearing.heard()))
        expect(hearing.heard()).to.match(/^HTTP\/1\.1 502 [^]*\{"message":"[^"]*the engine at (unix|tls):/)
        hearing.close()
      }
    }
  })
}
