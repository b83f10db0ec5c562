import { expect } from 'chai'
import type { InlineBackend, Install } from 'libswarm-core'
import { Readable } from 'node:stream'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { record, type Recorder } from './recorder.js'

const secret = 'hunter2-Zm9v'

const container = {
  Image: 'busybox',
  Env: [
    `MYSQL_PWD=${secret}`,
    `GH_PAT=${secret}`,
    `PRIVATE=${secret}`,
    `CERT=-----BEGIN RSA PRIVATE KEY-----\n${secret}`,
    `DB_PASSWORD=${secret}`,
    `A_TOKEN=x ${secret}`,
    `my_secret=${secret}\n${secret}`,
    `AWS_KEY_ID=${secret}`,
  ],
  Cmd: [
    `SWMTKN-1-${secret}`,
    `mysql --password ${secret} -e`,
    `password: ${secret}`,
    `X_TOKEN=${secret} run`,
    '--password',
    secret,
    `--auth-token=${secret}`,
    `https://me:${secret}@host/x`,
  ],
  Labels: { 'api.password': secret, Passwd: secret, AuthConfig: { username: secret, deep: [{ x: secret }] } },
  HostConfig: { Binds: null },
}

const swarm = { JoinTokens: { Worker: secret, Manager: secret }, Spec: { CAConfig: { SigningCAKey: secret } } }

/** A stream that is cut inside every word. */
const bytewise = (value: unknown) =>
  Readable.from(
    [...JSON.stringify(value)].map((one) => Buffer.from(one)),
    { objectMode: false },
  )

const fake: Install = (engine) => {
  engine.register('SystemAuth', () => ({ Status: 'Login Succeeded', IdentityToken: secret }))
  engine.register('ContainerInspect', ({ path }) => {
    if (path.id === 'gone') throw engine.error('NotFound', `No such container: PASSWORD=${secret}`)
    return { Id: path.id, Config: container } as never
  })
  const log = `hello\nA_TOKEN=${secret}\nAuthorization: Basic ${secret}\n`
  engine.register('ContainerLogs', () => Readable.from([Buffer.from(log)]))
  engine.register('SwarmInspect', () => bytewise(swarm))
  const died = { Action: 'die', Actor: { Attributes: { a: `TOKEN=${secret}` } } }
  engine.register('SystemEvents', () => bytewise(died) as never)
  engine.register('SwarmUnlockkey', () => ({ UnlockKey: secret }))
  engine.register('ConfigInspect', ({ path }) => ({ ID: path.id, Spec: { Data: secret } }))
  engine.register('ImageBuild', async function* () {
    yield { stream: `Step 1/2 : ENV API_KEY=${secret}\n` }
    yield { aux: { ID: 'x', registrytoken: secret } }
  })
  const headers = { 'Content-Type': 'application/json' }
  engine.catchAll(({ operation }) => ({ status: 500, headers, body: `{"message":"${operation}"}` }))
}

const behind: InlineBackend = { name: 'fake', install: fake }

const buildargs = encodeURIComponent(JSON.stringify({ HTTP_PROXY: secret, NAME: secret }))
const remote = encodeURIComponent(`https://${secret}@github.com/a/b.git`)

const calls: readonly (readonly [string, { body?: unknown; headers?: Record<string, string> }])[] = [
  ['POST /containers/create', { body: container }],
  ['POST /auth', { body: { username: secret, password: secret, serveraddress: secret } }],
  ['POST /images/create?fromImage=a', { headers: { 'X-Registry-Auth': secret } }],
  ['GET /info', { headers: { Authorization: `Bearer ${secret}`, Cookie: secret, 'x-api-key': secret } }],
  [`POST /build?buildargs=${buildargs}&remote=${remote}`, { headers: { 'X-Registry-Config': secret } }],
  [`POST /build?buildargs=${secret}&authToken=${secret}`, {}],
  ['POST /secrets/create', { body: { Name: 'a', Data: secret } }],
  ['POST /configs/create', { body: { Name: 'a', Data: secret } }],
  ['POST /configs/x/update?version=1', { body: { Name: 'a', Data: secret } }],
  ['POST /swarm/join', { body: { JoinToken: secret, RemoteAddrs: ['a'] } }],
  ['POST /swarm/unlock', { body: { UnlockKey: secret } }],
  ['POST /plugins/p/set', { body: [`PASSWORD=${secret}`] }],
  ['GET /events', {}],
  ['GET /swarm', {}],
  ['GET /swarm/unlockkey', {}],
  ['GET /configs/x', {}],
  ['GET /containers/web/json', {}],
  ['GET /containers/gone/json', {}],
  ['GET /containers/web/logs?stdout=1', {}],
]

describe('secrets', () => {
  let debug: Recorder
  let daemon: TestDaemon
  before(async () => {
    debug = record({ v: true })
    daemon = await startTestDaemon({ backends: [debug.backend, behind] })
    for (const [line, options] of calls) await call(daemon, line, options)
  })
  after(() => daemon.close())

  it('appear nowhere in the output, with -v neither (row 75)', () => {
    expect(debug.text()).not.to.include('hunter2')
  })

  it('are shown as stars, what is around them as it is (row 75)', () => {
    const lines = debug.lines().map((line) => line.trim())
    expect(lines).to.include.members([
      'X-Registry-Auth: ***',
      'X-Registry-Config: ***',
      'Authorization: ***',
      '"DB_PASSWORD=***",',
      '"AWS_KEY_ID=***"',
      '"https://***@host/x"',
      '"serveraddress": "***"',
      '"JoinToken": "***",',
      '"Worker": "***",',
      '"Status": "Login Succeeded",',
      '{"Action":"die","Actor":{"Attributes":{"a":"TOKEN=***"}}}',
      'hello',
      'A_TOKEN=***',
      'Authorization:***',
      '{"stream":"Step 1/2 : ENV API_KEY=***"}',
    ])
    const built = debug.lines().flatMap((line) => /--> ImageBuild build (.*)/.exec(line)?.[1] ?? [])
    expect(built).to.deep.equal([
      '?buildargs={"HTTP_PROXY":"***","NAME":"***"}&remote=https://***@github.com/a/b.git',
      '?buildargs=***&authToken=***',
    ])
  })

  it('cost no more than linear time to look for', () => {
    // Quadratic time would take minutes here.
    const long = ['key', '://', '"', 'key=', '-key', 'auth'].map((word) => word.repeat(3_000))
    const Cmd = ['--password', ...long, ...long.map((text) => `-${text}!`)]
    return call(daemon, 'POST /containers/create', { body: { Cmd } })
  })

  it('are not looked for in what cannot be read', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const answer = await call(daemon, 'POST /networks/create', { body: deep })
    expect(answer.text).to.equal('{"message":"NetworkCreate"}')
    expect(debug.lines()).to.include('    [100000 bytes, no JSON]')
    await call(daemon, 'POST /networks/create', { body: `{"password":"${secret}"` })
    expect(debug.text()).not.to.include('hunter2')
  })
})
