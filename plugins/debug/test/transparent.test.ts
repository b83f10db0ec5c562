import { expect } from 'chai'
import fc from 'fast-check'
import { compose, type InlineBackend, type Install } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { Duplex, PassThrough, Readable } from 'node:stream'
import { record, until, type Recorder } from './recorder.js'

let body: Readable | Uint8Array = new Uint8Array()
let connection: Duplex = new PassThrough()

const fake: Install = (engine) => {
  engine.register('ContainerExport', () => body)
  engine.register('ImageList', () => body)
  engine.register('ContainerAttach', () => connection)
}

const behind: InlineBackend = { name: 'fake', install: fake }

for (const v of [false, true]) {
  describe(`debug${v ? ' -v' : ''} in front of a backend`, () => {
    let debug: Recorder
    let daemon: TestDaemon
    beforeEach(async () => {
      debug = record({ v })
      daemon = await startTestDaemon({ backends: [debug.backend, behind] })
    })
    afterEach(() => daemon.close())

    const get = (path: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        request({ socketPath: daemon.socketPath, path, agent: false }, resolve).on('error', reject).end()
      })

    const collect = async (response: IncomingMessage) => Buffer.concat((await response.toArray()) as Buffer[])

    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 8 })

    const ways = fc.constantFrom('bytes', 'stream', 'objects', 'buffered')

    it('changes no byte, and counts them', async () => {
      const property = fc.asyncProperty(chunks, ways, async (sent, way) => {
        const whole = Buffer.concat(sent)
        body = bodyOf(way, sent, whole)
        const answer = await collect(await get('/containers/x/export'))
        expect(answer.equals(whole)).to.equal(true)
        const last = debug.lines().findLast((line) => line.startsWith('TIME'))
        expect(last).to.match(new RegExp(`MS ${whole.length} bytes?$`))
        body = bodyOf(way, sent, whole)
        expect((await collect(await get('/images/json'))).equals(whole)).to.equal(true)
      })
      await fc.assert(property, { numRuns: 60 })
    })

    it('hands on the very reply', async () => {
      let reply: unknown
      let listeners: number | undefined
      const front: Install = (engine) =>
        engine.catchAll(async (job) => {
          reply = await engine.next!.run(job)
          listeners = (body as Readable).listenerCount('error')
          return reply
        })
      const runner = await compose([debug.backend, { name: 'front', install: front }, behind])
      body = Readable.from([], { objectMode: false })
      const answer = await runner.run({ operation: 'ContainerExport', path: { id: 'x' } })
      expect(answer).to.equal(reply)
      expect(answer.body).to.equal(body)
      const now = [body.isPaused(), body.readableFlowing, body.listenerCount('error')]
      expect(now).to.deep.equal([false, null, listeners])
      body.destroy()
    })

    it('lets a chunk through before the next one is made', async () => {
      const stream = pushed()
      body = stream
      stream.push('one')
      const response = await get('/containers/x/export')
      const [first] = (await once(response, 'data')) as [Buffer]
      expect(String(first)).to.equal('one')
      expect(debug.lines()[1]).to.equal('TIME #1 <-- ContainerExport 200 MS stream')
      stream.push('two')
      stream.push(null)
      expect(String(await collect(response))).to.equal('two')
      expect(debug.lines().at(-1)).to.equal('TIME #1 <-- ContainerExport ended MS 6 bytes')
    })

    it('reads no more than the client does', async () => {
      let made = 0
      const chunk = Buffer.alloc(64 * 1024)
      body = new Readable({
        read() {
          made += chunk.length
          this.push(chunk)
        },
      })
      const response = await get('/containers/x/export')
      response.pause()
      let last = -1
      await until(() => {
        const still = last === made && made > 0
        last = made
        return still
      })
      expect(made).to.be.below(32 * 1024 * 1024)
      response.destroy()
      await until(() => debug.text().includes('ContainerExport left by the client'))
    })

    it('breaks off where the backend does', async () => {
      const stream = pushed()
      body = stream
      stream.push('one')
      const response = await get('/containers/x/export')
      const broken = new Promise((resolve) => response.on('error', resolve))
      response.once('data', () => stream.destroy(new Error('the disk is gone')))
      expect(await broken).to.be.an('error')
      expect(debug.lines().at(-1)).to.equal('TIME #1 <-- ContainerExport broke off MS 3 bytes: the disk is gone')
    })

    it('keeps half-close on a connection that was taken over', async () => {
      connection = answersAtItsEnd()
      const socket = connect({ path: daemon.socketPath!, allowHalfOpen: true })
      socket.write('POST /containers/x/attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
      socket.end('hello')
      const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString()
      expect(answer)
        .to.match(/^HTTP\/1.1 101 UPGRADED\r\n/)
        .and.to.match(/\r\n\r\nHELLO$/)
      await until(() => debug.text().includes('ended'))
      expect(debug.lines().filter((line) => line.includes('ended'))).to.deep.equal([
        'TIME #1 <-- ContainerAttach ended MS 5 bytes, 5 bytes in',
      ])
    })
  })
}

describe('debug --quiet in front of a backend', () => {
  it('tells of a stream when it has ended', async () => {
    const debug = record({ quiet: true })
    const daemon = await startTestDaemon({ backends: [debug.backend, behind] })
    body = Readable.from([Buffer.from('abc')])
    await call(daemon, 'GET /containers/x/export')
    expect(debug.lines()).to.deep.equal(['TIME #1 ContainerExport export (x): 200 MS 3 bytes'])
    await daemon.close()
  })
})

function bodyOf(way: string, sent: readonly Uint8Array[], whole: Uint8Array): Readable | Uint8Array {
  if (way === 'bytes') return whole
  if (way === 'stream') return Readable.from(sent, { objectMode: false })
  if (way === 'objects') return Readable.from(sent)
  const stream = pushed()
  for (const chunk of [...sent, null]) stream.push(chunk)
  return stream
}

/** A stream of what is pushed into it. */
const pushed = () => new Readable({ read: () => undefined })

/** Says what it was told in capitals, once the other side has ended. */
function answersAtItsEnd(): Duplex {
  let heard = ''
  return new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, taken) => {
      heard += String(chunk)
      taken()
    },
    final(done) {
      this.push(heard.toUpperCase())
      this.push(null)
      done()
    },
  })
}
