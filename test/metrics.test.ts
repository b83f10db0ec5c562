import { readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call, type CallOptions } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { open } from './support/open.js'
import { until } from './support/processes.js'
import { scrape } from './support/scrape.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { tableBehind } from './support/tables.js'

const page = await readFile(new URL('../docs/operating.md', import.meta.url), 'utf8')

describe('the metrics of swarmd', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let admin: string
  let frontend: { readonly socketPath: string; readonly port: undefined }

  before(async () => {
    folder = await temporaryFolder()
    admin = join(folder.path, 'admin.sock')
    frontend = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    // The first one passes calls on from a process of its own: what comes back is another's all the same.
    const backends = ['--isolate', 'debug', '--backend', 'debug --quiet', '--backend', 'simulator web']
    swarmd = await startSwarmd(['--admin', 'unix://admin.sock', ...backends, 'unix://a.sock', 'tcp://127.0.0.1:0'], {
      cwd: folder.path,
    })
  })
  after(async () => {
    await swarmd.stop('SIGKILL')
    await folder.remove()
  })

  /** How much a sample grows while something is done. */
  const grown = async (name: string, labels: Readonly<Record<string, string>>, act: () => Promise<unknown>) => {
    const before = (await scrape(admin)).values(name, labels)
    await act()
    const after = (await scrape(admin)).values(name, labels)
    const differences = Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)] as const)
    return Object.fromEntries(differences.filter(([, difference]) => difference !== 0))
  }
  const ask = (line: string, options?: CallOptions) => () => call(frontend, line, options)

  it('are on a socket that is like any other', async () => {
    expect((await stat(admin)).mode & 0o777).to.equal(0o660)
    expect(swarmd.stderr()).to.include('swarmd: health and metrics on unix://admin.sock\n')
  })

  const answered: readonly (readonly [line: string, operation: string, backend: string, status: number])[] = [
    ['GET /containers/json', 'ContainerList', 'simulator', 200],
    ['GET /v1.41/containers/web/json', 'ContainerInspect', 'simulator', 200],
    ['POST /containers/web/start', 'ContainerStart', 'simulator', 304],
    ['GET /containers/nobody/json', 'ContainerInspect', 'simulator', 404],
    ['POST /images/busybox/push', 'ImagePush', 'simulator', 501],
    ['GET /nodes', 'NodeList', 'simulator', 503],
  ]
  for (const [line, operation, backend, status] of answered) {
    it(`count ${line} once: ${operation}, ${status}, of the backend behind the one that shows it`, async () => {
      expect(await grown('swarmd_jobs_total', {}, ask(line))).to.deep.equal({
        [`${operation} ${backend} ${status}`]: 1,
      })
    })
  }

  it('count what the frontend refuses itself of no backend', async () => {
    const options = { body: '{}', headers: { 'Content-Type': 'text/plain' } }
    const refused = await grown('swarmd_jobs_total', {}, ask('POST /containers/create', options))
    expect(refused).to.deep.equal({ 'ContainerCreate  400': 1 })
  })

  it('count every path that there is not as one operation', async () => {
    const refused = await grown('swarmd_jobs_total', {}, async () => {
      for (const path of ['/nope', '/v1.41/nope', `/${Math.random()}`, '/containers/web/jsno']) {
        expect((await call(frontend, `GET ${path}`)).status).to.equal(404)
      }
      expect((await call(frontend, 'GET /%ZZ')).status).to.equal(400)
      expect((await call(frontend, 'GET //info')).status).to.equal(301)
    })
    expect(refused).to.deep.equal({ 'unknown  404': 4, 'unknown  400': 1, 'unknown  301': 1 })
  })

  it('count what is refused by its framing, and what is no HTTP', async () => {
    const refused = await grown('swarmd_jobs_total', {}, async () => {
      for (const text of ['GET /info HTTP/1.1\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 'garbage\r\n\r\n']) {
        await sendRaw(frontend.socketPath, text)
      }
    })
    expect(refused).to.deep.equal({ 'unknown  400': 2, 'unknown  405': 1 })
  })

  it('have the time until the answer of finite operations alone', async () => {
    const name = 'swarmd_job_duration_seconds_count'
    expect(await grown(name, {}, ask('GET /images/json'))).to.deep.equal({ ImageList: 1 })
    expect(await grown(name, {}, ask('GET /nope'))).to.deep.equal({})
    expect(await grown(name, {}, ask('GET /containers/web/logs?stdout=1'))).to.deep.equal({})
    expect((await scrape(admin)).value('swarmd_job_duration_seconds_sum', { operation: 'ImageList' })).to.be.within(
      0,
      60,
    )
  })

  it('have a stream while it is open, and its time when it has ended', async () => {
    const events = { operation: 'SystemEvents' }
    const before = await scrape(admin)
    expect(before.value('swarmd_open_streams', events)).to.equal(0)
    const stream = await open(frontend.socketPath, 'GET /events')
    const during = await scrape(admin)
    expect(during.value('swarmd_open_streams', events)).to.equal(1)
    expect(during.value('swarmd_connections', { listener: 'unix' })).to.be.greaterThan(0)
    expect(during.value('swarmd_jobs_total', { ...events, status: '200' })).to.equal(1)
    expect(during.value('swarmd_stream_duration_seconds_count', events)).to.equal(0)
    stream.sent.destroy()
    await until('it has ended', async () => (await scrape(admin)).value('swarmd_open_streams', events) === 0)
    const after = await scrape(admin)
    expect(after.value('swarmd_stream_duration_seconds_count', events)).to.equal(1)
    expect(after.value('swarmd_job_duration_seconds_count', events)).to.equal(0)
    expect(after.value('swarmd_jobs_total', { ...events, status: '200' })).to.equal(1)
  })

  it('have the connections of each kind of address', async () => {
    const before = (await scrape(admin)).values('swarmd_connections')
    expect(before).to.have.keys('unix', 'tcp')
    const [, port] = /tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr()) ?? []
    const sockets = [
      connect(frontend.socketPath),
      connect(Number(port), '127.0.0.1'),
      connect(Number(port), '127.0.0.1'),
    ]
    const { unix = 0, tcp = 0 } = before
    await until('they are open', async () => {
      const now = (await scrape(admin)).values('swarmd_connections')
      return now['unix'] === unix + 1 && now['tcp'] === tcp + 2
    })
    for (const socket of sockets) socket.destroy()
    await until(
      'they are closed',
      async () => (await scrape(admin)).value('swarmd_connections', { listener: 'tcp' }) === tcp,
    )
  })

  it('have the backends in their order, and whether they were ready when somebody asked', async () => {
    const before = await scrape(admin)
    expect(before.values('swarmd_backend_state', { state: 'up' })).to.deep.equal({ '1 debug': 1, '2 simulator': 1 })
    expect(before.values('swarmd_ready')).to.deep.equal({})
    const { status } = await call({ socketPath: admin, port: undefined }, 'GET /ready')
    expect(status).to.equal(200)
    expect((await scrape(admin)).values('swarmd_ready')).to.deep.equal({ simulator: 1 })
  })

  it('are where docs/operating.md says', async () => {
    const { text } = await call({ socketPath: admin, port: undefined }, 'GET /')
    const rows = tableBehind(page, '| path | tells |')
    expect(Object.fromEntries(rows.map(([path = '', tells]) => [path.slice(1, -1), tells]))).to.deep.equal(
      JSON.parse(text),
    )
  })

  it('are what docs/operating.md says', async () => {
    const told = (await scrape(admin)).families
    const own = told.filter(({ name }) => name.startsWith('swarmd_'))
    const rows = tableBehind(page, '### What each metric means')
    expect(rows.map(([name, type, , help]) => [name, type, help])).to.deep.equal(
      own.map(({ name, type, help }) => [`\`${name}\``, type, help]),
    )
    for (const [index, { samples }] of own.entries()) {
      const [name, , labels = ''] = rows[index]!
      const documented = [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)
      const seen = samples.flatMap((sample) => Object.keys(sample.labels)).filter((label) => label !== 'le')
      expect([...new Set(seen)].sort(), name).to.deep.equal(documented.sort())
    }
    const others = tableBehind(page, '### Of the process').flatMap(([names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    )
    // What a system does not have is not there: /proc/self/fd is Linux's.
    const names = told.map(({ name }) => name).filter((name) => !name.startsWith('swarmd_'))
    if (process.platform === 'linux') expect(names.sort()).to.deep.equal(others.sort())
  })

  describeNeeding(dockerMissing(), 'asked by docker', () => {
    it('count what docker ps, run and a wrong name ask', async () => {
      const address = `unix://${frontend.socketPath}`
      const jobs = await grown('swarmd_jobs_total', {}, async () => {
        expect((await docker(address, ['ps', '-q'])).code).to.equal(0)
        expect(
          (await docker(address, ['run', '--rm', '--name', 'once', 'busybox', 'sh', '-c', 'exit 3'])).code,
        ).to.equal(3)
        expect((await docker(address, ['start', 'nobody'])).code).to.equal(1)
      })
      expect(jobs).to.include({
        'SystemPingHead simulator 200': 3,
        'ContainerList simulator 200': 1,
        'ContainerCreate simulator 201': 1,
        'ContainerAttach simulator 101': 1,
        'ContainerWait simulator 200': 1,
        'ContainerStart simulator 204': 1,
        'ContainerStart simulator 404': 1,
      })
      await until('no stream is open', async () => {
        const streams = Object.values((await scrape(admin)).values('swarmd_open_streams'))
        return streams.every((count) => count === 0)
      })
      expect((await scrape(admin)).values('swarmd_stream_duration_seconds_count')).to.include({
        ContainerAttach: 1,
        ContainerWait: 1,
      })
    })
  })
})

/** Sends a text as it is, and waits for the other side's end. */
function sendRaw(socketPath: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.on('error', () => undefined)
    socket.once('close', () => resolve())
    socket.resume().write(text)
  })
}
