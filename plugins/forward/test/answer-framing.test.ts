import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { createServer, Socket, type AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import type { HeaderList } from 'libswarm-core'
import { PlainConnections } from '../dist/plain/connections.js'
import { readHead, readTrailers } from '../dist/plain/head.js'
import { toEngineSocket } from '../dist/socket.js'

/** What somebody read in an answer. */
interface Seen {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
}

/** Asks for what a server writes, by `node:http` and by the connections under test. */
class Engine {
  /** What is written, in pieces, before the connection ends. */
  pieces: readonly Buffer[] = []
  readonly #server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => void this.#write(socket))
  })
  readonly #signal = new AbortController().signal

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Resolves to undefined where the answer is refused or breaks off. */
  async ours(method: string): Promise<Seen | undefined> {
    const connections = new PlainConnections(() => {
      const socket = toEngineSocket(new Socket())
      socket.connect(this.#port, '127.0.0.1')
      return socket
    })
    const outgoing = { method, target: '/', headers: [['Host', 'x'] as const], body: undefined }
    try {
      const { status, headers, body } = await connections.ask(outgoing, this.#signal, undefined)
      const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body ?? '')
      return { status, headers: headers as HeaderList, body: bytes.toString('latin1') }
    } catch {
      return undefined
    } finally {
      connections.close()
    }
  }

  /** As `ours`. */
  async nodes(method: string): Promise<Omit<Seen, 'headers'> | undefined> {
    const sent = request({ method, host: '127.0.0.1', port: this.#port, agent: false })
    try {
      const answer = new Promise<IncomingMessage>((resolve, reject) => {
        sent.on('response', resolve).on('error', reject)
        sent.on('upgrade', () => reject(new Error('an upgrade')))
      })
      sent.end()
      const response = await answer
      return { status: response.statusCode ?? 0, body: (await buffer(response)).toString('latin1') }
    } catch {
      return undefined
    } finally {
      sent.destroy()
    }
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async #write(socket: Socket): Promise<void> {
    socket.setNoDelay(true)
    for (const piece of this.pieces) {
      socket.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.end()
  }
}

const chunked = (bodies: readonly string[], ext = '', trailers = ''): string =>
  `${bodies.map((body) => `${body.length.toString(16)}${ext}\r\n${body}\r\n`).join('')}0\r\n${trailers}\r\n`

/** Bytes as text: a body may hold what looks like the end of something. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '0', '\r', '\n', ':', ' ', '\xff', '\0'), maxLength: 40 }),
  fc.constantFrom('\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', '0\r\n\r\n'),
)

/** A valid answer, and what is to be seen of it. */
const answers = fc
  .record({
    bodies: fc.array(
      text.filter((one) => one !== ''),
      { maxLength: 4 },
    ),
    framing: fc.constantFrom('length', 'chunks', 'chunks with extensions', 'trailers', 'end'),
    before: fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'),
    value: fc.constantFrom('1', '', 'é\xa0', ' two  words\t'),
  })
  .map(({ bodies, framing, before, value }) => {
    const body = bodies.join('')
    const head = `${before}HTTP/1.1 200 OK\r\nX-One:${value}\r\nx-one: 2\r\n`
    const written = {
      length: `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
      chunks: `${head}Transfer-Encoding: Chunked\r\n\r\n${chunked(bodies)}`,
      'chunks with extensions': `${head}Transfer-Encoding: chunked\r\n\r\n${chunked(bodies, ';a=b')}`,
      trailers: `${head}Transfer-Encoding: chunked\r\n\r\n${chunked(bodies, '', 'X-Sum: 1\r\n')}`,
      end: `${head}\r\n${body}`,
    }[framing]
    const told: HeaderList = framing === 'length' ? [['Content-Length', String(body.length)]] : []
    const headers: HeaderList = [['X-One', value.replaceAll(/^[\t ]+|[\t ]+$/g, '')], ['x-one', '2'], ...told]
    return { written, seen: { status: 200, headers, body } }
  })

/** Cuts a text into pieces of bytes. */
function cut(written: string, places: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.from(written, 'latin1')
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)).filter(({ length }) => length > 0)
}

describe('the framing of an answer', function () {
  this.timeout(60_000)
  const engine = new Engine()

  before(() => engine.start())
  after(() => engine.close())

  it('is found wherever the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(answers, fc.array(fc.nat(), { maxLength: 6 }), async ({ written, seen }, places) => {
        engine.pieces = cut(written, places)
        expect(await engine.ours('GET')).to.deep.equal(seen)
      }),
      { numRuns: 300 },
    ))

  it('is never another one than Node finds: what Node refuses is refused', () => {
    const alien = fc.constantFrom('\r', '\n', '\0', ' ', '\t', ':', '0', '-1', '+', 'x', '\r\n', 'HTTP/1.0', ', ')
    const lines = fc.constantFrom(
      'Content-Length: 3\r\n',
      'Content-Length: 3, 3\r\n',
      'content-length:\t3\r\n',
      'content-length: 3 \r\n',
      'Content-Length : 3\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: gzip, chunked\r\n',
      'Transfer-Encoding:\r\n',
      'Connection: close\r\n',
      'Upgrade: tcp\r\nConnection: upgrade\r\n',
      ' folded\r\n',
    )
    const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(alien, lines), fc.nat({ max: 2 })), {
      minLength: 1,
      maxLength: 3,
    })
    const methods = fc.constantFrom('GET', 'HEAD')
    return fc.assert(
      fc.asyncProperty(answers, changes, methods, async ({ written }, changed, method) => {
        let text = written
        for (const [place, what, instead] of changed) {
          // Behind a line as well as anywhere.
          const at = what.endsWith('\r\n') ? text.indexOf('\r\n', place % text.length) + 2 : place % text.length
          text = text.slice(0, at) + what + text.slice(at + (what.endsWith('\r\n') ? 0 : instead))
        }
        engine.pieces = [Buffer.from(text, 'latin1')]
        const [ours, nodes] = [await engine.ours(method), await engine.nodes(method)]
        if (ours === undefined) return
        expect({ status: ours.status, body: ours.body }, JSON.stringify(text)).to.deep.equal(nodes)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the head of an answer', () => {
  const read = (method: string, ...lines: readonly string[]) => readHead(lines, method)

  it('leaves out what belongs to the connection', () => {
    const { headers } = read(
      'GET',
      'HTTP/1.1 200 OK',
      'Connection: X-Own, keep-alive, Content-Length',
      'X-Own: 1',
      'Keep-Alive: timeout=5',
      'X-Other: 2',
      'Content-Length: 0',
    )
    expect(headers).to.deep.equal([
      ['X-Other', '2'],
      ['Content-Length', '0'],
    ])
  })

  const framings: Readonly<Record<string, readonly [method: string, ...lines: string[]]>> = {
    'a length': ['GET', 'HTTP/1.1 200 OK', 'Content-Length: 12'],
    chunks: ['GET', 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
    'the end of the connection': ['GET', 'HTTP/1.1 200 OK'],
    'nothing, to HEAD': ['HEAD', 'HTTP/1.1 200 OK', 'Content-Length: 12'],
    'nothing, with 204': ['GET', 'HTTP/1.1 204 No Content', 'Content-Length: 12'],
    'nothing, with 304': ['GET', 'HTTP/1.1 304 Not Modified', 'Transfer-Encoding: chunked'],
  }
  const expected: Readonly<Record<string, unknown>> = {
    'a length': [12, true],
    chunks: ['chunked', true],
    'the end of the connection': ['connection', false],
    'nothing, to HEAD': [0, true],
    'nothing, with 204': [0, false],
    'nothing, with 304': [0, true],
  }
  for (const [what, given] of Object.entries(framings)) {
    it(`says where the body ends: ${what}`, () => {
      const { framing, keeps } = read(...given)
      expect([framing, keeps]).to.deep.equal(expected[what])
    })
  }

  it('says whether the connection is kept, and for how long', () => {
    const kept = (...lines: string[]) => {
      const { keeps, idle } = read('GET', ...lines, 'Content-Length: 0')
      return [keeps, idle]
    }
    expect(kept('HTTP/1.1 200 OK')).to.deep.equal([true, undefined])
    expect(kept('HTTP/1.1 200 OK', 'Connection: foo, Close')).to.deep.equal([false, undefined])
    expect(kept('HTTP/1.0 200 OK', 'Connection: keep-alive')).to.deep.equal([false, undefined])
    expect(kept('HTTP/1.1 204 No Content')).to.deep.equal([true, undefined])
    const surplus = read('GET', 'HTTP/1.1 204 No Content', 'Content-Length: 5')
    expect([surplus.framing, surplus.keeps]).to.deep.equal([0, false])
    expect(kept('HTTP/1.1 200 OK', 'Keep-Alive: timeout=5, max=10')).to.deep.equal([true, 4000])
  })

  it('is followed by trailers of chunks alone', () => {
    expect(read('HEAD', 'HTTP/1.1 200 OK', 'Trailer: X', 'Content-Length: 5').hasTrailers).to.equal(false)
    expect(read('GET', 'HTTP/1.1 200 OK', 'Trailer: X', 'Transfer-Encoding: chunked').hasTrailers).to.equal(true)
    expect(readTrailers(['X: 1', 'Host: a', 'Connection: y', 'Y: 2'])).to.deep.equal([['X', '1']])
    for (const late of ['Content-Length: 1', 'transfer-encoding: chunked']) {
      expect(() => readTrailers(['X: 1', late])).to.throw(/^a trailer is /)
    }
  })

  const refused: readonly (readonly string[])[] = [
    ['HTTP/1.1  200 OK'],
    ['HTTP/2 200 OK'],
    ['HTTP/1.1 20 OK'],
    ['HTTP/1.1 200OK'],
    ['http/1.1 200 OK'],
    ['ICY 200 OK'],
    ['HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 1'],
    ['HTTP/1.1 200 OK', 'Content-Length: 1, 1'],
    ['HTTP/1.1 200 OK', 'Content-Length: +1'],
    ['HTTP/1.1 200 OK', 'Content-Length: 0x1'],
    ['HTTP/1.1 200 OK', 'Content-Length:'],
    ['HTTP/1.1 200 OK', 'Content-Length: 9999999999999999'],
    ['HTTP/1.1 200 OK', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
    ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    ['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked'],
    ['HTTP/1.1 200 OK', 'Transfer-Encoding: identity'],
    ['HTTP/1.1 200 OK', 'Transfer-Encoding:'],
    ['HTTP/1.0 200 OK', 'Transfer-Encoding: chunked'],
    ['HTTP/1.1 200 OK', 'Content-Length : 1'],
    ['HTTP/1.1 200 OK', ' Content-Length: 1'],
    ['HTTP/1.1 200 OK', 'X: a', '\tfolded'],
    ['HTTP/1.1 200 OK', 'no colon'],
    ['HTTP/1.1 200 OK', ': no name'],
    ['HTTP/1.1 200 OK', 'X: a\nY: b'],
    ['HTTP/1.1 200 OK', 'X: a\rY: b'],
    ['HTTP/1.1 200 OK', 'X: \0'],
    ['HTTP/1.1 100 Continue', 'Content-Length: 0'],
    ['HTTP/1.1 103 Early Hints', 'Transfer-Encoding: chunked'],
  ]
  for (const lines of refused) {
    it(`is refused where there is a doubt: ${JSON.stringify(lines.slice(-2).join('\r\n'))}`, () => {
      expect(() => read('GET', ...lines)).to.throw()
    })
  }
})
