import { Readable } from 'node:stream'
import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import type { AnyJob } from 'libswarm-core'
import { daemonOf, until, Wire } from './support.js'

describe('the Docker frontend', () => {
  let daemon: TestDaemon
  const jobs: AnyJob[] = []
  const open = { aborted: 0, stream: new Readable({ read: () => undefined }) }

  before(async () => {
    daemon = await daemonOf((engine) => {
      engine.register('ContainerList', (job) => {
        jobs.push(job)
        return job.query.all === true ? [{ Id: 'x' }] : []
      })
      engine.register('ContainerCreate', (job) => {
        jobs.push(job)
        return { Id: String(job.body?.Image), Warnings: [] }
      })
      engine.register('ContainerStart', (job) => {
        if (job.path.id === 'running') return { status: 304 }
        if (job.path.id === 'none') throw engine.error('NotFound', 'No such container: none')
        if (job.path.id === 'bug') throw new Error('a bug')
      })
      engine.register('ContainerStop', () => ({
        status: 204,
        headers: { 'X-Own': 'a', Connection: 'X-Gone', 'X-Gone': '1' },
      }))
      engine.register('ContainerInspect', () => Promise.reject(engine.error('Conflict', 'a "quoted"\nsentence')))
      engine.register('ContainerRestart', () => ({ status: 200, headers: { 'X-Bad': 'a\r\nb: c' } }))
      engine.register('SystemEvents', async function* (job) {
        yield { Type: 'container' as const, Action: 'start' }
        await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
        open.aborted++
      })
      engine.register('ContainerExport', () => {
        open.stream = new Readable({ read: () => undefined })
        return open.stream
      })
      engine.register('ImageLoad', async function* (job) {
        let length = 0
        for await (const chunk of job.input!) length += (chunk as Uint8Array).length
        yield { stream: `loaded ${length}` }
      })
      engine.register('SystemPing', () => Readable.from([Buffer.from('OK')]))
      engine.register('SystemPingHead', () => ({ status: 200, headers: { 'Api-Version': '1.41' } }))
    })
  })
  after(() => daemon.close())
  beforeEach(() => void jobs.splice(0))

  it('answers JSON with its length and a line break, as dockerd does', async () => {
    const answer = await call(daemon, 'GET /v1.41/containers/json?all=1')
    expect(answer).to.include({ status: 200, text: '[{"Id":"x"}]\n' })
    expect(answer.headers).to.include({ 'content-type': 'application/json', 'content-length': '13' })
    expect(jobs[0]).to.include({ operation: 'ContainerList', version: '1.41', search: 'all=1' })
  })

  it('hands over the body, parsed and as it came', async () => {
    const body = '{ "Image": "web", "big": 12345678901234567890 }'
    const answer = await call(daemon, 'POST /containers/create?name=a', { body })
    expect(answer).to.include({ status: 201, text: '{"Id":"web","Warnings":[]}\n' })
    expect(Buffer.from(jobs[0]!.raw!).toString()).to.equal(body)
  })

  it('answers an operation without a body by its status alone', async () => {
    expect(await call(daemon, 'POST /containers/web/start')).to.include({ status: 204, text: '' })
    expect(await call(daemon, 'POST /containers/running/start')).to.include({ status: 304, text: '' })
  })

  it('turns error kinds into statuses, and a sentence into JSON', async () => {
    const missing = await call(daemon, 'POST /containers/none/start')
    expect(missing).to.include({ status: 404, text: '{"message":"No such container: none"}\n' })
    expect(missing.headers['content-type']).to.equal('application/json')
    expect((await call(daemon, 'GET /containers/x/json')).json()).to.deep.equal({ message: 'a "quoted"\nsentence' })
  })

  it('tells of a bug by a sentence, never by a stack', async () => {
    const answer = await call(daemon, 'POST /containers/bug/start')
    expect(answer.status).to.equal(500)
    expect(answer.json()).to.deep.equal({ message: 'fake failed in ContainerStart: a bug' })
  })

  it('answers 404, 501 and 503 in the words of the field', async () => {
    expect(await call(daemon, 'GET /nope')).to.include({ status: 404, text: '{"message":"page not found"}\n' })
    expect(await call(daemon, 'GET /images/json')).to.include({
      status: 501,
      text: '{"message":"ImageList is not implemented by the backend \\"fake\\""}\n',
    })
    const swarm = await call(daemon, 'GET /services')
    expect(swarm.status).to.equal(503)
    expect(swarm.json<{ message: string }>().message).to.match(
      /^This node is not a swarm manager\. Use "docker swarm init"/,
    )
  })

  it('answers HEAD with headers alone', async () => {
    const answer = await call(daemon, 'HEAD /_ping')
    expect(answer).to.include({ status: 200, text: '' })
    expect(answer.headers).to.include({ 'api-version': '1.41', 'content-length': '0' })
  })

  it('passes on no hop-by-hop header, and none that Connection names', async () => {
    const { headers } = await call(daemon, 'POST /containers/a/stop')
    expect(headers['x-own']).to.equal('a')
    expect(headers).not.to.have.property('x-gone')
  })

  it('answers 500 for a header that would break the answer in two', async () => {
    const wire = new Wire(daemon).write('POST /containers/a/restart HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n')
    expect(await wire.until('\r\n\r\n'))
      .to.match(/^HTTP\/1.1 500 /)
      .and.not.match(/^b: c/m)
    wire.socket.destroy()
  })

  it('sends the headers of a stream before its first byte', async () => {
    const wire = new Wire(daemon).write('GET /containers/a/export HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('\r\n\r\n')
    open.stream.push('abc')
    await wire.until('3\r\nabc\r\n')
    open.stream.push(null)
    await wire.until(/\r\n0\r\n\r\n$/)
    wire.socket.destroy()
  })

  it('breaks the connection off when a stream breaks, so that nobody takes it for whole', async () => {
    const wire = new Wire(daemon).write('GET /containers/a/export HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('\r\n\r\n')
    open.stream.push('abc')
    await wire.until('abc')
    open.stream.destroy(new Error('engine gone'))
    expect(await wire.ended()).not.to.match(/\r\n0\r\n\r\n$/)
  })

  it('aborts the job of a client that has gone', async () => {
    open.aborted = 0
    const wire = new Wire(daemon).write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('"start"')
    wire.socket.destroy()
    await until(() => open.aborted === 1)
  })

  it('does not run ahead of a reader that does not read', async () => {
    const wire = new Wire(daemon).write('GET /containers/a/export HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('\r\n\r\n')
    wire.socket.pause()
    const chunk = Buffer.alloc(64 * 1024)
    let pushed = 0
    while (open.stream.readableLength < 1024 * 1024 && pushed < 200) {
      open.stream.push(chunk)
      pushed++
      await new Promise((resolve) => setImmediate(resolve))
    }
    // A frontend that read ahead would have taken all 200 chunks away.
    expect(pushed).to.be.lessThan(200)
    wire.socket.destroy()
  })

  it('streams an upload, chunked or not', async () => {
    const body = 'x'.repeat(200_000)
    expect((await call(daemon, 'POST /images/load', { body })).text).to.equal('{"stream":"loaded 200000"}\n')
    const wire = new Wire(daemon).write('POST /images/load HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n')
    wire.write('3\r\nabc\r\n').write('0\r\n\r\n')
    await wire.until('loaded 3')
    wire.socket.destroy()
  })

  it('answers pipelined requests one after the other, in order', async () => {
    const wire = new Wire(daemon)
    wire.write('GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n'.repeat(3) + 'GET /nope HTTP/1.1\r\nHost: d\r\n\r\n')
    const text = await wire.until('page not found')
    expect(text.match(/HTTP\/1.1 (\d+)/g)).to.deep.equal(
      ['200', '200', '200', '404'].map((status) => `HTTP/1.1 ${status}`),
    )
    wire.socket.destroy()
  })

  it('ignores a wish for an upgrade where there is none, its body included', async () => {
    const body = '{"Image":"up"}'
    const wire = new Wire(daemon).write(
      `POST /containers/create HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        'GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n',
    )
    expect(await wire.until(/OK\r\n0\r\n\r\n$/)).to.match(/^HTTP\/1.1 201 Created[^]*"Id":"up"[^]*HTTP\/1.1 200 OK/)
    wire.socket.destroy()
  })

  describe('bad input', () => {
    it('is refused by a sentence when a body is no JSON', async () => {
      for (const body of ['{', '[1', 'nonsense', '\ufeff{}', '{"a":1}x']) {
        const answer = await call(daemon, 'POST /containers/create', { body })
        expect(answer.status, body).to.equal(400)
        expect(answer.json<{ message: string }>().message).to.match(/^the request body is not valid JSON: /)
      }
    })

    it('is refused when a body has another media type', async () => {
      const headers = { 'Content-Type': 'text/plain' }
      expect(await call(daemon, 'POST /containers/create', { body: '{}', headers })).to.include({
        status: 400,
        text: `{"message":"unsupported Content-Type header (text/plain): must be 'application/json'"}\n`,
      })
    })

    it('is read and dropped when a body comes where none belongs', async () => {
      expect(await call(daemon, 'POST /containers/web/start', { body: '{}' })).to.include({ status: 204 })
      const wire = new Wire(daemon).write('GET /containers/json HTTP/1.1\r\nHost: d\r\nContent-Length: 3\r\n\r\nabc')
      wire.write('GET /nope HTTP/1.1\r\nHost: d\r\n\r\n')
      expect(await wire.until('page not found')).to.match(/^HTTP\/1.1 200 OK/)
      wire.socket.destroy()
    })

    it('is refused before it is read when it is too long', async () => {
      const wire = new Wire(daemon).write(
        'POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 17000000\r\n\r\n{',
      )
      expect(await wire.until('}\n'))
        .to.match(/^HTTP\/1.1 413 /)
        .and.include('"the request body is too large: at most 16777216 bytes"')
      wire.socket.destroy()
    })

    it('is refused when a query cannot be read', async () => {
      const bad = await daemonOf((engine) => {
        engine.register('ContainerList', ({ query }) => [
          { Id: `${query.limit}`, Labels: { f: JSON.stringify(query.filters) } },
        ])
      })
      const message = async (query: string) => {
        const answer = await call(bad, `GET /containers/json?${query}`)
        return [answer.status, answer.json<{ message?: string }>().message]
      }
      expect(await message('limit=abc')).to.deep.equal([
        400,
        'invalid value "abc" for query parameter "limit": not an integer',
      ])
      for (const filters of ['{bad', '[]', '{"a":1}', '{"a":[1]}', '{"a":{"b":1}}', '3']) {
        expect((await message(`filters=${encodeURIComponent(filters)}`))[0], filters).to.equal(400)
      }
      expect((await call(bad, 'GET /containers/json?limit=3&filters={"a":{"b":true,"c":false}}')).json()).to.deep.equal(
        [{ Id: '3', Labels: { f: '{"a":["b","c"]}' } }],
      )
      await bad.close()
    })

    const garbage: Readonly<Record<string, RegExp>> = {
      'nonsense\r\n\r\n': /^HTTP\/1.1 400 [^]*"message":"Bad Request: /,
      '\x16\x03\x01\x02\x00\x01\x00\x01': /^HTTP\/1.1 400 /,
      'SSH-2.0-OpenSSH_9.2\r\n': /^HTTP\/1.1 400 /,
      'GET / HTTP/1.1\r\nno colon\r\n\r\n': /^HTTP\/1.1 400 /,
      'GET / HTTP/1.1\r\n\r\n': /^HTTP\/1.1 400 /,
      'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n': /^HTTP\/1.1 400 [^]*more than one Host/,
      'POST /build HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: gzip, chunked\r\n\r\n': /^HTTP\/1.1 501 /,
      'POST /build HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n': /^HTTP\/1.1 400 /,
      'GET / HTTP/1.1\r\nHost: a b\r\n\r\n': /^HTTP\/1.1 400 [^]*malformed Host/,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n': /^HTTP\/1.1 400 /,
      'CONNECT a:1 HTTP/1.1\r\nHost: d\r\n\r\n': /^HTTP\/1.1 405 [^]*method not allowed: CONNECT/,
      [`GET / HTTP/1.1\r\nHost: d\r\nX: ${'x'.repeat(140_000)}\r\n\r\n`]:
        /^HTTP\/1.1 431 [^]*the request headers are too long/,
      'POST /info HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n': /^HTTP\/1.1 400 /,
    }
    for (const [bytes, answer] of Object.entries(garbage)) {
      it(`is answered in Docker's shape and ended: ${JSON.stringify(bytes.slice(0, 30))}`, async () => {
        const wire = new Wire(daemon).write(bytes)
        const text = await wire.ended()
        expect(text).to.match(answer)
        expect(text.split('\r\n\r\n')[1]).to.match(/^\{"message":".*"\}\n$/)
        wire.socket.destroy()
        expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')
      })
    }

    it('disturbs nobody else', async () => {
      const other = new Wire(daemon).write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n')
      await other.until('"start"')
      await new Wire(daemon).write('garbage\r\n\r\n').ended()
      expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')
      expect(other.socket.destroyed).to.equal(false)
      other.socket.destroy()
    })
  })
})
