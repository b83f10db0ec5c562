import { Duplex } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { encodeClose, encodeFrame } from '../dist/websocket/frames.js'
import { ServerEnd } from '../dist/websocket/server-end.js'
import { frameOf, readFrames, type Frame } from './websocket-client.js'

/** What a container heard, and what the client was sent, after the client has sent some pieces and closed its half. */
async function after(pieces: readonly Uint8Array[]): Promise<{ heard: Buffer; sent: Frame[] }> {
  const heard: Buffer[] = []
  const inner = new Duplex({
    read: () => undefined,
    write(bytes: Buffer, _, done) {
      heard.push(Buffer.from(bytes))
      done()
    },
    final(done) {
      this.push(null)
      done()
    },
  })
  const end = new ServerEnd(inner, 'binary')
  const sent: Buffer[] = []
  end.on('data', (bytes: Buffer) => sent.push(bytes))
  const closed = new Promise((resolve) => end.once('close', resolve))
  for (const piece of pieces) end.write(Buffer.from(piece))
  end.end()
  await closed
  return { heard: Buffer.concat(heard), sent: readFrames(Buffer.concat(sent)) }
}

const payloads = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 65_530, maxLength: 65_540 }))
const messages = fc.array(
  fc.record({ code: fc.constantFrom(1, 2, 9, 10), payload: payloads, pieces: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 6 },
)
const normalClose: Frame = [8, Buffer.of(0x03, 0xe8)]

describe('the frames of a WebSocket', () => {
  it('say the same wherever they are cut', async () => {
    const property = fc.asyncProperty(messages, fc.array(fc.nat(), { maxLength: 8 }), async (said, cuts) => {
      const frames = said.flatMap(({ code, payload, pieces }) => {
        if (code > 8) return [frameOf(code, payload.subarray(0, 125))]
        const size = Math.ceil(payload.length / pieces)
        return Array.from({ length: pieces }, (_, at) =>
          frameOf(at === 0 ? code : 0, payload.subarray(at * size, (at + 1) * size), { final: at === pieces - 1 }),
        )
      })
      const bytes = Buffer.concat(frames)
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
      const { heard, sent } = await after(ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)))
      const data = said.filter(({ code }) => code < 8).map(({ payload }) => payload)
      expect(heard).to.deep.equal(Buffer.concat(data))
      const pongs = said.flatMap(({ code, payload }): Frame[] =>
        code === 9 ? [[10, Buffer.from(payload.subarray(0, 125))]] : [],
      )
      expect(sent).to.deep.equal([...pongs, normalClose])
    })
    await fc.assert(property, { numRuns: 30 })
  })

  it('close the connection in the end, whatever they are', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const { sent } = await after([bytes])
      expect(sent.at(-1)?.[0]).to.equal(8)
    })
    await fc.assert(property)
  })

  it('are as long as what they carry', () => {
    for (const length of [0, 1, 125, 126, 65_535, 65_536]) {
      const payload = Buffer.alloc(length, 7)
      expect(readFrames(Buffer.from(encodeFrame(2, payload)))).to.deep.equal([[2, payload]])
    }
    expect(Buffer.from(encodeClose(1002, 'why')).toString('hex')).to.equal('880503ea776879')
  })
})
