import { expect } from 'chai'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import type { EngineHandle } from 'libswarm-core'
import { backend, Wire } from './support.js'

describe('requests of web pages', () => {
  let tcp: TestDaemon
  let unix: TestDaemon
  const asked: string[] = []

  const install = (engine: EngineHandle) => {
    engine.catchAll({
      run: (job) => {
        asked.push(job.operation)
        return { status: 200, body: '[]' }
      },
      wire: (job) => {
        asked.push(`wire ${job.operation}`)
        return false
      },
    })
  }

  before(async () => {
    const backends = [backend('fake', install)]
    tcp = await startTestDaemon({ tcp: true, backends, allowOrigin: ['https://ui.example:8443'] })
    unix = await startTestDaemon({ backends })
  })
  after(() => Promise.all([tcp.close(), unix.close()]))
  beforeEach(() => void asked.splice(0))

  const foreign: readonly Readonly<Record<string, string>>[] = [
    { Origin: 'http://evil' },
    { Origin: 'null' },
    { Origin: '' },
    { Origin: 'https://ui.example' },
    { Origin: 'https://ui.example:8443.evil' },
    { Origin: 'https://ui.example:8443, http://evil' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://evil', 'Sec-Fetch-Site': 'same-origin' },
  ]
  for (const headers of foreign) {
    const shown = JSON.stringify(headers)
    it(`are refused on TCP, whatever they ask for: ${shown} (row 71)`, async () => {
      for (const line of [
        'GET /containers/json',
        'POST /containers/x/start',
        'OPTIONS /containers/json',
        'GET /nothing',
      ]) {
        const answer = await call(tcp, line, { headers })
        expect(answer.status).to.equal(403)
        expect(answer.json<{ message: string }>().message).to.match(/^web pages may not send requests here: /)
      }
      expect(
        (await call(tcp, 'POST /containers/create', { headers, body: { Image: 'x'.repeat(200_000) } })).status,
      ).to.equal(403)
      expect(asked).to.deep.equal([])
    })

    it(`are like any others on a unix socket: ${shown}`, async () => {
      expect((await call(unix, 'GET /containers/json', { headers })).status).to.equal(200)
      expect(asked).to.deep.equal(['ContainerList'])
    })
  }

  it('are refused when they want another protocol, too (row 71)', async () => {
    for (const [line, upgrade] of [
      ['GET /containers/x/attach/ws?stdin=1', 'websocket'],
      ['POST /containers/x/attach?stdin=1', 'tcp'],
      ['GET /_ping', 'tcp'],
    ]) {
      const head = [`${line} HTTP/1.1`, 'Host: d', 'Origin: http://evil', 'Connection: Upgrade', `Upgrade: ${upgrade}`]
      const received = await new Wire(tcp).write(`${head.join('\r\n')}\r\n\r\n`).ended()
      expect(received).to.match(
        /^HTTP\/1\.1 403 Forbidden\r\nContent-Type: application\/json\r\n[^]*\r\n\r\n\{"message":/,
      )
    }
    expect(asked).to.deep.equal([])
  })

  it('are refused before a body is asked for, and nothing behind them is looked at', async () => {
    const head = ['POST /images/load HTTP/1.1', 'Host: d', 'Origin: http://evil', 'Expect: 100-continue']
    const next = 'GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n'
    const received = await new Wire(tcp).write(`${head.join('\r\n')}\r\nContent-Length: 0\r\n\r\n${next}`).ended()
    expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 403'])
    expect(asked).to.deep.equal([])
  })

  const own: readonly Readonly<Record<string, string>>[] = [
    {},
    { Origin: 'https://ui.example:8443' },
    { Origin: 'https://ui.example:8443', 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'none' },
    { 'Sec-Fetch-Site': 'same-origin' },
  ]
  for (const headers of own) {
    it(`are answered when their origin is allowed, or no other: ${JSON.stringify(headers)}`, async () => {
      expect((await call(tcp, 'GET /containers/json', { headers })).status).to.equal(200)
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
      const request = `GET /containers/x/attach/ws HTTP/1.1\r\nHost: d\r\n${lines.join('')}${upgrade}\r\n`
      await new Wire(tcp).write(request).ended()
      expect(asked).to.deep.equal(['ContainerList', 'wire ContainerAttachWebsocket', 'ContainerAttachWebsocket'])
    })
  }
})
