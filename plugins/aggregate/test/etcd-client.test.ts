import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { etcdSource } from '../dist/discovery/etcd.js'
import { readEtcdAddress } from '../dist/etcd/address.js'
import { EtcdClient } from '../dist/etcd/client.js'
import { EtcdError } from '../dist/etcd/failure.js'
import { oneKey, readKeys } from '../dist/etcd/keys.js'
import { describeEtcd, EtcdServer } from './support/etcd-server.js'
import { fail, Observed } from './support/observed.js'

async function failureOf(address: string, limit?: number): Promise<EtcdError> {
  const client = new EtcdClient(readEtcdAddress(address, fail), limit)
  const thrown: unknown = await readKeys(client, oneKey('a')).catch((error: unknown) => error)
  client.close()
  expect(thrown).to.be.instanceOf(EtcdError)
  return thrown as EtcdError
}

describeEtcd('an etcd with users', () => {
  let server: EtcdServer

  before(async function () {
    this.timeout(60_000)
    server = await EtcdServer.start()
    await server.put('/pool/a', 'debug')
    await server.post('/v3/auth/user/add', { name: 'root', password: 's3cret' })
    await server.post('/v3/auth/role/add', { name: 'root' })
    await server.post('/v3/auth/user/grant', { user: 'root', role: 'root' })
    await server.post('/v3/auth/enable', {})
  })
  after(() => server.close())

  it('is read by who has the password, also when it has forgotten the token', async () => {
    const source = etcdSource(`root:s3cret@${server.address}/pool`, fail, { watch: 200, retry: [50, 200] })
    const observed = await Observed.of(source)
    expect(observed.lists).to.deep.equal([['a=debug']])
    expect(observed.said).to.deep.equal([])
    await server.kill()
    await observed.says(/^cannot reach/)
    await server.start()
    await observed.says(/^recovered$/)
    expect(observed.said.join()).not.to.match(/token|s3cret/)
    await observed.end()
  }).timeout(60_000)

  const refused: Readonly<Record<string, RegExp>> = {
    '': /^etcd at 127\.0\.0\.1:\d+: etcdserver: user name is empty \(it wants a user: USER:PASSWORD@HOST:PORT\)$/,
    'root:secr3t@': /^etcd at 127\.0\.0\.1:\d+: etcdserver: authentication failed, invalid user ID or password$/,
  }
  for (const [user, sentence] of Object.entries(refused)) {
    it(`refuses ${user === '' ? 'who has none' : 'another password'}, which is not repeated`, async () => {
      const { message } = await failureOf(`${user}${server.address}/pool`)
      expect(message).to.match(sentence).and.not.contain('secr3t')
    })
  }
})

describeEtcd('an etcd behind TLS', () => {
  let folder: string
  let server: EtcdServer
  let files: string

  before(async function () {
    this.timeout(60_000)
    folder = await mkdtemp(join(tmpdir(), 'etcd-tls-'))
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const made = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=etcd',
    ]
    execFileSync('openssl', [...made, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], {
      stdio: 'pipe',
    })
    server = await EtcdServer.start({ tls: { ca: cert, cert, key } })
    files = `tlscacert=${cert}&tlscert=${cert}&tlskey=${key}`
  })
  after(async () => {
    await server?.close()
    await rm(folder, { recursive: true })
  })

  it('is read with a CA and a certificate', async () => {
    const client = new EtcdClient(readEtcdAddress(`${server.address}/a?${files}`, fail))
    expect((await readKeys(client, oneKey('a'))).keys).to.deep.equal([])
    client.close()
  })

  const refused: Readonly<Record<string, readonly [options: () => string, sentence: RegExp]>> = {
    'a CA': [() => 'tls', /^cannot reach etcd at 127\.0\.0\.1:\d+: self-signed certificate$/],
    'a certificate': [
      () => files.replace(/&.*/, ''),
      /^cannot reach etcd at .*(certificate required|bad certificate)/i,
    ],
    TLS: [() => 'tls=false', /^cannot reach etcd at 127\.0\.0\.1:\d+: the connection broke$/],
  }
  for (const [what, [options, sentence]] of Object.entries(refused)) {
    it(`refuses who has not ${what}`, async () => {
      expect((await failureOf(`${server.address}/a?${options()}`)).message).to.match(sentence)
    })
  }
})

describe('what is no etcd', () => {
  const answers: Readonly<Record<string, readonly [status: number, text: string, sentence: RegExp]>> = {
    'has no such path': [404, 'Not Found', /^etcd at 127\.0\.0\.1:\d+ answers 404: is it etcd 3\.4 or later\?$/],
    'answers no JSON': [200, '<html>', /^cannot reach etcd at 127\.0\.0\.1:\d+: .*JSON/],
    'answers null': [200, 'null', /: its answer is no object$/],
    'answers an object without a revision': [200, '{}', /^an answer is not one of etcd: is it etcd 3\.4 or later\?$/],
    'answers keys that are none': [200, '{"header": {"revision": "1"}, "kvs": 7}', /^an answer is not one of etcd/],
    'answers a key that is none': [
      200,
      '{"header": {"revision": "1"}, "kvs": [null]}',
      /^an answer is not one of etcd/,
    ],
    'refuses in JSON': [400, '{"error": "no", "code": 3}', /^etcd at 127\.0\.0\.1:\d+: no$/],
    'refuses in other JSON': [400, '{"errors": [1]}', /^etcd at 127\.0\.0\.1:\d+ answers 400/],
  }
  let server: Server
  let answer: readonly [status: number, text: string] | undefined

  before((done) => {
    server = createServer((_, response) => {
      if (answer !== undefined) response.writeHead(answer[0]).end(answer[1])
    })
    server.listen(0, '127.0.0.1', done)
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}/a`

  for (const [title, [status, text, sentence]] of Object.entries(answers)) {
    it(`is told by what it ${title}`, async () => {
      answer = [status, text]
      expect((await failureOf(address())).message).to.match(sentence)
    })
  }

  it('is not waited for without limit', async () => {
    answer = undefined
    expect((await failureOf(address(), 100)).message).to.match(/^cannot reach etcd at .*: no answer within 0\.1 s$/)
  })

  it('is not there', async () => {
    expect((await failureOf('127.0.0.1:1/a')).message).to.equal('cannot reach etcd at 127.0.0.1:1: connection refused')
  })
})
