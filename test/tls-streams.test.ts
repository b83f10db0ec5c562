import { Duplex, PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import { startDaemon, type Daemon, type EngineHandle } from 'libswarm-core'
import { Authority, opensslMissing } from './support/certificates.js'
import { describeNeeding } from './support/needs.js'
import { until } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'
import { SecureWire } from './support/tls-client.js'

describeNeeding(opensslMissing(), 'streams on a connection with TLS', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let daemon: Daemon
  let port: number
  const open: { stream: Readable; engine: Duplex; aborted: number } = {
    stream: new PassThrough(),
    engine: new PassThrough(),
    aborted: 0,
  }

  const install = (engine: EngineHandle) => {
    engine.register('SystemPing', () => Readable.from(['OK']))
    engine.register('ContainerExport', (job) => {
      job.signal.addEventListener('abort', () => open.aborted++)
      return (open.stream = new Readable({ read: () => undefined }))
    })
    engine.register('ContainerAttachWebsocket', {
      run: () => new PassThrough(),
      wire: (_job, { socket, head }) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n\r\n${head.toString()}`)
        socket.pipe(socket)
        return true
      },
    })
    // Answers, like `wc -c`, only when its input has ended; `deaf` takes none.
    engine.register('ContainerAttach', (job) => {
      if (job.path.id === 'deaf') return (open.engine = new Duplex({ read: () => undefined, write: () => undefined }))
      let length = 0
      return (open.engine = new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _encoding, done) {
          length += chunk.length
          done()
        },
        final(done) {
          this.push(`${length}`)
          this.push(null)
          done()
        },
      }))
    })
  }

  before(async () => {
    folder = await temporaryFolder()
    const authority = await Authority.make(folder.path)
    const tls = await authority.issue('server', { usage: 'serverAuth' })
    const backends = [{ name: 'fake', simulated: true, install }]
    const listen = [{ address: 'tcp://127.0.0.1:0', tls }]
    daemon = await startDaemon({ backends, listen, grace: 0, frontendLimits: { keepAlive: 200 } })
    port = Number(/\d+$/.exec(daemon.addresses[0]!)?.[0])
  })
  after(async () => {
    await daemon.close()
    await folder.remove()
  })

  const ask = (line: string, ...headers: readonly string[]) =>
    new SecureWire({ port }).write(`${[`${line} HTTP/1.1`, 'Host: d', ...headers].join('\r\n')}\r\n\r\n`)
  const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

  it('is a tls:// address', () => {
    expect(daemon.addresses[0]).to.match(/^tls:\/\/127\.0\.0\.1:\d+$/)
  })

  for (const [title, headers, head] of [
    ['with an upgrade', upgrade, /^HTTP\/1\.1 101 UPGRADED\r\n/],
    ['without one', [], /^HTTP\/1\.1 200 OK\r\n/],
  ] as const) {
    it(`a hijack ${title} gets the answer to an input that has ended`, async () => {
      const wire = ask('POST /containers/x/attach?stream=1&stdin=1&stdout=1', ...headers)
      await wire.until(/\r\n\r\n/)
      wire.socket.end('x'.repeat(1_000_000))
      const { received, error } = await wire.ended
      expect(received).to.match(head)
      expect([received.split('\r\n\r\n')[1], error]).to.deep.equal(['1000000', undefined])
    })

    it(`a hijack ${title} that breaks is no end`, async () => {
      const wire = ask('POST /containers/x/attach?stream=1&stdin=1&stdout=1', ...headers)
      await wire.until(/\r\n\r\n/)
      open.engine.push('half')
      await wire.until(/half/)
      open.engine.destroy(new Error('gone'))
      expect((await wire.ended).error).to.equal('ECONNRESET')
    })
  }

  it('what comes with an upgrade request is the beginning of its input', async () => {
    const wire = new SecureWire({ port })
    const input = 'y'.repeat(65_536)
    wire.write(`POST /containers/x/attach HTTP/1.1\r\nHost: d\r\n${upgrade.join('\r\n')}\r\n\r\n${input}`)
    wire.socket.end()
    expect((await wire.ended).received.split('\r\n\r\n')[1]).to.equal('65536')
  })

  it('is closed when nothing is asked on it, and not while something says nothing', async () => {
    const attach = 'POST /containers/x/attach?stream=1&stdin=1&stdout=1'
    const silent = [
      ask('GET /containers/x/export'),
      ask(attach),
      ask(attach, ...upgrade),
      ask('GET /containers/x/attach/ws', 'Connection: Upgrade', 'Upgrade: websocket'),
    ]
    for (const wire of silent) await wire.until(/\r\n\r\n/)
    expect((await ask('GET /_ping').ended).received).to.match(/^HTTP\/1\.1 200 OK\r\n[^]*OK/)
    // Their time has begun before, and is over by now.
    expect((await ask('GET /_ping').ended).received).to.include('OK')
    expect(silent.map(({ socket }) => socket.destroyed || socket.readableEnded)).to.not.include(true)
    for (const { socket } of silent) socket.destroy()
  })

  it('a backend that takes the connection whole has both of its directions', async () => {
    const wire = ask('GET /containers/x/attach/ws', 'Connection: Upgrade', 'Upgrade: websocket')
    await wire.until(/^HTTP\/1\.1 101 /)
    wire.socket.end('there and back')
    expect((await wire.ended).received.split('\r\n\r\n')[1]).to.equal('there and back')
  })

  it('an upgrade that the operation does not have is ignored', async () => {
    const wire = ask('GET /_ping', ...upgrade)
    await wire.until(/\r\n\r\n[^]*OK/)
    wire.write('GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n')
    expect((await wire.ended).received.match(/HTTP\/1\.1 200 OK/g)).to.have.length(2)
  })

  it('a body that breaks off has no last chunk', async () => {
    const wire = ask('GET /containers/x/export')
    await wire.until(/\r\n\r\n/)
    open.stream.push('half')
    await wire.until(/half/)
    open.stream.destroy(new Error('gone'))
    expect((await wire.ended).received).to.match(/\r\n4\r\nhalf\r\n$/)
  })

  it('a client that goes away aborts its call', async () => {
    const before = open.aborted
    const wire = ask('GET /containers/x/export')
    await wire.until(/\r\n\r\n/)
    wire.socket.destroy()
    await until('the call is aborted', () => open.aborted > before)
  })

  it('a client that is cut off while nothing of it is read ends its hijack', async () => {
    const wire = ask('POST /containers/deaf/attach?stream=1&stdin=1', ...upgrade)
    await wire.until(/^HTTP\/1\.1 101 /)
    const { engine } = open
    wire.write('z'.repeat(1_000_000))
    await until('no more is taken', () => engine.writableNeedDrain)
    wire.reset()
    await until('the hijack ends', () => engine.destroyed)
  })

  it('a web page is refused here, too (row 71)', async () => {
    const { received } = await ask('GET /_ping', 'Origin: https://evil').ended
    expect(received).to.match(
      /^HTTP\/1\.1 403 Forbidden\r\n[^]*\r\n\r\n\{"message":"web pages may not send requests here: /,
    )
  })

  it('what is no HTTP is answered in the shape of Docker, inside of TLS', async () => {
    const { received } = await new SecureWire({ port }).write('no HTTP\r\n\r\n').ended
    expect(received).to.match(/^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\n\{"message":/)
  })
})
