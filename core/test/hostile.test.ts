import type { Duplex } from 'node:stream'
import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import type { ReplyInit } from 'libswarm-core'
import { backend, daemonOf, until, Wire } from './support.js'

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: d\r\n${headers}\r\n`
const post = (path: string, headers: string, body = '') => `POST ${path} HTTP/1.1\r\nHost: d\r\n${headers}\r\n${body}`
const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'

describe('hostile clients and careless backends', () => {
  let daemon: TestDaemon
  let answer: () => unknown = () => undefined
  const seen = { aborted: 0, duplexes: [] as Duplex[], loads: 0 }
  let release: () => void = () => undefined

  before(async () => {
    daemon = await daemonOf((engine) => {
      engine.register('SystemPing', () => Readable.from(['OK']))
      engine.register('SystemInfo', async () => {
        await new Promise<void>((resolve) => (release = resolve))
        return { Name: 'slow' }
      })
      engine.register('ContainerWait', (job) => {
        job.signal.addEventListener('abort', () => seen.aborted++)
        return new Promise(() => undefined)
      })
      engine.register('ContainerLogs', () => Readable.from(logs(), { objectMode: false }))
      engine.register('ContainerAttach', () => {
        const duplex = new PassThrough()
        seen.duplexes.push(duplex)
        return duplex
      })
      engine.register('ImageLoad', async function* (job) {
        seen.loads++
        for await (const chunk of job.input!) yield { stream: String((chunk as Buffer).length) }
      })
      engine.register('ExecStart', () => answer() as ReplyInit)
      engine.register('ContainerExport', () => answer() as ReplyInit)
      engine.register('SystemEvents', () => answer() as AsyncIterable<object>)
    })
  })
  after(() => daemon.close())
  beforeEach(() => Object.assign(seen, { aborted: 0, duplexes: [], loads: 0 }))

  const megabytes = 4
  function* logs(): Generator<Buffer> {
    for (let index = 0; index < megabytes * 16; index++) yield Buffer.alloc(64 * 1024, 0x61)
  }

  const alive = async () => expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')

  it('a CONNECT that is reset ends nothing', async () => {
    const tcp = await startTestDaemon({ backends: [backend('fake', () => undefined)], tcp: true })
    const wire = new Wire(tcp).write('CONNECT x:1 HTTP/1.1\r\nHost: d\r\n\r\n')
    await new Promise((resolve) => wire.socket.once('connect', resolve))
    wire.socket.resetAndDestroy()
    expect((await call(tcp, 'GET /_ping')).status).to.equal(501)
    await alive()
    await tcp.close()
  })

  it('an upgrade that announces too long a body is 413, and one that is cut short ends nothing', async () => {
    const type = 'Content-Type: application/json\r\n'
    const long = new Wire(daemon).write(post('/exec/x/start', `${upgrade}${type}Content-Length: 20000000\r\n`))
    expect(await long.ended()).to.match(/^HTTP\/1.1 413 /)
    const cut = new Wire(daemon).write(post('/exec/x/start', `${upgrade}${type}Content-Length: 10\r\n`, '{'))
    cut.socket.end()
    expect(await cut.ended()).to.match(/^HTTP\/1.1 400 [^]*the connection ended inside the request body/)
    await alive()
  })

  it('what is sent behind an unanswered request never becomes its answer', async () => {
    const behind = [
      'CONNECT x:1 HTTP/1.1\r\nHost: d\r\n\r\n',
      get('/_ping', 'Host: e\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n'),
      'garbage\r\n\r\n',
    ]
    for (const text of behind) {
      const wire = new Wire(daemon).write(get('/info') + text)
      expect(await wire.ended(), text).to.equal('')
      release()
    }
    await alive()
  })

  it('garbage behind a running stream breaks it off, and is not written into it', async () => {
    const stream = new PassThrough()
    answer = () => stream
    const wire = new Wire(daemon).write('GET /containers/a/export HTTP/1.0\r\n\r\n')
    await wire.until('\r\n\r\n')
    wire.write('garbage\r\n\r\n')
    expect(await wire.ended()).not.to.include('message')
    await until(() => stream.destroyed)
  })

  it('an upgrade behind a pending call ends both, and the job with them', async () => {
    const wire = new Wire(daemon).write(
      post('/containers/a/wait', 'Content-Length: 0\r\n') + post('/containers/a/attach', upgrade),
    )
    await wire.ended()
    await until(() => seen.aborted === 1)
  })

  it('a hijack behind a long answer waits until all of that is out', async () => {
    const wire = new Wire(daemon).write(get('/containers/a/logs'))
    wire.write(post('/containers/a/attach', 'Content-Length: 0\r\n'))
    const text = await wire.until(/0\r\n\r\nHTTP\/1.1 200 OK\r\n[^]*raw-stream\r\n\r\n$/)
    expect(text.match(/a{1000}/g)!.length).to.equal(Math.floor(65536 / 1000) * 16 * megabytes)
    wire.write('in').socket.end()
    await wire.ended()
  })

  it('a queued upload of a client that has gone is never run', async () => {
    const wire = new Wire(daemon).write(get('/info') + post('/images/load', 'Content-Length: 3\r\n', 'abc'))
    await new Promise((resolve) => wire.socket.once('connect', resolve))
    await alive()
    wire.socket.destroy()
    await alive()
    release()
    await alive()
    expect(seen.loads).to.equal(0)
  })

  it('fifteen wishes for an upgrade on one connection add no listeners', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    const wire = new Wire(daemon)
    for (let count = 1; count <= 15; count++) {
      wire.write(get('/_ping', upgrade))
      await wire.until(new RegExp(`(OK\\r\\n0\\r\\n\\r\\n[^]*){${count}}`))
    }
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', hear)
    expect(warnings).to.deep.equal([])
    wire.socket.destroy()
  })

  it("an expectation that is none is 417 in Docker's shape", async () => {
    const wire = new Wire(daemon).write(get('/_ping', 'Expect: bogus\r\n'))
    expect(await wire.until('}\n')).to.match(/^HTTP\/1.1 417 [^]*"expectation failed: bogus"/)
    wire.socket.destroy()
  })

  it('100 Continue is said when the body is wanted, and not when it is refused', async () => {
    const expects = 'Expect: 100-continue\r\n'
    const wanted = new Wire(daemon).write(post('/images/load', `${expects}Content-Length: 3\r\n`))
    await wanted.until('HTTP/1.1 100 Continue\r\n\r\n')
    wanted.write('abc')
    await wanted.until('{"stream":"3"}')
    wanted.socket.destroy()
    for (const path of ['/nope', '/exec/x/start']) {
      const refused = new Wire(daemon).write(
        post(path, `${expects}Content-Type: application/json\r\nContent-Length: 20000000\r\n`),
      )
      expect(await refused.until('}\n')).to.match(/^HTTP\/1.1 4\d\d /)
      refused.socket.destroy()
    }
  })

  const doubtful: Readonly<Record<string, string>> = {
    'two hosts': 'POST /images/load HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n',
    'no host': 'POST /images/load HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
    'gzip, chunked': post('/images/load', 'Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    'chunked on HTTP/1.0': 'POST /images/load HTTP/1.0\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'empty encoding': post('/images/load', 'Transfer-Encoding:\r\nContent-Length: 2\r\n', '{}'),
    'wrong host': 'GET /_ping HTTP/1.1\r\nHost: a b\r\n\r\n',
  }
  for (const [name, request] of Object.entries(doubtful)) {
    it(`nothing behind a request in doubt is run: ${name}`, async () => {
      const wire = new Wire(daemon).write(request + post('/images/load', 'Content-Length: 3\r\n', 'abc'))
      expect(await wire.ended()).to.match(/^HTTP\/1.1 (400|501) /)
      await alive()
      expect(seen.loads).to.equal(0)
      wire.socket.destroy()
    })
  }

  it('a client that ends its half gets the answer of a finite call', async () => {
    const wire = new Wire(daemon).write(get('/info'))
    wire.socket.end()
    await new Promise((resolve) => wire.socket.once('finish', resolve))
    await alive()
    release()
    expect(await wire.ended()).to.match(/^HTTP\/1.1 200 OK\r\n[^]*"slow"/)
    wire.socket.destroy()
  })

  it('a client that ends its half of a stream has left', async () => {
    const wire = new Wire(daemon).write(post('/containers/a/wait', 'Content-Length: 0\r\n'))
    await alive()
    wire.socket.end()
    await until(() => seen.aborted === 1)
  })

  const size = 8 * 1024 * 1024
  const sendAll = async (wire: Wire) => {
    for (let sent = 0; sent < size; sent += 64 * 1024) {
      if (!wire.socket.write(Buffer.alloc(64 * 1024)))
        await new Promise((resolve) => wire.socket.once('drain', resolve))
    }
  }

  it('an upload that is refused early can be sent to its end, and the refusal read then', async () => {
    const wire = new Wire(daemon).write(post('/build', `Content-Length: ${size}\r\n`))
    await wire.until('}\n')
    await sendAll(wire)
    wire.write(get('/_ping'))
    expect(await wire.until(/OK\r\n0\r\n\r\n$/)).to.match(/^HTTP\/1.1 501 /)
    wire.socket.destroy()
  })

  it('so it can where the client wants no other answer; then the connection is closed', async () => {
    const wire = new Wire(daemon).write(post('/build', `Connection: close\r\nContent-Length: ${size}\r\n`))
    expect(await wire.ended()).to.match(/^HTTP\/1.1 501 [^]*\}\n$/)
    const closed = new Promise((resolve) => wire.socket.once('close', resolve))
    let failure: Error | undefined
    wire.socket.on('error', (error) => (failure = error))
    await sendAll(wire)
    expect(failure).to.equal(undefined)
    wire.socket.end()
    await closed
  })

  describe('of a backend', () => {
    const exported = async (reply: unknown) => {
      answer = () => reply
      const wire = new Wire(daemon).write(get('/containers/a/export') + get('/_ping'))
      return wire
    }

    it('a stream longer than its Content-Length is cut there, and the connection broken off', async () => {
      const wire = await exported({
        status: 200,
        headers: { 'Content-Length': '2' },
        body: Readable.from(['ok', 'EVIL']),
      })
      expect(await wire.ended()).not.to.include('EVIL')
    })

    it('a stream shorter than its Content-Length is a broken connection', async () => {
      const wire = await exported({ status: 200, headers: { 'Content-Length': '100' }, body: Readable.from(['short']) })
      expect(await wire.ended())
        .to.match(/^HTTP\/1.1 200 /)
        .and.not.include('OK\r\n0')
    })

    const replies: readonly [ReplyInit, RegExp][] = [
      [{ status: 200, headers: { 'Content-Length': '5' } }, /^HTTP\/1.1 200 OK\r\nContent-Length: 0\r\n/],
      [
        {
          status: 200,
          headers: [
            ['Content-Length', '2'],
            ['Content-Length', '3'],
          ],
          body: Readable.from(['ok']),
        },
        /^HTTP\/1.1 500 /,
      ],
      [{ status: 200, headers: { 'Content-Length': '+5' }, body: Readable.from(['ok']) }, /^HTTP\/1.1 500 /],
      [{ status: 700 }, /^HTTP\/1.1 500 [^]*a reply with the status 700/],
      [{ status: 101 }, /^HTTP\/1.1 500 [^]*a reply with the status 101/],
      [{ status: 204, body: new PassThrough() }, /^HTTP\/1.1 204 /],
    ]
    for (const [reply, pattern] of replies) {
      it(`a reply ${JSON.stringify([reply.status, reply.headers])} does not confuse the next one`, async () => {
        const wire = await exported(reply)
        expect(await wire.until(/OK\r\n0\r\n\r\n$/)).to.match(pattern)
        if (reply.body instanceof Readable) await until(() => (reply.body as Readable).destroyed)
        wire.socket.destroy()
      })
    }

    it('an error that comes as a duplex is an error, not a hijack', async () => {
      const body = new PassThrough()
      body.end('{"message":"No such exec"}')
      answer = () => ({ status: 404, body })
      const wire = new Wire(daemon).write(post('/exec/x/start', `${upgrade}Content-Length: 0\r\n`))
      expect(await wire.ended()).to.match(/^HTTP\/1.1 404 Not Found\r\n[^]*No such exec/)
    })

    it('a header that is none on a hijack is 500, and its duplex ends', async () => {
      const body = new PassThrough()
      answer = () => ({ status: 101, headers: { 'X-A': 'a\r\nb' }, body })
      for (const headers of [`${upgrade}Content-Length: 0\r\n`, 'Content-Length: 0\r\n']) {
        const wire = new Wire(daemon).write(post('/exec/x/start', headers))
        expect(await wire.until('\r\n\r\n')).to.match(/^HTTP\/1.1 500 /)
        wire.socket.destroy()
      }
      expect(body.destroyed).to.equal(true)
    })

    it('a duplex that is dead already breaks the connection off', async () => {
      const body = new PassThrough()
      body.destroy()
      answer = () => body
      await new Wire(daemon).write(post('/exec/x/start', `${upgrade}Content-Length: 0\r\n`)).ended()
    })

    it('a long plain answer to an upgrade request arrives whole', async () => {
      answer = () => ({ status: 200, body: Readable.from(logs()) })
      const wire = new Wire(daemon).write(post('/exec/x/start', `${upgrade}Content-Length: 0\r\n`))
      expect((await wire.ended()).match(/a/g)!.length).to.be.at.least(megabytes * 1024 * 1024)
    })

    it('trailers that fail end nothing but their own answer', async () => {
      const trailers = Promise.reject<never>(new Error('trailers gone'))
      trailers.catch(() => undefined)
      const wire = await exported({ status: 200, body: Readable.from(['x']), trailers })
      expect(await wire.ended()).not.to.match(/0\r\n\r\n$/)
      await alive()
    })

    it('messages may come as a stream of objects, and bytes as a stream of buffers', async () => {
      answer = () => Readable.from([{ Action: 'start' }, { Action: 'die' }])
      expect((await call(daemon, 'GET /events')).text).to.equal('{"Action":"start"}\n{"Action":"die"}\n')
      answer = () => Readable.from([Buffer.from('a'), 'b'])
      expect((await call(daemon, 'GET /containers/a/export')).text).to.equal('ab')
    })

    it('a stream of objects where bytes belong breaks off', async () => {
      const wire = await exported(Readable.from([{ a: 1 }]))
      expect(await wire.ended())
        .to.match(/^HTTP\/1.1 200 /)
        .and.not.match(/0\r\n\r\n$/)
    })
  })
})
