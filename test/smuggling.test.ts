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
}
const methods = Object.keys(paths) as (keyof typeof paths)[]

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

  /** Sends it, uses the connection to the engine again, and looks whether there is a volume then. */
  const makesNoVolume = async (bytes: string): Promise<void> => {
    const wire = new Wire(target).write(bytes)
    await wire.until(/^HTTP\/1\.1 \d{3} [^]*\r\n\r\n/)
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
