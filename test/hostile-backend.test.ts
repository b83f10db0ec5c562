import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { memory, openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const fixture = (name: string) => new URL(`../test/fixtures/${name}`, import.meta.url).pathname

interface Info {
  readonly ID?: string
  readonly Labels?: readonly string[]
  readonly Containers?: number
}

describe('swarmd with a backend that means harm', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let target: { readonly socketPath: string; readonly port: undefined }

  before(async () => {
    folder = await temporaryFolder()
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  })
  beforeEach(async () => {
    const env = { TMPDIR: folder.path, DOCKER_CERT_PATH: '/keys', SECRET_TOKEN: 'x', NODE_OPTIONS: '--no-warnings' }
    const names = [fixture('hostile'), fixture('worst'), 'simulator web']
    const args = [...names.flatMap((name) => ['--backend', name]), 'unix://a.sock']
    swarmd = await startSwarmd(args, { cwd: folder.path, env })
  })
  afterEach(async () => {
    const { code } = await swarmd.stop()
    expect(code).to.equal(0)
    expect(await readdir(folder.path)).to.deep.equal([])
  })
  after(() => folder.remove())

  const info = async (query = '') => call(target, `GET /info${query}`)
  const ask = async (deed: string, what = '') => info(`?${deed}=${encodeURIComponent(what)}`)
  const isFine = async () => {
    expect((await call(target, 'GET /containers/json')).text).to.include('/web')
  }
  const comesBack = (before: string) =>
    until('it is another process', async () => {
      const { status, text } = await info()
      return status === 200 && (JSON.parse(text) as Info).ID !== before
    })
  const guest = async () => (await info()).json<Info>().ID!

  it('garbage on its control connection: one JSON error, and it is started again (row 80)', async () => {
    for (const what of ['random bytes', 'no JSON', 'a list']) {
      const before = await guest()
      const [lied] = await Promise.all([ask('lie', what), isFine()])
      expect([what, lied.status]).to.deep.equal([what, 502])
      expect(lied.json()).to.deep.equal({
        message: 'the backend "hostile" ended while it was answering SystemInfo',
      })
      await comesBack(before)
    }
  })

  it('a message of a gigabyte, or one that is none: the same (row 80)', async () => {
    for (const what of ['a gigabyte', 'a message that is none']) {
      const before = await guest()
      const daemon = await memory(swarmd.child.pid!)
      expect([what, (await ask('lie', what)).status]).to.deep.equal([what, 502])
      expect((await memory(swarmd.child.pid!)) - daemon).to.be.lessThan(50)
      await comesBack(before)
    }
  })

  it('answers that are none, also to calls of others and twice: one JSON error each, nothing else (row 80)', async () => {
    const before = await guest()
    const lies = [
      ...['no reply', 'the status "abc"', 'the status 999', 'the status 101', 'the status -1', 'two lengths'],
      ...['a header with a line break', 'a header name with a line break', 'headers that are none'],
      ...['fields that are none', 'an error of no kind', 'an error that is none'],
    ]
    for (const what of lies) {
      const { status, headers, text } = await ask('lie', what)
      expect([what, status, headers['content-type']]).to.deep.equal([what, 500, 'application/json'])
      expect(Object.keys(JSON.parse(text) as object)).to.deep.equal(['message'])
      expect(headers).to.not.have.any.keys('x-b', 'x-a')
      await isFine()
    }
    // It has answered calls that were yet to come, too: those are its own.
    const unsaid = async (): Promise<number> => (await ask('lie', 'an error without a sentence')).status
    await until('its error without a sentence is one', async () => (await unsaid()) === 404)
    await until('it tells the truth again', async () => (await info()).status === 200)
    expect(await guest()).to.equal(before)
  })

  it('calls that nobody can answer are dropped (row 80)', async () => {
    const before = await guest()
    expect((await ask('nonsense')).status).to.equal(200)
    await isFine()
    expect(await guest()).to.equal(before)
  })

  it('trailers with a line break, and 101 where nothing is taken over, end their own answer (row 80)', async () => {
    const trailers = await ask('trailers', 'X-A').catch(() => ({ text: '{}', status: 200 }))
    expect([trailers.status, trailers.text]).to.deep.equal([200, '{}'])
    expect((await ask('stray')).status).to.equal(500)
    await isFine()
  })

  it('10,000 timers are its own affair (row 79)', async () => {
    expect((await ask('timers')).status).to.equal(200)
    const before = await memory(swarmd.child.pid!)
    await isFine()
    expect((await memory(swarmd.child.pid!)) - before).to.be.lessThan(50)
  })

  it('10,000 sockets are more than it may have; the daemon has none of them (row 79)', async () => {
    const before = await openDescriptors(swarmd.child.pid!)
    const [answered] = await Promise.all([ask('sockets', '10000'), isFine()])
    expect(answered.json<Info>().Containers).to.be.greaterThan(100).and.lessThan(4096)
    expect(await openDescriptors(swarmd.child.pid!)).to.be.lessThan(before + 10)
  })

  it('64 MiB on one line are 8 KiB of the log, and of the memory (row 81)', async () => {
    const before = await memory(swarmd.child.pid!)
    expect((await ask('print', String(64 * 1024 * 1024))).status).to.equal(200)
    expect((await ask('lines', '1')).status).to.equal(200)
    await until('the line has ended', () => /more bytes\)/.test(swarmd.stderr()))
    const line = swarmd.stderr().split('\n').find((text) => text.includes('more bytes')) // prettier-ignore
    expect(line).to.match(/^swarmd: \[hostile\] x{8192}… \(\d+ more bytes\)$/)
    expect((await memory(swarmd.child.pid!)) - before).to.be.lessThan(50)
  })

  it('10,000 lines are 100 a second and a count (row 81)', async () => {
    expect((await ask('lines', '10000')).status).to.equal(200)
    await isFine()
    const before = await guest()
    await ask('lie', 'no JSON')
    await comesBack(before)
    const shown = swarmd.stderr().match(/\[hostile\] a line\n/g)!.length
    expect(shown).to.be.at.least(100).and.lessThan(1000)
    expect(swarmd.stderr()).to.match(/\[hostile\] \(\d+ more lines were not shown\)\n/)
  })

  it('it sees neither the environment nor the descriptors of the daemon (row 84)', async () => {
    const labels = (await ask('look')).json<Info>().Labels!
    expect(labels).to.include('PATH').and.not.include.members(['DOCKER_CERT_PATH'])
    expect(labels.filter((label) => /SECRET|DOCKER|NODE_OPTIONS|NODE_CHANNEL/.test(label))).to.deep.equal([])
    expect(labels.filter((label) => label.startsWith('fd '))).to.have.length.lessThan(30)
  })

  it("another backend's stream socket is of no use without a key (row 84)", async () => {
    const before = await openDescriptors(swarmd.child.pid!)
    const labels = (await ask('neighbours')).json<Info>().Labels!
    expect(labels).to.deep.equal(['700 0', '700 0'])
    expect(await openDescriptors(swarmd.child.pid!)).to.be.lessThan(before + 2 * 1024 + 10)
    await isFine()
    expect((await call(target, 'POST /containers/create', { body: { Image: 'a' } })).json()).to.have.property(
      'Id',
      '/spawned',
    )
  })

  it('a child that it spawns is no way into the daemon (row 84)', async () => {
    const { ID } = (await ask('escape', fixture('worst'))).json<Info>()
    expect(Number(ID)).to.be.greaterThan(0).and.not.equal(swarmd.child.pid)
  })
})
