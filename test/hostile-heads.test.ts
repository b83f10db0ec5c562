import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { startAttacked, type Attacked } from './support/attacked.js'
import { until } from './support/processes.js'
import { get, lastExchange } from './support/wire.js'

describe('heads that nobody should send', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  it('a header of 129 KB, a URL of 65 KB (row 48)', async () => {
    const message = await attacked.isRefused(get('/_ping', [`X: ${'x'.repeat(129 * 1024)}`]), 431)
    expect(message).to.equal('Request Header Fields Too Large: the request headers are too long')
    expect(await attacked.isRefused(get(`/_ping?${'x'.repeat(65 * 1024)}`), 414)).to.equal(
      'the URL is too long: at most 65536 bytes',
    )
    const [request] = await attacked.asked(get(`/_ping?${'x'.repeat(63 * 1024)}`, [`X: ${'x'.repeat(60 * 1024)}`]))
    expect(request!.line).to.have.lengthOf('GET /_ping?'.length + 63 * 1024)
  })

  const hosts: Readonly<Record<string, string>> = {
    'two hosts': get('/_ping', ['Host: e']),
    'the same host twice': get('/_ping', ['host: d']),
    'no host': 'GET /_ping HTTP/1.1\r\n\r\n',
    'a host with a space': 'GET /_ping HTTP/1.1\r\nHost: a b\r\n\r\n',
    'a host with a path': 'GET /_ping HTTP/1.1\r\nHost: a/b\r\n\r\n',
  }
  for (const [name, bytes] of Object.entries(hosts)) {
    it(`${name} (row 49)`, async () => {
      await attacked.isRefused(bytes, 400)
    })
  }

  it('no host is fine for HTTP/1.0', async () => {
    expect((await lastExchange(attacked.unix, 'GET /_ping HTTP/1.0\r\n\r\n'))?.status).to.equal(200)
  })

  const protocols: Readonly<Record<string, string>> = {
    'HTTP/0.9': 'GET /_ping\r\n\r\n',
    'HTTP/0.9 by name': 'GET /_ping HTTP/0.9\r\n\r\n',
    'HTTP/1.2': get('/_ping').replace('1.1', '1.2'),
    'HTTP/2.0': get('/_ping').replace('1.1', '2.0'),
    'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'the hello of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'the banner of SSH': 'SSH-2.0-OpenSSH_9.2\r\n',
    'a megabyte of anything': `\0${randomBytes(1024 * 1024).toString('latin1')}`,
  }
  for (const [name, bytes] of Object.entries(protocols)) {
    it(`${name} (row 50)`, async () => {
      await attacked.isRefused(bytes, 400)
    })
  }

  it('a flood of them is a line of the log in a second, and says how many there were (row 50)', async () => {
    const said = () =>
      [...attacked.swarmd.stderr().matchAll(/refused a request of 127\.0\.0\.1: .*/g)].map(([line]) => line)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const [before, start] = [said().length, performance.now()]
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 20 }, () => lastExchange(attacked.tcp, 'SSH-2.0-OpenSSH_9.2\r\n')))
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await lastExchange(attacked.tcp, 'SSH-2.0-OpenSSH_9.2\r\n')
    await until('the last line is there', () => said().length >= before + 2)
    const seconds = (performance.now() - start) / 1000
    expect(said().length - before).to.be.at.most(Math.ceil(seconds) + 1)
    expect(said().at(-1)).to.match(/: Bad Request: Invalid method encountered \(and \d+ more before\)$/)
  })
})
