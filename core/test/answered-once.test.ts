import { expect } from 'chai'
import type { TestDaemon } from 'libswarm-core/testing'
import { daemonOf, Wire } from './support.js'

describe('a request', () => {
  let daemon: TestDaemon
  const ran: string[] = []
  before(async () => {
    daemon = await daemonOf((engine) => {
      engine.register('SystemPing', (job) => {
        ran.push(job.search)
        return Buffer.from('OK')
      })
    })
  })
  after(() => daemon.close())

  const head = (line: string, ...headers: readonly string[]) => [line, 'Host: d', ...headers, '', ''].join('\r\n')
  const answersIn = (text: string) => text.match(/HTTP\/1\.1 \d{3} /g)?.length

  it('that was answered before its body is answered once, also when that body never ends', async () => {
    const wire = new Wire(daemon).write(head('POST /nope HTTP/1.1', 'Content-Length: 10'))
    await wire.until('page not found')
    wire.write('half').socket.end()
    expect(answersIn(await wire.ended())).to.equal(1)
  })

  it('that was answered before its body is answered once, also when that body is none', async () => {
    const wire = new Wire(daemon).write(head('POST /nope HTTP/1.1', 'Transfer-Encoding: chunked'))
    await wire.until('page not found')
    wire.write('no chunk\r\n\r\n')
    expect(answersIn(await wire.ended())).to.equal(1)
  })

  it('whose expectation is refused is refused for its framing first, and nothing behind it runs', async () => {
    const refused = head('POST /nope HTTP/1.1', 'Expect: bogus', 'Transfer-Encoding: gzip, chunked')
    const wire = new Wire(daemon).write(`${refused}0\r\n\r\n${head('GET /_ping?hidden HTTP/1.1')}`)
    const heard = await wire.ended()
    expect(heard).to.match(/^HTTP\/1\.1 501 [^]*\r\nConnection: close\r\n/)
    expect(answersIn(heard)).to.equal(1)
    expect(ran).to.deep.equal([])
  })
})
