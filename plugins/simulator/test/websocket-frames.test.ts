import { expect } from 'chai'
import fc from 'fast-check'
import { encodeClose, encodeFrame } from '../dist/websocket/frames.js'
import { FrameReader, type Said } from '../dist/websocket/reader.js'
import { frameOf, readFrames } from './websocket-client.js'

/** What was said, with neighbouring pieces of data joined. */
function joined(all: readonly Said[]): (string | Buffer)[] {
  const parts: (string | Buffer)[] = []
  for (const said of all) {
    const last = parts.at(-1)
    if ('data' in said && Buffer.isBuffer(last)) parts[parts.length - 1] = Buffer.concat([last, said.data])
    else if ('data' in said) parts.push(Buffer.from(said.data))
    else if ('ping' in said) parts.push(`ping ${Buffer.from(said.ping).toString('hex')}`)
    else parts.push('close' in said ? 'close' : said.violation)
  }
  return parts
}

const payloads = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 65_530, maxLength: 65_540 }))
const messages = fc.array(
  fc.record({ code: fc.constantFrom(1, 2, 9, 10), payload: payloads, pieces: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 6 },
)

describe('the frames of a WebSocket', () => {
  it('say the same wherever they are cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 8 }), (said, cuts) => {
        const control = (code: number): boolean => code > 8
        const frames = said.flatMap(({ code, payload, pieces }) => {
          if (control(code)) return [frameOf(code, payload.subarray(0, 125))]
          const size = Math.ceil(payload.length / pieces)
          return Array.from({ length: pieces }, (_, at) =>
            frameOf(at === 0 ? code : 0, payload.subarray(at * size, (at + 1) * size), { final: at === pieces - 1 }),
          )
        })
        const bytes = Buffer.concat(frames)
        const reader = new FrameReader()
        const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
        const heard = ends.flatMap((end, at) => [...reader.take(bytes.subarray(ends[at - 1] ?? 0, end))])
        const expected = said.flatMap(({ code, payload }): Said[] => {
          if (code === 9) return [{ ping: payload.subarray(0, 125) }]
          return control(code) || payload.length === 0 ? [] : [{ data: payload }]
        })
        expect(joined(heard)).to.deep.equal(joined(expected))
      }),
      { numRuns: 60 },
    )
  })

  it('never make the reader throw, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void [...new FrameReader().take(bytes)]))
  })

  it('are as long as what they carry', () => {
    for (const length of [0, 1, 125, 126, 65_535, 65_536]) {
      const payload = Buffer.alloc(length, 7)
      expect(readFrames(Buffer.from(encodeFrame(2, payload)))).to.deep.equal([[2, payload]])
    }
    expect(Buffer.from(encodeClose(1002, 'why')).toString('hex')).to.equal('880503ea776879')
  })
})
