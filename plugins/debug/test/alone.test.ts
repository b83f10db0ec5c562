import { expect } from 'chai'
import { compose, operations, type AnyJob, type Chain, type JobInit } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { record } from './recorder.js'

const lists = /List$|^(?:ContainerChanges|GetPluginPrivileges|Image(?:Attestations|Delete|History|Search))$/

describe('debug alone', () => {
  let runner: Chain
  let daemon: TestDaemon
  before(async () => {
    runner = await compose([record().backend])
    daemon = await startTestDaemon({ backends: [record({ v: true }).backend] })
  })
  after(() => Promise.all([runner.close(), daemon.close()]))

  for (const { operation, path, answers } of operations) {
    it(`answers ${operation} as ${answers.kind}`, async () => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, 'x'] as const)
      const job = { operation, path: Object.fromEntries(names) } as unknown as JobInit<AnyJob['operation']>
      const reply = await runner.run(job)
      expect(reply.status).to.equal(answers.kind === 'duplex' ? 200 : answers.status[0])
      if (answers.kind === 'none') expect(reply.body).to.equal(undefined)
      if (answers.kind === 'messages') expect(await reply.bytes()).to.have.length(0)
      if (answers.kind === 'bytes') expect(String(await reply.bytes())).to.equal(operation === 'SystemPing' ? 'OK' : '')
      if (answers.kind === 'duplex') await expectToEnd(reply.body)
      if (answers.kind !== 'json') return
      const value: unknown = await reply.json()
      const list = lists.test(operation) && operation !== 'VolumeList'
      const wanted = operation === 'SwarmInit' ? 'string' : list ? 'array' : 'object'
      expect(value).to.be.an(wanted)
    })
  }

  it('says what clients negotiate by', async () => {
    for (const method of ['HEAD', 'GET']) {
      const { status, headers } = await call(daemon, `${method} /_ping`)
      expect([status, headers['api-version'], headers.ostype]).to.deep.equal([200, '1.44', 'linux'])
    }
  })

  it('accepts a WebSocket and closes it', async () => {
    const key = 'dGhlIHNhbXBsZSBub25jZQ=='
    const socket = connect({ path: daemon.socketPath!, allowHalfOpen: true })
    const headers = ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', `Sec-WebSocket-Key: ${key}`]
    socket.end(`GET /containers/x/attach/ws HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    const answer = Buffer.concat((await socket.toArray()) as Buffer[])
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    expect(answer.toString('latin1'))
      .to.match(/^HTTP\/1.1 101 /)
      .and.to.include(`Sec-WebSocket-Accept: ${accept}\r\n`)
    expect([...answer.subarray(-4)]).to.deep.equal([0x88, 0x02, 0x03, 0xe8])
  })
})

async function expectToEnd(body: unknown): Promise<void> {
  expect(body).to.be.instanceOf(Duplex)
  const duplex = body as Duplex
  duplex.end(Buffer.alloc(1024 * 1024))
  expect(await duplex.toArray()).to.deep.equal([])
}
