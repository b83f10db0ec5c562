import { expect } from 'chai'
import { PassThrough, Readable } from 'node:stream'
import type { Job } from 'libswarm-core'
import { engineOf, startChildren } from './support/children.js'

const oddities: readonly unknown[] = [
  null,
  'start',
  { Type: 'container', Action: 'start', Actor: { ID: 5 }, timeNano: 2 },
  { Type: 'container', Action: 'start', Actor: { ID: 'x', Attributes: { name: {} } }, timeNano: 2 },
  { Type: 'container', Action: 'start', Actor: 'x', timeNano: 2 },
  { Type: 7, Action: 'start', Actor: { ID: 'x' }, timeNano: 2 },
  { Type: 'container', Action: 'start', Actor: { ID: 'x' }, timeNano: 2.5 },
  { Type: 'container', Action: 'start', Actor: { ID: 'x' }, timeNano: 'now' },
]
const well = {
  Type: 'container',
  Action: 'die',
  Actor: { ID: 'b'.repeat(64), Attributes: { name: 'web' } },
  timeNano: 3,
}

/** An engine that tells something odd before what it has to tell, of the past and live. */
const engine = (odd: unknown) =>
  engineOf('ODD', (handle) => {
    const told = [odd, well].map((event) => `${JSON.stringify(event)}\n`).join('')
    handle.register('SystemEvents', ((job: Job<'SystemEvents'>) => {
      const body = new PassThrough()
      body.on('error', () => undefined)
      if (job.query.until === undefined) body.write(told)
      else body.end(told)
      return { status: 200, body }
    }) as never)
  })

describe('aggregate: an engine that tells of events that are none', () => {
  for (const odd of oddities)
    it(`has its events told, but for those: ${JSON.stringify(odd)}`, async () => {
      await using pool = await startChildren({ odd: engine(odd) })
      const filters = encodeURIComponent(JSON.stringify({ container: ['web'] }))
      const { status, text } = await pool.call(`GET /events?since=1&until=4&filters=${filters}`)
      expect(status).to.equal(200)
      expect(text.trim().split('\n')).to.have.length(1)
      expect(text).to.include('"Action":"die"')
    })
})

/** An engine that tells the past without an end, and a node beside it that tells it well. */
const endless = (piece: string) =>
  engineOf('ENDLESS', (handle) => {
    handle.register('SystemEvents', ((job: Job<'SystemEvents'>) => {
      const pieces = function* () {
        const many = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)))
        // So much that the test would be long over.
        for (let count = 0; count < 20_000; count++) yield many
      }
      const body = job.query.until === undefined ? new PassThrough() : Readable.from(pieces(), { objectMode: false })
      return { status: 200, body }
    }) as never)
  })

describe('aggregate: an engine that does not stop telling of the past', () => {
  const pieces: readonly (readonly [string, string, RegExp])[] = [
    ['events', '{}\n', /more than 262144 events/],
    ['a line', 'x', /a line of more than 16777216 characters/],
  ]
  for (const [what, piece, sentence] of pieces)
    it(`with ${what} is told of in a Warning, beside what the others tell`, async () => {
      await using pool = await startChildren({ odd: endless(piece), well: engine(well) })
      const answer = await pool.call('GET /events?since=1&until=4')
      expect([answer.status, answer.text.trim().split('\n').length]).to.deep.equal([200, 2])
      expect(String(answer.headers['warning'])).to.match(sentence)
    }).timeout(30_000)
})
