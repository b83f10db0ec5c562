import { connect } from 'node:net'
import { expect } from 'chai'
import { startAttacked, type Attacked } from './support/attacked.js'
import { until } from './support/processes.js'
import { exchange, json, lastExchange, post, sentenceOf, Wire } from './support/wire.js'

const create = '/containers/create'
const load = '/images/load'
const chunked = 'Transfer-Encoding: chunked'

describe('bodies and upgrades that are refused', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  it('a body that is announced to be a terabyte, of JSON: nothing of it is asked for (row 61)', async () => {
    for (const target of attacked.targets) {
      const wire = new Wire(target).write(post(create, [json, 'Content-Length: 1000000000000'], '{'))
      const answer = await wire.answer()
      expect([answer?.status, sentenceOf(answer)]).to.deep.equal([
        413,
        'the request body is too large: at most 16777216 bytes',
      ])
      wire.close()
    }
    expect(attacked.engine.taken()).to.deep.equal([])
  })

  it('a body of 17 MiB, its length told or not (row 60c)', async () => {
    const size = 17 * 1024 * 1024
    for (const bytes of [
      post(create, [json], 'x'.repeat(size)),
      post(create, [json, chunked], `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`),
    ]) {
      const answer = await exchange(attacked.tcp, bytes)
      expect([answer?.status, sentenceOf(answer)]).to.deep.equal([
        413,
        'the request body is too large: at most 16777216 bytes',
      ])
    }
    expect(attacked.engine.taken()).to.deep.equal([])
  })

  it('100 Continue is not said where the call is refused (row 62)', async () => {
    const expects = 'Expect: 100-continue'
    for (const [bytes, status] of [
      [post('/nope', [expects, 'Content-Length: 2']), 404],
      [post(create, [json, expects, 'Content-Length: 17825792']), 413],
      [post(load, [expects, 'Transfer-Encoding: gzip, chunked']), 501],
      [post(load, [expects, 'Host: e', 'Content-Length: 2']), 400],
      [post(load, ['Expect: something', 'Content-Length: 2']), 417],
    ] as const) {
      const answer = await exchange(attacked.unix, bytes)
      expect([bytes, answer?.status]).to.deep.equal([bytes, status])
      sentenceOf(answer)
    }
    expect(attacked.engine.taken()).to.deep.equal([])
    const wire = new Wire(attacked.unix).write(post(create, [json, expects, 'Content-Length: 2']))
    await wire.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    await wire.write('{}').until(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
    wire.close()
  })

  it('a wish for an upgrade is as if it were none, where there is no such upgrade (row 63)', async () => {
    const body = '{"Image":"a"}'
    const plain = await attacked.asked(post(create, [json], body))
    for (const upgrade of ['tcp', 'h2c', 'websocket']) {
      const wished = await attacked.asked(post(create, [json, 'Connection: Upgrade', `Upgrade: ${upgrade}`], body))
      expect(wished).to.deep.equal(plain)
    }
    await attacked.isRefused(post(create, [json, 'Connection: Upgrade', 'Upgrade: tcp', 'Host: e'], body), 400)
  })

  it('an upgrade for what the engine does not have is its 404, and no 101 (row 64)', async () => {
    for (const path of ['/containers/missing/attach?stream=1', '/exec/missing/start']) {
      const bytes = post(path, [json, 'Connection: Upgrade', 'Upgrade: tcp'], '{}')
      const answer = await lastExchange(attacked.unix, bytes)
      expect([answer?.status, sentenceOf(answer)]).to.deep.equal([404, 'No such container: missing'])
    }
    expect(attacked.engine.upgraded).to.have.lengthOf(0)
  })

  it('clients that vanish inside of a request leave nothing behind', async () => {
    for (const bytes of [
      post(create, [json, 'Content-Length: 100'], '{'),
      post(load, [chunked], '3\r\nabc'),
      'GET /_pi',
    ]) {
      const socket = connect(attacked.tcp.port!, '127.0.0.1')
      await new Promise((resolve) => socket.write(bytes, resolve))
      socket.resetAndDestroy()
    }
    await until('the engine has heard of none', () => attacked.engine.taken().length === 0)
  })
})
