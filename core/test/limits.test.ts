import { Readable } from 'node:stream'
import { expect } from 'chai'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { createLogger, type AnyJob } from 'libswarm-core'
import { limitsOf } from '../dist/http/limits.js'
import { backend, until, Wire } from './support.js'

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: d\r\n${headers}\r\n`
const post = (path: string, headers: string, body = '') => `POST ${path} HTTP/1.1\r\nHost: d\r\n${headers}\r\n${body}`
const json = 'Content-Type: application/json\r\n'
const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'

const messageIn = (answer: string) => (JSON.parse(answer.split('\r\n\r\n')[1]!) as { message: string }).message

describe('the limits of the frontend', () => {
  let daemon: TestDaemon
  const lines: string[] = []
  const seen = { jobs: [] as AnyJob[], chunks: 0, aborted: 0, infos: 0 }
  let load: (job: AnyJob) => unknown = () => undefined
  let release: () => void = () => undefined

  before(async () => {
    const fake = backend('fake', (engine) => {
      engine.register('SystemPing', () => Readable.from(['OK']))
      engine.register('SystemVersion', () => ({ Version: '1' }))
      engine.register('SystemInfo', async () => {
        seen.infos++
        await new Promise<void>((resolve) => (release = resolve))
        return { Name: 'slow' }
      })
      engine.register('ContainerCreate', (job) => {
        seen.jobs.push(job)
        return { Id: String(job.body?.Image), Warnings: [] }
      })
      engine.register('ExecStart', (job) => void seen.jobs.push(job) as never)
      engine.register('ImageLoad', (job) => {
        seen.jobs.push(job)
        job.signal.addEventListener('abort', () => seen.aborted++)
        return load(job) as Promise<AsyncIterable<object>>
      })
    })
    daemon = await startTestDaemon({
      backends: [fake],
      log: createLogger('info', (line) => lines.push(line)),
      frontendLimits: {
        headers: 150,
        keepAlive: 300,
        headerSize: 10_000,
        urlSize: 4_000,
        bodySize: 100_000,
        bodySizeInAll: 150_000,
        bodyTime: 300,
        bodyIdle: 200,
        uploadIdle: 300,
        waiting: 20,
        waitingInAll: 3000,
        stalled: 1000,
      },
    })
  })
  after(() => daemon.close())
  beforeEach(() => {
    Object.assign(seen, { jobs: [], chunks: 0, aborted: 0, infos: 0 })
    lines.splice(0)
    load = async (job) => toMessages(String(await lengthOf(job)))
  })

  const toMessages = (stream: string) => Readable.from([{ stream }])

  const lengthOf = async (job: AnyJob): Promise<number> => {
    let bytes = 0
    for await (const chunk of job.input!) {
      bytes += (chunk as Buffer).length
      seen.chunks++
    }
    return bytes
  }

  const alive = async () => expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')

  describe('for a request', () => {
    it('end a connection on which nothing comes, or only half a head, with a 408 (row 68)', async () => {
      for (const start of ['', 'GET /_ping HTTP/1.1\r\nHost: d\r\nX: ']) {
        const wire = new Wire(daemon).write(start)
        const answer = await wire.ended()
        expect(answer, start).to.match(/^HTTP\/1.1 408 Request Timeout\r\n[^]*Connection: close\r\n/)
        expect(messageIn(answer)).to.equal('Request Timeout: the request did not arrive in time')
      }
      expect(lines).to.deep.equal([])
    })

    it('answer half a head also where connections are not kept for as long', async () => {
      const brief = await startTestDaemon({
        backends: [backend('fake', () => undefined)],
        frontendLimits: { headers: 600, keepAlive: 100 },
      })
      expect(await new Wire(brief).write('GET /_pi').ended()).to.match(/^HTTP\/1.1 408 /)
      await brief.close()
    })

    it('end a connection that was kept alive for nothing', async () => {
      const wire = new Wire(daemon).write(get('/version'))
      expect(await wire.ended()).to.match(/^HTTP\/1.1 200 OK\r\n[^]*"1"\}\n$/)
    })

    it('count from the answer on, however long that took', async () => {
      for (let at = 0; at < 3; at++) {
        const wire = new Wire(daemon).write(get('/info'))
        await new Promise((resolve) => setTimeout(resolve, 200 + at * 30))
        release()
        await wire.until('slow')
        const answered = performance.now()
        await wire.ended()
        expect(performance.now() - answered).to.be.greaterThan(295)
      }
    })

    it('leave a connection that is used now and then, or has to wait for its answer', async () => {
      const waiting = new Wire(daemon).write(get('/info'))
      const wire = new Wire(daemon)
      for (let asked = 1; asked <= 6; asked++) {
        await new Promise((resolve) => setTimeout(resolve, 150))
        await wire.write(get('/version')).until(new RegExp(`(\\{"Version":"1"\\}[^]*){${asked}}`))
      }
      release()
      await waiting.until('slow')
      for (const { socket } of [wire, waiting]) socket.destroy()
    })

    it('refuse a head that is too long with 431, a URL with 414, and close the connection', async () => {
      for (const [request, status, message] of [
        [get('/_ping', `X: ${'x'.repeat(11_000)}\r\n`), 431, 'the request headers are too long'],
        [get(`/_ping?${'x'.repeat(4_000)}`), 414, 'the URL is too long: at most 4000 bytes'],
        [post(`/exec/x/start?${'x'.repeat(4_000)}`, upgrade), 414, 'the URL is too long: at most 4000 bytes'],
      ] as const) {
        const answer = await new Wire(daemon).write(request + get('/_ping')).ended()
        expect(answer).to.match(new RegExp(`^HTTP/1.1 ${status} [^]*Connection: close\r\n`))
        expect(messageIn(answer)).to.include(message)
        await alive()
      }
      expect(await call(daemon, `GET /_ping?${'x'.repeat(3_900)}`)).to.include({ status: 200 })
    })
  })

  describe('for a JSON body', () => {
    const half = (headers = '') => post('/containers/create', `${json}${headers}Content-Length: 20\r\n`, '{"Image"')

    it('answer one that stops with 408, close the connection, and run nothing', async () => {
      const answer = await new Wire(daemon).write(half()).ended()
      expect(answer).to.match(/^HTTP\/1.1 408 Request Timeout\r\n[^]*Connection: close\r\n/)
      expect(messageIn(answer)).to.equal('nothing of the request body has arrived for 0.2 s')
      expect(seen.jobs).to.deep.equal([])
      await alive()
    })

    it('answer one that comes byte after byte with 408, too (row 68)', async () => {
      const wire = new Wire(daemon).write(post('/containers/create', `${json}Transfer-Encoding: chunked\r\n`))
      const drip = setInterval(() => wire.write('1\r\n \r\n'), 20)
      const answer = await wire.ended()
      clearInterval(drip)
      expect(messageIn(answer)).to.equal('the request body has not arrived within 0.3 s')
      expect(seen.jobs).to.deep.equal([])
    })

    it('hold for the body of an upgrade request, and for one that no operation takes', async () => {
      for (const request of [
        post('/exec/x/start', `${json}${upgrade}Content-Length: 20\r\n`, '{"Detach"'),
        post('/exec/x/start', `${json}Content-Length: 20\r\n`, '{"Detach"'),
        get('/version', 'Content-Length: 5\r\n') + 'x',
      ]) {
        const wire = new Wire(daemon).write(request)
        expect(messageIn(await wire.ended())).to.equal('nothing of the request body has arrived for 0.2 s')
        wire.socket.destroy()
      }
      expect(seen.jobs).to.deep.equal([])
    })

    it('are in its own time: what waits for its turn is not late', async () => {
      const wire = new Wire(daemon).write(get('/info') + half())
      await new Promise((resolve) => setTimeout(resolve, 400))
      release()
      wire.write(':"a"       }')
      expect(await wire.until('"Id":"a"')).to.match(/^HTTP\/1.1 200 [^]*HTTP\/1.1 201 /)
      wire.socket.destroy()
    })

    it('refuse one that is too long with 413 before it is read, or as soon as it is, and run nothing', async () => {
      const long = new Wire(daemon).write(post('/containers/create', `${json}Content-Length: 100001\r\n`))
      expect(messageIn(await long.until('}\n'))).to.equal('the request body is too large: at most 100000 bytes')
      const chunked = new Wire(daemon).write(post('/containers/create', `${json}Transfer-Encoding: chunked\r\n`))
      chunked.write(`186a1\r\n${' '.repeat(100_001)}`)
      expect(await chunked.until('}\n')).to.match(/^HTTP\/1.1 413 /)
      for (const wire of [long, chunked]) wire.socket.destroy()
      expect(seen.jobs).to.deep.equal([])
      const just = JSON.stringify({ Image: 'a' }).padEnd(100_000)
      expect(await call(daemon, 'POST /containers/create', { body: just })).to.include({ status: 201 })
    })
  })

  it('for all JSON bodies together refuse a long one with 503, and let a short one pass', async () => {
    const [long, size] = ['x'.repeat(90_000), 'Content-Length: 100000\r\n']
    const first = new Wire(daemon).write(post('/containers/create', json + size, long))
    const second = new Wire(daemon).write(post('/containers/create', json + size, long))
    const answer = await Promise.race([first, second].map((wire) => wire.until('}\n')))
    expect(answer).to.match(/^HTTP\/1.1 503 /)
    expect(messageIn(answer)).to.equal('too many long request bodies are on their way, try again')
    expect(await call(daemon, 'POST /containers/create', { body: { Image: 'a' } })).to.include({ status: 201 })
    for (const wire of [first, second]) wire.socket.destroy()
    const just = JSON.stringify({ Image: 'a' }).padEnd(100_000)
    let { status } = await call(daemon, 'POST /containers/create', { body: just })
    // Until it is noticed that both have gone.
    while (status === 503) status = (await call(daemon, 'POST /containers/create', { body: just })).status
    expect(status).to.equal(201)
  })

  describe('for an upload', () => {
    it('answer one that stops with 408, and abort its job', async () => {
      const wire = new Wire(daemon).write(post('/images/load', 'Content-Length: 100\r\n', 'abc'))
      const answer = await wire.ended()
      expect(answer).to.match(/^HTTP\/1.1 408 Request Timeout\r\n[^]*Connection: close\r\n/)
      expect(messageIn(answer)).to.equal('nothing of the request body has arrived for 0.3 s')
      await until(() => seen.aborted === 1)
    })

    it('break it off where an answer has begun', async () => {
      load = async function* (job: AnyJob) {
        yield { stream: 'begun' }
        await lengthOf(job)
      }
      const wire = new Wire(daemon).write(post('/images/load', 'Content-Length: 100\r\n', 'abc'))
      expect(await wire.ended()).to.match(/^HTTP\/1.1 200 OK\r\n[^]*"begun"\}\n\r\n$/)
      await until(() => seen.aborted === 1)
    })

    it('let one go on that sends a little at a time, for as long as it takes', async () => {
      const wire = new Wire(daemon).write(post('/images/load', 'Content-Length: 30\r\n'))
      for (let sent = 0; sent < 30; sent++) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        wire.write('x')
      }
      await wire.until('{"stream":"30"}')
      wire.socket.destroy()
    })

    it('take a backend that is slow to read for no fault of the client', async () => {
      let read: () => void = () => undefined
      load = async (job) => {
        await new Promise<void>((resolve) => (read = resolve))
        return toMessages(String(await lengthOf(job)))
      }
      const size = 1024 * 1024
      const wire = new Wire(daemon).write(post('/images/load', `Content-Length: ${size}\r\n`, 'x'.repeat(size)))
      await new Promise((resolve) => setTimeout(resolve, 600))
      read()
      await wire.until(`{"stream":"${size}"}`)
      wire.socket.destroy()
    })

    it('answer what cannot be read with 400, and abort its job', async () => {
      for (const chunk of ['0x2\r\nab\r\n', '-2\r\nab\r\n', '10000000000000002\r\nab\r\n', '1;a\nb\r\nx\r\n']) {
        const wire = new Wire(daemon).write(post('/images/load', 'Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n'))
        await until(() => seen.chunks > 0)
        const answer = await wire.write(chunk + get('/_ping')).ended()
        expect(answer, chunk).to.match(/^HTTP\/1.1 400 Bad Request\r\n[^]*Connection: close\r\n/)
        expect(messageIn(answer)).to.match(/^Bad Request: /)
        seen.chunks = 0
      }
      await until(() => seen.aborted === 4)
      await alive()
    })
  })

  describe('for a connection', () => {
    const many = 5_000
    const flood = get('/info') + Array.from({ length: many }, (_, at) => get(`/version?${at}`, 'X: x\r\n')).join('')

    it('read no further while much waits on it, and answer all of it in order', async () => {
      const wire = new Wire(daemon).write(flood)
      await until(() => seen.infos === 1)
      await alive()
      release()
      await until(() => wire.received.split('HTTP/1.1 200').length - 1 === many + 1)
      wire.socket.destroy()
    })

    it('break it off when nothing is answered meanwhile', async () => {
      expect(await new Wire(daemon).write(flood).ended()).to.equal('')
      release()
      await alive()
    })
  })

  it('are whole numbers', () => {
    expect(limitsOf({ headers: 7 })).to.include({ headers: 7, keepAlive: 75_000 })
    for (const value of [0, -1, 1.5, NaN, Infinity, 2 ** 31]) {
      expect(() => limitsOf({ waiting: value })).to.throw(
        `the limit "waiting" is ${value}, not a whole number from 1 to`,
      )
    }
  })
})
