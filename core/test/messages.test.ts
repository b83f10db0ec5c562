import { Readable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { toReply } from '../dist/engine/reply.js'

async function messagesOf(chunks: Iterable<Uint8Array>): Promise<unknown[]> {
  const messages: unknown[] = []
  for await (const message of toReply({ status: 200, body: Readable.from(chunks) }).messages()) messages.push(message)
  return messages
}

describe('the messages of a reply', () => {
  it('are the same however its lines are cut', async () => {
    const parts = fc.array(fc.nat({ max: 6 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        parts,
        async (told, end, sizes) => {
          const bytes = Buffer.from(told.map((message) => JSON.stringify(message)).join(end))
          const chunks: Buffer[] = []
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]! + 1
            chunks.push(bytes.subarray(at, at + size))
            at += size
          }
          expect(await messagesOf(chunks)).to.deep.equal(
            told.map((message) => JSON.parse(JSON.stringify(message)) as unknown),
          )
        },
      ),
    )
  })

  it('are none where a line does not end', async () => {
    let sent = 0
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const endless = (function* () {
      yield Buffer.from('{"id":1}\n"')
      for (; sent < 100; sent++) yield chunk
    })()
    const thrown = await messagesOf(endless).catch((failure: unknown) => failure)
    expect(thrown).to.include({ kind: 'Unreachable' })
    expect((thrown as Error).message).to.equal('the answer has a line of more than 16777216 characters')
    expect(sent).to.be.below(20)
  })
})
