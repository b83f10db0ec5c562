import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeNeeding } from './support/needs.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, json, post, Wire, type Target } from './support/wire.js'

const chunked = 'Transfer-Encoding: chunked'
const inner = post('/volumes/create', [json], '{"Name":"smuggled"}')
const paths = {
  GET: '/info',
  HEAD: '/_ping',
  DELETE: '/containers/none',
  POST: '/containers/none/start',
  PUT: '/containers/none/archive?path=x',
  // Of methods that no operation has.
  OPTIONS: '/info',
  PATCH: '/info',
}
const methods = Object.keys(paths) as (keyof typeof paths)[]

const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n`
const last = '0\r\n\r\n'

/** Headers and what comes behind them, with a request in it that nobody may run. */
const vectors: Readonly<Record<string, readonly [headers: readonly string[], behind: string]>> = {
  'a length and chunks': [['Content-Length: 5', chunked], last + inner],
  'chunks and a length': [[chunked, 'Content-Length: 5'], last + inner],
  'a length and chunks, the length of all': [[`Content-Length: ${last.length + inner.length}`, chunked], last + inner],
  'two lengths': [['Content-Length: 0', `Content-Length: ${inner.length}`], inner],
  'the same length twice': [[`Content-Length: ${inner.length}`, `Content-Length: ${inner.length}`], inner],
  'two lengths in one': [[`Content-Length: ${inner.length}, ${inner.length}`], inner],
  'no length': [['Content-Length:'], inner],
  ...Object.fromEntries(
    ['+2', '-1', '0x2', '1e1', '2 2', '18446744073709551618', '0,'].map((length) => [
      `the length ${length}`,
      [[`Content-Length: ${length}`], `{}${inner}`] as const,
    ]),
  ),
  'a length of 2^53 + 1': [['Content-Length: 9007199254740993'], inner],
  'a space before the colon of a length': [[`Content-Length : ${inner.length}`], inner],
  'a space before the colon of chunks': [['Transfer-Encoding : chunked'], last + inner],
  ...Object.fromEntries(
    [
      'xchunked',
      'chunked, identity',
      'identity',
      'gzip, chunked',
      'chunked, chunked',
      '',
      '"chunked"',
      '\x0bchunked',
    ].map((coding) => [
      `the encoding ${JSON.stringify(coding)}`,
      [[`Transfer-Encoding: ${coding}`], last + inner] as const,
    ]),
  ),
  'an empty encoding and a length': [['Transfer-Encoding:', 'Content-Length: 2'], `{}${inner}`],
  'an encoding that is none and a length': [['Transfer-Encoding: identity', 'Content-Length: 2'], `{}${inner}`],
  'an encoding in two lines': [['Transfer-Encoding:', ' chunked'], last + inner],
  'a header in two lines': [['X-A: b', ' c', `Content-Length: ${inner.length}`], inner],
  'a line with LF alone': [[`X-A: b\nContent-Length: ${inner.length}`], inner],
  'a line with CR alone': [[`X-A: b\rContent-Length: ${inner.length}`], inner],
  'a NUL in a value': [['X-A: b\0', `Content-Length: ${inner.length}`], inner],
  'a NUL in a name': [['X-A\0: b', `Content-Length: ${inner.length}`], inner],
  'a line that begins with a space': [[` Content-Length: ${inner.length}`], inner],
  'a chunk with an extension': [[chunked], chunk.replace('\r\n', ';a=b\r\n') + last],
  'an extension with LF': [[chunked], `2;a=b\n{}\r\n${last}${inner}`],
  'an extension with CR': [[chunked], `2;a=b\rc\r\n{}\r\n${last}${inner}`],
  'an extension of 20 KB': [[chunked], chunk.replace('\r\n', `;${'a'.repeat(20_000)}\r\n`) + last],
  'the size of a chunk with LF': [[chunked], `2\n{}\r\n${last}${inner}`],
  ...Object.fromEntries(
    ['0x2', '-2', '10000000000000002', '2 ', 'zz', ''].map((size) => [
      `a chunk of the size ${JSON.stringify(size)}`,
      [[chunked], `${size}\r\n{}\r\n${inner}`] as const,
    ]),
  ),
  'a chunk without its end': [[chunked], `2\r\n{}${last}${inner}`],
  'a length in the trailers': [[chunked], `2\r\n{}\r\n0\r\nContent-Length: ${inner.length}\r\n\r\n`],
  'chunks that break off': [[chunked], `ffff\r\n${inner}`],
  'a connection that names the length': [['Connection: Content-Length', `Content-Length: ${inner.length}`], inner],
  'a connection that names the encoding': [['Connection: Transfer-Encoding', chunked], chunk + last],
  'a connection that names both, and the host': [['Connection: Host, Content-Length, Transfer-Encoding', chunked], chunk + last], // prettier-ignore
  'an upgrade and chunks': [['Connection: Upgrade', 'Upgrade: tcp', chunked], chunk + last],
  'an upgrade and a length': [['Connection: Upgrade', 'Upgrade: tcp', `Content-Length: ${inner.length}`], inner],
  'an upgrade to HTTP/2': [['Connection: Upgrade', 'Upgrade: h2c', `Content-Length: ${inner.length}`], inner],
  'two hosts': [['Host: e', `Content-Length: ${inner.length}`], inner],
  'an expectation': [['Expect: 100-continue', `Content-Length: ${inner.length}`], inner],
  'an expectation of something else': [['Expect: bogus', `Content-Length: ${inner.length}`], inner],
}

describeNeeding(engineMissing(), 'a request inside of a request, to a real engine', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: TestEngine
  let swarmd: Swarmd
  let target: Target

  before(async () => {
    engine = await startEngine()
    folder = await temporaryFolder()
    swarmd = await startSwarmd(['--backend', `forward ${engine.address}`, 'unix://a.sock'], { cwd: folder.path })
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  })
  after(async () => {
    await swarmd?.stop()
    await engine?.close()
    await folder?.remove()
  })

  const volumes = async (): Promise<unknown> =>
    (await call(target, 'GET /volumes')).json<{ Volumes: unknown }>().Volumes

  /** Sends it, and nothing more where it `ends`; uses the connection to the engine again, and looks whether there is a volume then. */
  const makesNoVolume = async (bytes: string, ends = false): Promise<void> => {
    const wire = new Wire(target).write(bytes)
    if (ends) {
      wire.socket.end()
      await wire.ended()
    } else await wire.until(/^HTTP\/1\.1 \d{3} [^]*\r\n\r\n/)
    wire.close()
    for (let round = 0; round < 3; round++) expect((await call(target, 'GET /_ping')).status).to.equal(200)
    expect((await volumes()) ?? []).to.deep.equal([])
  }

  for (const method of methods) {
    it(`a chunked ${method} makes no volume (row 46)`, async () => {
      const body = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
      await makesNoVolume(get(paths[method], [chunked], method) + body)
      await makesNoVolume(get(paths[method], [`Content-Length: ${inner.length}`], method) + inner)
    })

    it(`a ${method} with 2,100 headers before its framing makes no volume (row 47)`, async () => {
      const many = Array.from({ length: 2100 }, (_, at) => `X${at}:`)
      const body = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
      await makesNoVolume(get(paths[method], [...many, chunked], method) + body)
      await makesNoVolume(get(paths[method], [...many, `Content-Length: ${inner.length}`], method) + inner)
    })
  }

  for (const [name, [headers, behind]] of Object.entries(vectors)) {
    it(`a request with ${name} makes no volume, whatever its method is (rows 42, 43, 44, 45, 46)`, async () => {
      for (const method of methods) await makesNoVolume(get(paths[method], headers, method) + behind, true)
    })
  }

  it('chunks of HTTP/1.0, and versions that are none, make no volume (rows 43, 50)', async () => {
    for (const version of ['HTTP/1.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', '']) {
      const bytes = get(paths.POST, [chunked], 'POST').replace('HTTP/1.1', version)
      await makesNoVolume(bytes + chunk + last, true)
      await makesNoVolume(bytes + last + inner, true)
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
    const direct: Target = { socketPath: engine.socketPath, port: undefined }
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
      expect(await said(target, path)).to.deep.equal(await said(direct, path))
    }
  })

  it('a body with something behind it, or with keys twice, is read as dockerd reads it (row 60d)', async () => {
    const said = async (to: Target, body: string) => {
      const { status, text } = await call(to, 'POST /containers/create', { body })
      return [body, status, text.replace(/"Id":"[0-9a-f]{64}"/, '"Id":""')]
    }
    const direct: Target = { socketPath: engine.socketPath, port: undefined }
    for (const body of [
      '{"Image":"busybox"} {"Image":"evil"}',
      '{"Image":"good","image":"busybox"}',
      '{"Image":"busybox","IMAGE":"none"}',
      '{"Image":"busybox"',
      '',
    ]) {
      expect(await said(target, body)).to.deep.equal(await said(direct, body))
    }
  })
})
