import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { engineMissing } from './support/engine.js'
import { describeNeeding } from './support/needs.js'
import { malformedChunks, refused, sound } from './support/smuggling/framings.js'
import { startFront, type Front } from './support/smuggling/front.js'
import { chunk, chunked, inner, last } from './support/smuggling/inner.js'
import { get, Wire, type Target } from './support/wire.js'

/** For each method a path, and what dockerd says to it when there is a body. */
const asked: Readonly<Record<string, readonly [path: string, status: number]>> = {
  GET: ['/info', 200],
  HEAD: ['/_ping', 200],
  DELETE: ['/containers/none', 404],
  POST: ['/containers/none/start', 400],
  PUT: ['/containers/none/archive?path=x', 404],
  // Of methods that no operation has: answered before their body is read.
  OPTIONS: ['/info', 404],
  PATCH: ['/info', 404],
}
const methods = Object.keys(asked)
const unread = ['OPTIONS', 'PATCH']

describeNeeding(engineMissing(), 'a request inside of a request, to a real engine', function () {
  this.timeout(120_000)
  let front: Front
  let target: Target

  before(async () => {
    front = await startFront()
    target = front.target
  })
  after(() => front?.close())

  const request = (method: string, headers: readonly string[]) => get(asked[method]![0], headers, method)

  /** Has each method tried, and looks whether there is a volume then. */
  const eachMethod = async (
    statusesOf: (method: string) => Promise<readonly number[]>,
    expected: (method: string) => number,
  ) => {
    for (const method of methods) {
      expect([method, await statusesOf(method)]).to.deep.equal([method, [expected(method)]])
      expect(await front.volumes()).to.deep.equal([])
    }
  }

  for (const [status, framings] of Object.entries(refused)) {
    for (const [name, [headers, behind]] of Object.entries(framings)) {
      it(`with ${name} is ${status}, and the connection is closed, whatever its method is (rows 42, 43, 44, 49)`, () =>
        eachMethod(
          async (method) => {
            const { statuses, text } = await front.closes(request(method, headers) + behind)
            expect(text).to.match(/\r\nConnection: close\r\n/)
            return statuses
          },
          () => Number(status),
        ))
    }
  }

  for (const [name, body] of Object.entries(malformedChunks)) {
    it(`in chunks with ${name} is answered once, and the connection is closed (row 45)`, () =>
      eachMethod(
        async (method) => (await front.closes(request(method, [chunked]) + body)).statuses,
        (method) => (unread.includes(method) ? 404 : 400),
      ))
  }

  for (const [name, [headers, behind]] of Object.entries(sound)) {
    it(`with ${name} is one request, and the next on the connection is the next (rows 46, 47, 63)`, () =>
      eachMethod(
        async (method) => (await front.goesOn(request(method, headers) + behind)).statuses,
        (method) => asked[method]![1],
      ))
  }

  it('in chunks that break off is none (row 45)', () =>
    eachMethod(
      async (method) => (await front.ends(`${request(method, [chunked])}ffff\r\n${inner}`)).statuses,
      (method) => (unread.includes(method) ? 404 : 400),
    ))

  it('with a length of 2^53 + 1 is answered before it ends, and is none (rows 42, 61)', () =>
    eachMethod(
      async (method) => {
        const bytes = request(method, ['Content-Length: 9007199254740993']) + inner
        return (await front.ends(bytes, { answered: true })).statuses
      },
      // An archive may be of any length.
      (method) => ([...unread, 'PUT'].includes(method) ? 404 : 413),
    ))

  it('with an expectation is one request, and is told to go on only where it is wanted (row 62)', () =>
    eachMethod(
      async (method) => {
        const bytes = request(method, ['Expect: 100-continue', `Content-Length: ${inner.length}`]) + inner
        const { statuses, text } = await (unread.includes(method) ? front.closes(bytes) : front.goesOn(bytes))
        expect(text.startsWith('HTTP/1.1 100 Continue\r\n\r\n')).to.equal(!unread.includes(method))
        return statuses
      },
      (method) => asked[method]![1],
    ))

  it('with an expectation of something else is 417, and the next on the connection is the next', () =>
    eachMethod(
      async (method) => {
        const bytes = request(method, ['Expect: bogus', `Content-Length: ${inner.length}`]) + inner
        return (await front.goesOn(bytes)).statuses
      },
      () => 417,
    ))

  it('of HTTP/1.0 in chunks, or of a version that is none, is 400, and the connection is closed (rows 43, 50)', async () => {
    for (const version of ['HTTP/1.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', '']) {
      const bytes = request('POST', [chunked]).replace('HTTP/1.1', version)
      for (const behind of [chunk + last, last + inner]) {
        expect([version, (await front.closes(bytes + behind)).statuses]).to.deep.equal([version, [400]])
        expect(await front.volumes()).to.deep.equal([])
      }
    }
  })

  it('what is meant to make one does', async () => {
    const wire = new Wire(target).write(inner)
    expect(await wire.until(/"smuggled"/)).to.match(/^HTTP\/1\.1 201 /)
    wire.close()
  })

  it('queries and versions that dockerd refuses are refused in its own words (rows 58, 59)', async () => {
    const said = async (to: Target, path: string) => {
      const { status, text } = await call(to, `GET ${path}`)
      return [path.slice(0, 60), status, text]
    }
    for (const path of [
      '/v9.99/containers/json',
      '/v0.1/containers/json',
      '/v1.41.1/containers/json',
      '/v1.99999999999999999999/containers/json',
      '/containers/json?all=1;limit=1',
      '/containers/json?filters={bad',
      '/containers/json?filters=%ZZ',
      '/containers/json?limit=abc',
      '/containers/json?all=1&all=0',
      `/containers/json?${'a=1&'.repeat(10_000)}`,
    ]) {
      expect(await said(target, path)).to.deep.equal(await said(front.direct, path))
    }
  })

  it('a body with something behind it, or with keys twice, is read as dockerd reads it (row 60d)', async () => {
    const said = async (to: Target, body: string) => {
      const { status, text } = await call(to, 'POST /containers/create', { body })
      return [body, status, text.replace(/"Id":"[0-9a-f]{64}"/, '"Id":""')]
    }
    for (const body of [
      '{"Image":"busybox"} {"Image":"evil"}',
      '{"Image":"good","image":"busybox"}',
      '{"Image":"busybox","IMAGE":"none"}',
      '{"Image":"busybox"',
      '',
    ]) {
      expect(await said(target, body)).to.deep.equal(await said(front.direct, body))
    }
  })
})
