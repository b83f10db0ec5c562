import { Readable } from 'node:stream'
import { expect } from 'chai'
import type { Chain, JobInit } from 'libswarm-core'
import { failureOf, forwarding } from './support/forwarding.js'
import { scriptedEngine, type RawRequest, type ScriptedEngine } from './support/scripted-engine.js'

describe('the request to the engine', () => {
  let engine: ScriptedEngine
  let chain: Chain

  before(async () => {
    engine = await scriptedEngine()
    chain = (await forwarding(engine.address)).chain
    await engine.accept()
  })

  after(async () => {
    await chain.close()
    await engine.close()
  })

  const asked = async (job: JobInit): Promise<RawRequest> => {
    const reply = chain.run(job)
    const peer = await engine.accept()
    const request = await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close'], 'OK')
    peer.socket.end()
    expect(Buffer.from(await (await reply).bytes()).toString()).to.equal('OK')
    return request
  }
  const lineOf = async (job: JobInit) => (await asked(job)).line

  describe('its path', () => {
    const inspected = (name: string) => lineOf({ operation: 'ImageInspect', path: { name } })

    it('keeps what image names are made of readable', async () => {
      expect(await inspected('library/nginx:1')).to.equal('GET /images/library/nginx:1/json HTTP/1.1')
      expect(await inspected('r.example:5000/a/b@sha256:0a')).to.equal(
        'GET /images/r.example:5000/a/b@sha256:0a/json HTTP/1.1',
      )
    })

    it('encodes what would mean something else', async () => {
      expect(await inspected('a b')).to.equal('GET /images/a%20b/json HTTP/1.1')
      expect(await inspected('a%2Fb?c#d')).to.equal('GET /images/a%252Fb%3Fc%23d/json HTTP/1.1')
      expect(await inspected('ü')).to.equal('GET /images/%C3%BC/json HTTP/1.1')
    })

    for (const name of ['', '..', '../containers', 'a/../b', './a', 'a//b', 'a/']) {
      it(`refuses ${JSON.stringify(name)}, which would mean another path`, async () => {
        const error = await failureOf(chain.run({ operation: 'ImageInspect', path: { name } }))
        expect(error.message).to.equal(`invalid name in the path: ${JSON.stringify(name)}`)
      })
    }

    it('has the version that was asked for, and none when none was', async () => {
      expect(await lineOf({ operation: 'SystemInfo', version: '1.41' })).to.equal('GET /v1.41/info HTTP/1.1')
      expect(await lineOf({ operation: 'SystemInfo' })).to.equal('GET /info HTTP/1.1')
    })

    it('has the query as it came', async () => {
      const search = 'filters=%7B%22label%22%3A%5B%22a%22%5D%7D&all=1&x=%zz&all=0+'
      expect(await lineOf({ operation: 'ContainerList', search })).to.equal(`GET /containers/json?${search} HTTP/1.1`)
    })
  })

  describe('its headers', () => {
    it('keep their order, their case and their repetitions', async () => {
      const headers = [
        ['X-B', '1'],
        ['host', 'docker'],
        ['x-a', 'ü'],
        ['X-b', '2'],
        ['User-Agent', 'Docker-Client/28'],
      ] as const
      const request = await asked({ operation: 'SystemInfo', headers })
      expect(request.headers).to.deep.equal([
        'X-B: 1',
        'host: docker',
        'x-a: ü',
        'X-b: 2',
        'User-Agent: Docker-Client/28',
        'X-Swarmd-Hops: 1',
        'Connection: keep-alive',
      ])
    })

    it('lose what belonged to the connection of the client', async () => {
      const headers = [
        ['Host', 'docker'],
        ['Connection', 'close, X-Mine'],
        ['X-Mine', '1'],
        ['Transfer-Encoding', 'chunked'],
        ['Expect', '100-continue'],
        ['Keep-Alive', '5'],
      ] as const
      expect((await asked({ operation: 'SystemInfo', headers })).headers).to.deep.equal([
        'Host: docker',
        'X-Swarmd-Hops: 1',
        'Connection: keep-alive',
      ])
    })

    it('name a host when the job does not', async () => {
      expect((await asked({ operation: 'SystemInfo' })).headers).to.deep.equal([
        'Host: localhost',
        'X-Swarmd-Hops: 1',
        'Connection: keep-alive',
      ])
    })

    it('may be as long as dockerd allows', async () => {
      const headers = [['X-Registry-Config', 'x'.repeat(500_000)]] as const
      expect((await asked({ operation: 'ImageBuild', headers, input: Readable.from([]) })).headers[1]).to.have.length(
        500_019,
      )
    })
  })

  describe('its body', () => {
    const framing = ({ headers }: RawRequest) =>
      headers.filter((line) => /^(content-length|transfer-encoding):/i.test(line))

    it('is the JSON with its length', async () => {
      const request = await asked({ operation: 'ContainerCreate', raw: Buffer.from('{"Image":"ü"}') })
      expect(framing(request)).to.deep.equal(['Content-Length: 14'])
      expect(Buffer.from(request.body, 'latin1').toString()).to.equal('{"Image":"ü"}')
    })

    it('is called JSON where a program that made the job has not said so', async () => {
      const { headers } = await asked({ operation: 'ContainerExec', path: { id: 'web' }, body: { Cmd: ['true'] } })
      expect(headers).to.include('Content-Type: application/json')
      const named = [['content-type', 'application/json; charset=utf-8']] as const
      const request = await asked({ operation: 'ContainerExec', path: { id: 'web' }, body: {}, headers: named })
      expect(request.headers.filter((line) => /^content-type/i.test(line))).to.deep.equal([
        'content-type: application/json; charset=utf-8',
      ])
    })

    it('has its length where the client wrote it', async () => {
      const headers = [
        ['Host', 'h'],
        ['content-length', '99'],
        ['X-A', '1'],
      ] as const
      const request = await asked({ operation: 'ContainerCreate', headers, raw: Buffer.from('{}') })
      expect(request.headers.slice(0, 3)).to.deep.equal(['Host: h', 'content-length: 2', 'X-A: 1'])
    })

    it('has length 0 when a POST has none, and no length when a GET has none', async () => {
      expect(framing(await asked({ operation: 'ContainerStart', path: { id: 'a' } }))).to.deep.equal([
        'Content-Length: 0',
      ])
      expect(framing(await asked({ operation: 'ContainerDelete', path: { id: 'a' } }))).to.deep.equal([])
      expect(framing(await asked({ operation: 'SystemInfo' }))).to.deep.equal([])
    })

    it('is passed on and framed where the operation has none', async () => {
      const request = await asked({ operation: 'SystemInfo', raw: Buffer.from('GET / HTTP/1.1\r\n\r\n') })
      expect(framing(request)).to.deep.equal(['Content-Length: 18'])
      expect(request.body).to.have.length(18)
    })

    it('is streamed by the length that the client told', async () => {
      const headers = [['Content-Length', '6']] as const
      const request = await asked({
        operation: 'ImageLoad',
        headers,
        input: Readable.from([Buffer.from('abc'), Buffer.from('def')]),
      })
      expect(framing(request)).to.deep.equal(['Content-Length: 6'])
      expect(request.body).to.equal('abcdef')
    })

    it('is streamed in chunks when no length was told', async () => {
      const request = await asked({
        operation: 'ImageLoad',
        input: Readable.from([Buffer.from('abc'), Buffer.from('def')]),
      })
      expect(framing(request)).to.deep.equal(['Transfer-Encoding: chunked'])
      expect(request.body).to.match(/^3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n$/)
    })

    it('breaks the request off when it breaks off itself', async () => {
      const input = new Readable({ read: () => undefined })
      const reply = failureOf(chain.run({ operation: 'ImageLoad', input }))
      const peer = await engine.accept()
      await peer.head()
      input.push('half')
      await peer.take((received) => (received.includes('half') ? received.length : 0))
      input.destroy(new Error('gone'))
      await peer.closed()
      expect((await reply).message).to.equal('the request body broke off')
    })
  })
})
