import { join } from 'node:path'
import { expect } from 'chai'
import { call, type Answered } from 'libswarm-core/testing'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { exchange, get, json, lastExchange, post, sentenceOf, type Target } from './support/wire.js'

describe('requests that nobody should send, to the simulator', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let target: Target & { readonly socketPath: string }

  before(async () => {
    folder = await temporaryFolder()
    swarmd = await startSwarmd(['--backend', 'simulator web', 'unix://a.sock'], { cwd: folder.path })
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  })
  after(async () => {
    const { code, stderr } = await swarmd.stop()
    await folder.remove()
    expect([code, /error/.test(stderr)]).to.deep.equal([0, false])
  })

  const message = ({ text }: Answered): string | undefined =>
    (JSON.parse(text) as { readonly message?: string }).message
  const create = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answered> =>
    call(target, 'POST /v1.41/containers/create', { body, headers: { 'Content-Type': 'application/json', ...headers } })
  const containers = async (): Promise<number> =>
    (await call(target, 'GET /containers/json?all=1')).json<unknown[]>().length

  it('an encoded path has the same handler as the plain one (row 55)', async () => {
    const [plain, encoded] = [
      await call(target, 'GET /v1.41/containers/json'),
      await call(target, 'GET /v%31.41/%63ontainers%2fjson'),
    ]
    expect([encoded.status, encoded.text]).to.deep.equal([200, plain.text])
  })

  const versions: Readonly<Record<string, string>> = {
    '9.99': 'client version 9.99 is too new. Maximum supported API version is ',
    '0.1':
      'client version 0.1 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    '1': 'client version 1 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    '1.99999999999999999999': 'client version 1.99999999999999999999 is too new. Maximum supported API version is ',
    '1.99.1': 'client version 1.99.1 is too new. Maximum supported API version is ',
  }
  for (const [version, sentence] of Object.entries(versions)) {
    it(`the version ${version} is refused in dockerd's words (row 58)`, async () => {
      const answer = await call(target, `GET /v${version}/containers/json`)
      expect([answer.status, message(answer)!.replace(/is 1\.\d\d$/, 'is ')]).to.deep.equal([400, sentence])
    })
  }

  const queries: Readonly<Record<string, number>> = {
    'all=1&all=0': 200,
    'all=1;limit=1': 400,
    [`${'a=1&'.repeat(10_000)}all=1`]: 200,
    'filters={bad': 400,
    'filters=[]': 400,
    'filters=%ZZ': 400,
    'filters={"label":7}': 400,
    'limit=abc': 400,
    'limit=99999999999999999999': 400,
    'all=%': 400,
    '__proto__=1&constructor=1': 200,
  }
  for (const [query, status] of Object.entries(queries)) {
    it(`the query ${query.slice(0, 30)} is ${status} (row 59)`, async () => {
      const answer = await exchange(target, get(`/containers/json?${query}`))
      expect(answer?.status).to.equal(status)
      if (status === 400) sentenceOf(answer)
    })
  }

  it('of two values the first counts (row 59)', async () => {
    await call(target, 'POST /containers/web/stop?t=0')
    const listed = async (query: string) =>
      (await call(target, `GET /containers/json?${query}`)).json<unknown[]>().length
    expect([await listed('all=1&all=0'), await listed('all=0&all=1')]).to.deep.equal([1, 0])
    await call(target, 'POST /containers/web/start')
  })

  it('a body that is called text, or nothing, is no JSON (row 60a)', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'multipart/form-data',
    ]) {
      const answer = await create('{"Image":"busybox"}', { 'Content-Type': type })
      expect([answer.status, message(answer)]).to.deep.equal([
        400,
        `unsupported Content-Type header (${type}): must be 'application/json'`,
      ])
    }
    const untyped = await exchange(target, post('/containers/create', [], '{"Image":"busybox"}'))
    expect([untyped?.status, sentenceOf(untyped)]).to.deep.equal([
      400,
      "unsupported Content-Type header (): must be 'application/json'",
    ])
    expect(await containers()).to.equal(1)
    expect(
      (await create('{"Image":"busybox"}', { 'Content-Type': 'application/json; charset=utf-8' })).status,
    ).to.equal(201)
    await call(target, 'POST /containers/prune')
  })

  const deep = (levels: number) => `{"Image":"busybox","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  const bodies: Readonly<Record<string, string>> = {
    nothing: '',
    null: 'null',
    'a list': '[]',
    'a text': '"x"',
    'a byte order mark': '\ufeff{"Image":"busybox"}',
    '201 levels': deep(201),
    'a million levels': deep(1_000_000),
    'a million levels of objects': `${'{"a":'.repeat(1_000_000)}1`,
    'half a character for an image': '{"Image":"\\ud800"}',
  }
  for (const [name, body] of Object.entries(bodies)) {
    it(`${name} for a body (row 60b)`, async () => {
      const answer = await create(body)
      expect([answer.status, answer.headers['content-type']]).to.deep.equal([400, 'application/json'])
      expect(message(answer)).to.match(/\w{3}/)
      expect(await containers()).to.equal(1)
    })
  }

  it('200 levels are fine, and so is half a character, which is U+FFFD as for dockerd (row 60b)', async () => {
    expect((await create(deep(200))).status).to.equal(201)
    const { Id } = (await create('{"Image":"busybox","Labels":{"a":"\\ud800"}}')).json<{ readonly Id: string }>()
    const { Config } = (await call(target, `GET /containers/${Id}/json`)).json<{
      readonly Config: { readonly Labels: unknown }
    }>()
    expect(Config.Labels).to.deep.equal({ a: '\ufffd' })
    await call(target, 'POST /containers/prune')
  })

  it('a body of 17 MiB (row 60c)', async () => {
    const answer = await create(`{"Image":"busybox","User":"${'x'.repeat(17 * 1024 * 1024)}"}`)
    expect([answer.status, message(answer)]).to.deep.equal([
      413,
      'the request body is too large: at most 16777216 bytes',
    ])
    expect(await containers()).to.equal(1)
  })

  it('keys that come twice or in another case are read as dockerd reads them; what follows is refused (row 60d)', async () => {
    const body = '{"Image":"none","image":"busybox","LABELS":{"a":"1"},"Labels":{"a":"2"}}'
    const { Id } = (await create(body)).json<{ readonly Id: string }>()
    const { Config } = (await call(target, `GET /containers/${Id}/json`)).json<{
      readonly Config: { readonly Image: string; readonly Labels: unknown }
    }>()
    expect([Config.Image, Config.Labels]).to.deep.equal(['busybox', { a: '2' }])
    await call(target, 'POST /containers/prune')
    const trailing = await create('{"Image":"busybox"} {"Image":"evil"}')
    expect(trailing.status).to.equal(400)
    expect(message(trailing)).to.match(/^the request body is not valid JSON: /)
  })

  it('keys that are called as parts of JavaScript are unknown ones (row 60e)', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const { status } = await create(
        `{"Image":"busybox","${key}":{"Image":"evil","admin":true},"HostConfig":{"${key}":{"Privileged":true}}}`,
      )
      expect([key, status]).to.deep.equal([key, 201])
    }
    for (const { Id } of (await call(target, 'GET /containers/json?all=1&filters={"status":["created"]}')).json<
      { readonly Id: string }[]
    >()) {
      const { HostConfig, Config } = (await call(target, `GET /containers/${Id}/json`)).json<{
        readonly HostConfig: { readonly Privileged: boolean }
        readonly Config: { readonly Image: string }
      }>()
      expect([HostConfig.Privileged, Config.Image]).to.deep.equal([false, 'busybox'])
    }
    await call(target, 'POST /containers/prune')
    expect((await create('{"__proto__":{"Image":"busybox"}}')).status).to.equal(400)
  })

  it('an upgrade to attach to what is not there is 404 (row 64)', async () => {
    for (const headers of [['Connection: Upgrade', 'Upgrade: tcp'], []]) {
      const answer = await exchange(target, post('/containers/none/attach?stream=1&stdin=1', headers))
      expect([answer?.status, sentenceOf(answer)]).to.deep.equal([404, 'No such container: none'])
    }
    const upgraded = post('/containers/none/attach?stream=1', ['Connection: Upgrade', 'Upgrade: tcp'])
    expect((await lastExchange(target, upgraded))?.headers).to.match(/^Connection: close$/m)
    expect(
      (await lastExchange(target, post('/exec/none/start', [json, 'Connection: Upgrade', 'Upgrade: tcp'], '{}')))
        ?.status,
    ).to.equal(404)
  })
})
