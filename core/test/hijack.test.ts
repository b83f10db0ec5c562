import { Duplex, PassThrough } from 'node:stream'
import { expect } from 'chai'
import type { TestDaemon } from 'libswarm-core/testing'
import { daemonOf, until, Wire } from './support.js'

// A program that echoes its input in upper case and says a last word after the end of its input.
function program(): Duplex {
  const output = new PassThrough()
  return Duplex.from({
    writable: new (class extends PassThrough {
      override _transform(chunk: Buffer, _: BufferEncoding, done: () => void): void {
        output.write(chunk.toString('latin1').toUpperCase(), 'latin1')
        done()
      }
      override _flush(done: () => void): void {
        output.end('<end>')
        done()
      }
    })().resume(),
    readable: output,
  })
}

const attach = (headers: string, rest = '') => `POST /containers/a/attach HTTP/1.1\r\nHost: d\r\n${headers}\r\n${rest}`
const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'

describe('hijacking', () => {
  let daemon: TestDaemon
  let silent: Duplex = new PassThrough()
  const seen: { bodies: (string | undefined)[]; programs: Duplex[]; aborted: number } = {
    bodies: [],
    programs: [],
    aborted: 0,
  }

  before(async () => {
    daemon = await daemonOf((engine) => {
      engine.register('ContainerAttach', (job) => {
        if (job.path.id === 'silent') return silent
        if (job.path.id === 'none') throw engine.error('NotFound', 'No such container: none')
        seen.bodies.push(job.raw && Buffer.from(job.raw).toString())
        job.signal.addEventListener('abort', () => seen.aborted++)
        const made = program()
        seen.programs.push(made)
        return made
      })
      engine.register('ExecStart', (job) => {
        seen.bodies.push(job.raw && Buffer.from(job.raw).toString())
        return job.body?.Detach === true ? { status: 200 } : program()
      })
      engine.register('Session', () => program())
      engine.register('ContainerAttachWebsocket', (job) => ({
        status: 101,
        headers: [['Sec-WebSocket-Accept', `for ${job.header('sec-websocket-key')}`]],
        body: program(),
      }))
    })
  })
  after(() => daemon.close())
  beforeEach(() => Object.assign(seen, { bodies: [], programs: [], aborted: 0 }))

  it('upgrades a connection as dockerd does, and keeps half of it open after the end of the input', async () => {
    const wire = new Wire(daemon).write(attach(upgrade))
    expect(await wire.until('\r\n\r\n')).to.equal(
      'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    )
    wire.write('hello ')
    await wire.until('HELLO ')
    wire.write('world')
    wire.socket.end()
    expect((await wire.ended()).split('\r\n\r\n')[1]).to.equal('HELLO WORLD<end>')
  })

  it('loses no byte that comes together with the request', async () => {
    const wire = new Wire(daemon).write(attach(upgrade, 'early'))
    await wire.until('EARLY')
    wire.socket.end()
    expect(await wire.ended()).to.match(/EARLYx?<end>$/i)
  })

  it('reads the JSON body of an upgrade request first; what follows is input', async () => {
    const body = '{"Detach":false}'
    const request = (headers: string) =>
      `POST /exec/a/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n${headers}\r\n`
    for (const cut of [0, 1, 5, body.length]) {
      const wire = new Wire(daemon).write(request(`${upgrade}Content-Length: ${body.length}\r\n`) + body.slice(0, cut))
      await new Promise((resolve) => setImmediate(resolve))
      wire.write(`${body.slice(cut)}input`)
      await wire.until(/101 UPGRADED[^]*INPUT/)
      wire.socket.end()
      await wire.ended()
    }
    expect(seen.bodies).to.deep.equal([body, body, body, body])
  })

  it('answers plainly, and ends, when the backend does not take the connection over', async () => {
    const body = '{"Detach":true}'
    const wire = new Wire(daemon).write(
      `POST /exec/a/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n${upgrade}Content-Length: ${body.length}\r\n\r\n${body}`,
    )
    expect(await wire.ended()).to.match(/^HTTP\/1.1 200 OK\r\n[^]*Content-Length: 0\r\n/)
    const missing = new Wire(daemon).write(attach(upgrade).replace('/a/', '/none/'))
    expect(await missing.ended()).to.match(/^HTTP\/1.1 404 [^]*\{"message":"No such container: none"\}\n$/)
  })

  it('takes the connection over with 200 from a client that asks for no upgrade', async () => {
    const wire = new Wire(daemon).write(attach('Content-Type: application/json\r\nContent-Length: 2\r\n', '{}'))
    expect(await wire.until('\r\n\r\n')).to.equal(
      'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n',
    )
    wire.write('abc')
    await wire.until('ABC')
    wire.socket.end()
    expect((await wire.ended()).split('\r\n\r\n')[1]).to.equal('ABC<end>')
    expect(seen.bodies).to.deep.equal(['{}'])
  })

  it('does so also later on a connection that was kept alive', async () => {
    const wire = new Wire(daemon).write('GET /nope HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('page not found')
    wire.write(attach('Content-Length: 0\r\n'))
    await wire.until('raw-stream\r\n\r\n')
    wire.write('abc')
    await wire.until('ABC')
    wire.socket.end()
    await wire.ended()
  })

  it('upgrades a session to h2c, and an attach to a websocket', async () => {
    const session = new Wire(daemon).write(
      'POST /session HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    )
    await session.until(/^HTTP\/1.1 101 UPGRADED\r\n[^]*Upgrade: h2c\r\n/)
    session.socket.destroy()
    const socket = new Wire(daemon).write(
      'GET /containers/a/attach/ws HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\nframe',
    )
    const text = await socket.until('FRAME')
    expect(text)
      .to.match(/^HTTP\/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: for k\r\n/)
      .and.not.include('raw-stream')
    socket.socket.destroy()
  })

  it('ends the backend of a client that has gone, and the client of a backend that has', async () => {
    const gone = new Wire(daemon).write(attach(upgrade))
    await gone.until('101')
    gone.socket.destroy()
    await until(() => seen.programs[0]!.destroyed && seen.aborted === 1)
    const left = new Wire(daemon).write(attach(upgrade))
    await left.until('101')
    seen.programs[1]!.destroy(new Error('engine gone'))
    await left.ended()
  })

  it('ends the backend of a client that goes after the end of its input, or while its input waits', async () => {
    for (const input of ['', 'x'.repeat(1024 * 1024)]) {
      const engine = new Duplex({ read: () => undefined, write: () => undefined })
      silent = engine
      const gone = new Wire(daemon).write(attach(upgrade).replace('/a/', '/silent/'))
      await gone.until('101')
      gone.write(input)
      if (input === '') gone.socket.end()
      await until(() => (input === '' ? engine.writableEnded : engine.writableLength > 0))
      expect(engine.destroyed).to.equal(false)
      gone.socket.destroy()
      await until(() => engine.destroyed)
    }
  })

  it('answers nothing where what comes in one piece with the request is none', async () => {
    silent = new PassThrough()
    const wire = new Wire(daemon).write(attach('').replace('/a/', '/silent/') + 'no HTTP\r\n\r\n')
    expect(await wire.ended()).to.equal('')
  })

  it('refuses an upgrade request whose body is chunked', async () => {
    const wire = new Wire(daemon).write(attach(`${upgrade}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n'))
    expect(await wire.ended()).to.match(/^HTTP\/1.1 400 [^]*needs a Content-Length/)
  })
})
