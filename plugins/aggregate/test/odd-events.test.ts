import { expect } from 'chai'
import { PassThrough } from 'node:stream'
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
