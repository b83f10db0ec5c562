import { expect } from 'chai'
import { opensslMissing } from './support/certificates.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { startFrontends, ways, type Frontends, type WayIn } from './support/frontends.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { Side } from './support/side.js'
import { temporaryFolder } from './support/swarmd.js'
import { get } from './support/wire.js'

/** Uploads that dockerd refuses before it has read them, or in the middle. */
const refused: Readonly<Record<string, number>> = {
  'PUT /containers/none/archive?path=/tmp': 404,
  'POST /build?buildargs={': 400,
  'POST /images/create?fromSrc=-&repo=BAD': 400,
  'POST /build': 500,
  'POST /v9.99/images/load': 400,
}
const lines = Object.keys(refused)

// More than what the connections to the engine and to the client hold together.
const size = 2 * 1024 * 1024
const half = Buffer.alloc(size / 2, 'x')
const framed: Readonly<Record<string, { readonly header: string; readonly halves: readonly [Buffer, Buffer] }>> = {
  'a length': { header: `Content-Length: ${size}`, halves: [half, half] },
  chunks: {
    header: 'Transfer-Encoding: chunked',
    halves: [chunksOf(half), Buffer.concat([chunksOf(half), Buffer.from('0\r\n\r\n')])],
  },
}

/** How clients read: as it comes; nothing before they have sent all; the answer before they send the second half. */
const manners = ['at once', 'afterwards', 'in between'] as const

const abreast = 10
const answered = /^HTTP\/1\.1 \d{3} [^]*\r\n\r\n(\{"message":"[^\n]*"\}\n)/
// A machine that is busy may take its time.
const longest = 60_000

describeNeeding(
  engineMissing() ?? opensslMissing(),
  'uploads that a real engine refuses early, behind forward',
  function () {
    this.timeout(120_000)
    let folder: Awaited<ReturnType<typeof temporaryFolder>>
    let engine: TestEngine
    let frontends: Frontends

    before(async () => {
      folder = await temporaryFolder()
      engine = await startEngine()
      frontends = await startFrontends(`forward ${engine.address}`, folder.path)
    })
    after(async () => {
      const ended = await frontends?.swarmd.stop()
      await engine?.close()
      await folder?.remove()
      expect(ended?.code).to.equal(0)
      expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    })

    /** What becomes of one: its status, once its connection has gone on or, where the client wants that, ended. */
    const outcome = async (way: WayIn, framing: string, count: number): Promise<string> => {
      const line = lines[count % lines.length]!
      const manner = manners[Math.floor(count / lines.length) % manners.length]!
      const closes = Math.floor(count / lines.length / manners.length) % 2 === 1
      const [method = '', path = ''] = line.split(' ')
      const { header, halves } = framed[framing]!
      const side = new Side(frontends.connect(way))
      const write = (bytes: Buffer) => new Promise<void>((resolve) => side.socket.write(bytes, () => resolve()))
      try {
        const headers = ['Content-Type: application/x-tar', header, ...(closes ? ['Connection: close'] : [])]
        const first = Buffer.concat([Buffer.from(get(path, headers, method)), halves[0]])
        if (manner === 'afterwards') side.socket.pause()
        await write(first)
        let answer = manner === 'in between' ? await side.take(answered, longest) : ''
        await write(halves[1])
        side.socket.resume()
        if (answer === '') answer = await side.take(answered, longest)
        if (closes) expect([await side.rest(longest), side.over]).to.deep.equal(['', 'ended'])
        else await side.say(get('/_ping')).take(/^HTTP\/1\.1 200 [^]*\r\n\r\nOK$/, longest)
        return `${line}: ${answer.slice(9, 12)}`
      } catch (thrown) {
        return `${line}, read ${manner}${closes ? ', to be closed' : ''}: ${(thrown as Error).message}`
      } finally {
        side.leave()
      }
    }

    const areAnswered = async (way: WayIn, framing: string, times: number): Promise<void> => {
      const outcomes = new Map<string, number>()
      let count = 0
      const lane = async () => {
        while (count < times) {
          const what = await outcome(way, framing, count++)
          outcomes.set(what, (outcomes.get(what) ?? 0) + 1)
        }
      }
      await Promise.all(Array.from({ length: abreast }, lane))
      const each = times / lines.length
      const expected = lines.map((line) => [`${line}: ${refused[line]}`, each] as const)
      expect(Object.fromEntries(outcomes)).to.deep.equal(Object.fromEntries(expected))
    }

    for (const way of ways) {
      for (const framing of Object.keys(framed)) {
        it(`50 of 50 with ${framing} are answered, by ${way}`, () => areAnswered(way, framing, 50))
      }
    }

    describeLong(undefined, 'a thousand of each', () => {
      for (const way of ways) {
        for (const framing of Object.keys(framed)) {
          it(`1,000 of 1,000 with ${framing} are answered, by ${way}`, () => areAnswered(way, framing, 1000))
        }
      }
    })
  },
)

function chunksOf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 0x8000) {
    const piece = bytes.subarray(at, at + 0x8000)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat(pieces)
}
