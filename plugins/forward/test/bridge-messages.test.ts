import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect } from 'chai'
import { convertingMessages } from '../dist/bridge/messages.js'

/** What becomes of a stream that comes in such chunks. */
async function converted(chunks: Iterable<Buffer>, into: Transform): Promise<string> {
  const out: Buffer[] = []
  await pipeline(Readable.from(chunks), into, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) out.push(chunk)
  })
  return Buffer.concat(out).toString()
}
const marked = () => convertingMessages((message) => ({ ...message, seen: true }))

describe('the messages that the bridge converts', () => {
  for (const size of [1, 2, 3, 7, 1000])
    it(`are the same however their lines are cut: ${size} bytes each`, async () => {
      const bytes = Buffer.from('{"a":"ä"}\r\nno json\n\n{"b":2}')
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      )
      expect(await converted(chunks, marked())).to.equal('{"a":"ä","seen":true}\r\nno json\n\n{"b":2,"seen":true}')
    })

  it('break off where a line does not end', async () => {
    let sent = 0
    const endless = (function* () {
      for (; sent < 200; sent++) yield Buffer.alloc(1024 * 1024, 'x')
    })()
    const thrown: unknown = await converted(endless, marked()).catch((caught: unknown) => caught)
    expect((thrown as Error).message).to.equal("the engine's answer has a line of more than 16777216 characters")
    expect(sent).to.be.below(40)
  })
})
