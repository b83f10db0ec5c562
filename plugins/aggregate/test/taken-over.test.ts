import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { createAggregate } from 'libswarm-backend-aggregate'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { quick, standard } from './support/running-pool.js'
import { until } from './support/until.js'

/** What a client hears on a connection, and how it ends. */
interface Heard {
  readonly socket: Socket
  readonly text: () => string
  /** `FIN`, or the code of a failure; undefined before. */
  readonly end: () => string | undefined
}

function hear(port: number, request: string): Heard {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  let text = ''
  let end: string | undefined
  socket.setEncoding('latin1').on('data', (more: string) => (text += more))
  socket.on('end', () => (end ??= 'FIN')).on('error', ({ code }: NodeJS.ErrnoException) => (end ??= code))
  socket.write(request)
  return { socket, text: () => text, end: () => end }
}

const post = (path: string, headers: readonly string[], body = '') =>
  [`POST ${path} HTTP/1.1`, 'Host: pool', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n')
const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']
const attach = '/containers/talks/attach?stream=1&stdin=1&stdout=1'

const requests: readonly (readonly [what: string, (exec: string) => string])[] = [
  ['an attach', () => post(attach, upgrade)],
  ['an attach without an upgrade', () => post(attach, [])],
  ['a command', (exec) => post(`/exec/${exec}/start`, [...upgrade, 'Content-Type: application/json'], '{}')],
]

describe('aggregate: a connection on TCP that an engine behind forward has taken over', () => {
  let engine: TestDaemon
  let proxy: FaultProxy
  let pool: TestDaemon
  let exec: string
  let heard: readonly (readonly [string, Heard])[] = []

  beforeEach(async () => {
    engine = await startDaemon({ backends: ['simulator'], standard })
    proxy = await startFaultProxy({ to: engine.address })
    const options = { child: [`far=forward ${proxy.address}`] }
    pool = await startDaemon({
      backends: [{ name: 'aggregate', install: createAggregate(quick), options }],
      standard,
      tcp: true,
    })
    const isReady = async () => (await call(pool, 'GET /nodes/far')).text.includes('"State":"ready"')
    await until('the node is ready', isReady)
    await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
    const body = { Image: 'busybox', Cmd: ['cat'], OpenStdin: true }
    expect((await call(engine, 'POST /containers/create?name=talks', { body })).status).to.equal(201)
    expect((await call(engine, 'POST /containers/talks/start')).status).to.equal(204)
    const cat = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    exec = (await call(pool, 'POST /containers/talks/exec', { body: cat })).json<{ Id: string }>().Id
    heard = requests.map(([what, requestOf]) => [what, hear(pool.port!, requestOf(exec))])
    for (const [what, one] of heard) {
      await until(`${what} has begun`, () => /^HTTP\/1\.1 (200|101) [^]*\r\n\r\n/.test(one.text()))
      one.socket.write('said\n')
    }
    for (const [what, one] of heard) await until(`${what} says something`, () => one.text().includes('said'))
  })
  afterEach(async () => {
    for (const [, { socket }] of heard) socket.destroy()
    await pool.close()
    await proxy.close()
    await engine.close()
  })

  const ends = async () => {
    for (const [what, { end }] of heard) await until(`${what} has ended`, () => end() !== undefined, 20_000)
    return heard.map(([, { end }]) => end())
  }

  it('is reset where the engine is frozen, as soon as its node is down', async () => {
    await proxy.set({ blackHole: true })
    expect(await ends()).to.deep.equal(['ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
  })

  it('is reset where that of the engine is', async () => {
    proxy.breakOff('reset')
    expect(await ends()).to.deep.equal(['ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
  })

  it('ends in order where the engine ends it, as it does when it is killed: what came of a command is not told then', async () => {
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    expect(await ends()).to.deep.equal(['FIN', 'FIN', 'FIN'])
    expect((await call(pool, `GET /exec/${exec}/json`)).status).to.be.oneOf([502, 503])
    expect((await call(pool, 'POST /containers/talks/wait')).status).to.be.oneOf([502, 503])
  })

  it('ends in order where its process does', async () => {
    for (const [, { socket }] of heard) socket.end()
    expect(await ends()).to.deep.equal(['FIN', 'FIN', 'FIN'])
    expect((await call(pool, `GET /exec/${exec}/json`)).json<{ ExitCode: number }>().ExitCode).to.equal(0)
  })
})
