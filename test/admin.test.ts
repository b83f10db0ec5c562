import { execFile } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { Duplex, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect } from 'chai'
import { compose, operations, startDaemon, type Daemon, type InlineBackend, type Install } from 'libswarm-core'
import { call, type CallOptions } from 'libswarm-core/testing'
import { Metrics } from '../core/dist/admin/metrics.js'
import { Readiness } from '../core/dist/admin/ready.js'
import { open, openRaw } from './support/open.js'
import { until } from './support/processes.js'
import { parse, scrape, Scrape } from './support/scrape.js'
import { temporaryFolder } from './support/swarmd.js'

const backend = (name: string, install: Install<never>): InlineBackend => ({ name, install, simulated: true })

describe('the admin address', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let daemon: Daemon
  let admin: { readonly socketPath: string; readonly port: undefined }
  let frontend: { readonly socketPath: string; readonly port: undefined }
  let pings: number
  let tops: number
  let letGo: () => void

  /** Passes everything on but what it refuses, spawns one for images, and takes WebSockets over. */
  const front: Install<never> = async (engine) => {
    const child = await engine.spawn(backend('child', (own) => own.register('ImageList', () => [])))
    engine.register('ImageList', (job) => child.run(job))
    engine.register('ContainerKill', () => {
      throw engine.error('Forbidden', 'nobody is killed here')
    })
    const wire = (_job: unknown, { socket }: { readonly socket: Duplex }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
      socket.once('end', () => socket.destroy()).resume()
      return true
    }
    engine.register('ContainerAttachWebsocket', { run: () => new Duplex(), wire })
    engine.catchAll((job) => engine.next!.run(job))
  }
  const back: Install<never> = (engine) => {
    engine.register('SystemPing', async () => {
      pings++
      await new Promise<void>((resolve) => (letGo = resolve))
      return Readable.from(['OK'])
    })
    engine.register('ContainerList', () => [])
    engine.register('ContainerInspect', (job) => {
      throw engine.error('NotFound', `No such container: ${job.path.id}`)
    })
    engine.register('ContainerTop', () => {
      tops++
      return new Promise(() => undefined)
    })
    engine.register('VolumeList', () => {
      throw new Error('a bug')
    })
    engine.register('ContainerWait', () => Readable.from([Buffer.from('{"StatusCode":0}')], { emitClose: false }))
  }

  before(async () => {
    folder = await temporaryFolder()
    admin = { socketPath: join(folder.path, 'admin.sock'), port: undefined }
    frontend = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    daemon = await startDaemon({
      backends: [backend('front', front), backend('back', back)],
      listen: [`unix://${frontend.socketPath}`, 'tcp://127.0.0.1:0'],
      admin: [`unix://${admin.socketPath}`, 'tcp://127.0.0.1:0'],
      deadline: 200,
      grace: 0,
    })
  })
  after(async () => {
    await daemon.close()
    await folder.remove()
  })

  const ask = async (line: string, options?: CallOptions) => {
    const { status, headers, text } = await call(admin, line, options)
    return { status, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }

  it('is given as it was bound, in the order given', () => {
    expect(daemon.admin[0]).to.equal(`unix://${admin.socketPath}`)
    expect(daemon.admin[1]).to.match(/^tcp:\/\/127\.0\.0\.1:\d{2,5}$/)
  })

  describe('its paths', () => {
    it('are listed at /', async () => {
      const { status, headers, body } = await ask('GET /')
      expect(status).to.equal(200)
      expect(headers).to.include({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        connection: 'close',
      })
      const nodes = ['/nodes', '/nodes/{name}', 'POST /nodes/{name}/availability']
      expect(body).to.have.keys('/', '/health', '/ready', '/metrics', ...nodes)
    })

    it('may have a query, and are nothing else', async () => {
      expect(await ask('GET /health?x=/y')).to.deep.include({ status: 200, body: { status: 'ok' } })
      for (const path of [
        '/Health',
        '/health/',
        '//health',
        '/healthz',
        '/containers/json',
        '/%68ealth',
        '/../health',
      ]) {
        const own = '/, /health, /ready, /metrics, /nodes, /nodes/{name}, POST /nodes/{name}/availability'
        const message = `page not found: there are ${own}`
        expect(await ask(`GET ${path}`), path).to.deep.include({ status: 404, body: { message } })
      }
    })

    it('are asked by GET and HEAD', async () => {
      const head = await ask('HEAD /health')
      expect(head).to.deep.include({ status: 200, body: undefined })
      expect(head.headers['content-length']).to.equal('16')
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        const refused = await ask(`${method} /metrics`)
        expect(refused).to.deep.include({ status: 405, body: { message: `method not allowed: ${method}` } })
        expect(refused.headers['allow']).to.equal('GET, HEAD')
      }
    })

    it('tell no web page anything, and a person with a browser all', async () => {
      const message = 'requests of web pages are not answered'
      for (const [name, value] of [
        ['Origin', 'http://evil'],
        ['Origin', 'null'],
        ['Sec-Fetch-Site', 'cross-site'],
      ] as const) {
        const headers = { [name]: value }
        expect(await ask('GET /health', { headers })).to.deep.include({ status: 403, body: { message } })
      }
      expect((await ask('GET /health', { headers: { 'Sec-Fetch-Site': 'none' } })).status).to.equal(200)
    })
  })

  describe('a hostile client', () => {
    it('is answered before it sends a body, without a 100, and not listened to any more', async () => {
      const raw = openRaw(admin.socketPath, [
        'POST /metrics HTTP/1.1',
        'Host: a',
        'Expect: 100-continue',
        'Content-Length: 1000000000000',
      ])
      await until('it is answered', () => raw.socket.readableEnded)
      expect(raw.heard()).to.match(/^HTTP\/1\.1 405 /)
    })

    it('gets one answer a connection', async () => {
      const raw = openRaw(admin.socketPath, ['GET /health HTTP/1.1', 'Host: a', '', 'GET /health HTTP/1.1', 'Host: a'])
      await until('it is answered', () => raw.socket.readableEnded)
      expect(raw.heard().match(/HTTP\/1\.1/g)).to.have.length(1)
    })

    for (const [what, head, status] of [
      ['what is no HTTP', 'garbage', 400],
      ['a head that is too long', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}`, 431],
      ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a', 405],
    ] as const) {
      it(`gets JSON for ${what}`, async () => {
        const raw = openRaw(admin.socketPath, [head])
        await until('it is answered', () => raw.socket.readableEnded)
        expect(raw.heard()).to.match(new RegExp(`^HTTP/1.1 ${status} [^]*\r\n\r\n{"message":"[^"]+"}\n$`))
      })
    }

    it('that holds a hundred connections costs no more, and no client of the frontend anything', async () => {
      const held = await Promise.all(Array.from({ length: 100 }, () => connected(admin.socketPath)))
      expect(await call(admin, 'GET /health').catch((error: NodeJS.ErrnoException) => error.code)).to.equal(
        'ECONNRESET',
      )
      expect((await call(frontend, 'GET /containers/json')).status).to.equal(200)
      for (const socket of held) socket.destroy()
      const answers = () =>
        call(admin, 'GET /health').then(
          () => true,
          () => false,
        )
      await until('it answers again', answers)
    })
  })

  it('asks the backends once for probes at the same time', async () => {
    pings = 0
    const probes = Array.from({ length: 20 }, () => ask('GET /ready'))
    await until('they ask', () => pings > 0)
    // The last of them has been read by then: the address answers in the order in which it is asked.
    await ask('GET /health')
    letGo()
    for (const probe of await Promise.all(probes)) expect(probe).to.deep.include({ status: 200 })
    expect(pings).to.equal(1)
  })

  describe('who a call counts for', () => {
    const counted = async (act: () => Promise<unknown>) => {
      const before = (await scrape(admin.socketPath)).values('swarmd_jobs_total')
      await act()
      let grown: readonly string[] = []
      await until('it is counted', async () => {
        const after = (await scrape(admin.socketPath)).values('swarmd_jobs_total')
        grown = Object.entries(after).flatMap(([key, value]) => (value > (before[key] ?? 0) ? [key] : []))
        return grown.length > 0
      })
      return grown
    }
    const calls: readonly (readonly [what: string, line: string, counted: string])[] = [
      ['the one behind, where the first passes it on', 'GET /containers/json', 'ContainerList back 200'],
      ['the one behind, that refuses', 'GET /containers/x/json', 'ContainerInspect back 404'],
      ['the one behind, that fails', 'GET /volumes', 'VolumeList back 500'],
      ['the one behind, that does not answer in time', 'GET /containers/x/top', 'ContainerTop back 504'],
      ['the last one, where nobody has it', 'GET /info', 'SystemInfo back 501'],
      ['the first, that answers itself', 'POST /containers/x/kill', 'ContainerKill front 403'],
      ['the first, whose child answers', 'GET /images/json', 'ImageList front 200'],
    ]
    for (const [what, line, expected] of calls) {
      it(what, async () => expect(await counted(() => call(frontend, line))).to.deep.equal([expected]))
    }

    it('the first, that takes the connection over; it is a stream until its end', async () => {
      const websocket = { operation: 'ContainerAttachWebsocket' }
      const lines = ['GET /containers/x/attach/ws HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket']
      let socket: Socket | undefined
      const own = await counted(async () => void ({ socket } = openRaw(frontend.socketPath, lines)))
      expect(own).to.deep.equal(['ContainerAttachWebsocket front wired'])
      expect((await scrape(admin.socketPath)).value('swarmd_open_streams', websocket)).to.equal(1)
      socket?.destroy()
      const ended = async () => (await scrape(admin.socketPath)).value('swarmd_open_streams', websocket) === 0
      await until('it has ended', ended)
    })

    it('nobody to whom it was an error, where the client has left before', async () => {
      tops = 0
      const leave = async () => {
        // On a Unix socket a client that has gone looks as one that waits for its answer does.
        const client = connect(Number(/\d+$/.exec(daemon.addresses[1]!)?.[0]), '127.0.0.1')
        client.write('GET /containers/x/top HTTP/1.1\r\nHost: a\r\n\r\n')
        await until('it is there', () => tops > 0)
        client.resetAndDestroy()
      }
      const durations = async () =>
        (await scrape(admin.socketPath)).value('swarmd_job_duration_seconds_count', { operation: 'ContainerTop' })
      const before = await durations()
      expect(await counted(leave)).to.deep.equal(['ContainerTop back gone'])
      expect(await durations()).to.equal(before)
    })

    it('is a stream until the answer has been sent, also of a backend whose streams do not say when they close', async () => {
      const wait = await open(frontend.socketPath, 'POST /containers/x/wait')
      await wait.ended
      const streams = async () =>
        (await scrape(admin.socketPath)).value('swarmd_open_streams', { operation: 'ContainerWait' })
      await until('it has ended', async () => (await streams()) === 0)
      const name = 'swarmd_stream_duration_seconds_count'
      expect((await scrape(admin.socketPath)).value(name, { operation: 'ContainerWait' })).to.equal(1)
    })
  })
})

describe('metrics', () => {
  it('have no label that a backend could make up', async () => {
    const states = () => [{ backend: 'mine', state: 'up' as const }]
    const lastReady = () => ({ ready: true, sentence: '', backend: 'made up' })
    const metrics = new Metrics({ states, lastReady, connections: async () => new Map() })
    for (const claimed of ['mine', 'a', 'b', '__proto__', undefined])
      metrics.called(operations[0]!).answered(200, claimed)
    const scraped = new Scrape(parse(await metrics.text()))
    expect(scraped.values('swarmd_jobs_total')).to.deep.equal({ 'ContainerList mine 200': 1, 'ContainerList  200': 4 })
    expect(scraped.values('swarmd_ready')).to.deep.equal({ '': 1 })
  })
})

describe('whether backends are ready', () => {
  const verdictOf = async (install: Install<never>) => {
    const runner = await compose([backend('fake', install)], { deadline: 50 })
    try {
      return await new Readiness(runner, 100).ask()
    } finally {
      await runner.close()
    }
  }
  const sentenceOf = async (install: Install<never>) => (await verdictOf(install)).sentence

  it('is what SystemPing says', async () => {
    expect((await verdictOf((engine) => engine.register('SystemPing', () => Readable.from(['OK'])))).ready).to.equal(
      true,
    )
  })

  it('is what SystemVersion says where nobody has that', async () => {
    expect((await verdictOf((engine) => engine.register('SystemVersion', () => ({})))).ready).to.equal(true)
  })

  it('is no for an answer of failure, with the sentence of the engine that gave it', async () => {
    const answers = (body: string | Readable) =>
      sentenceOf((engine) => engine.register('SystemPing', () => ({ status: 500, body })))
    expect(await answers('{"message":"the disk is full"}')).to.equal('the disk is full')
    for (const other of ['', 'no JSON', '[]', 'null', '{"message":1}']) {
      expect(await answers(other)).to.equal('SystemPing was answered with 500')
    }
  })

  it('is no after a while for those that do not answer, or do not come to an end', async () => {
    const late = 'the backends did not answer within 0.1 s'
    const endless = new Readable({ read: () => undefined })
    expect(await sentenceOf((engine) => engine.register('SystemPing', () => endless))).to.equal(late)
    const forever = () => new Promise<never>(() => undefined)
    expect(await sentenceOf((engine) => engine.register('SystemPing', forever))).to.match(/not answered within 0\.05 s/)
  })

  it('takes no more memory than a sentence needs', async () => {
    let read = 0
    const flood = new Readable({
      read() {
        read += 64 * 1024
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    expect((await verdictOf((engine) => engine.register('SystemPing', () => flood))).ready).to.equal(true)
    expect(read).to.be.lessThan(1024 * 1024)
    expect(flood.destroyed).to.equal(true)
  })
})

describe('a daemon without an admin address', () => {
  it('does not load what one needs', async () => {
    const core = fileURLToPath(new URL('../core/dist/index.js', import.meta.url))
    const script = `
      import { createRequire } from 'node:module'
      import { startDaemon } from ${JSON.stringify(core)}
      const { cache } = createRequire(import.meta.url)
      const loaded = () => Object.keys(cache).some((file) => file.includes('prom-client'))
      const backends = [{ name: 'none', install: () => undefined }]
      const start = async (more) => (await startDaemon({ backends, listen: ['tcp://127.0.0.1:0'], ...more })).close()
      await start({})
      const before = loaded()
      await start({ admin: ['tcp://127.0.0.1:0'] })
      console.log(JSON.stringify([before, loaded()]))
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(JSON.parse(stdout)).to.deep.equal([false, true])
  })
})

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket)).on('error', reject)
  })
}
