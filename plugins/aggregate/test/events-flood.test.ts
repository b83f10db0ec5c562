import { expect } from 'chai'
import type { Job } from 'libswarm-core'
import { PassThrough } from 'node:stream'
import { engineOf, startChildren } from './support/children.js'

/** An engine that tells of very much, and not at all of the past, as soon as somebody asks for that. */
const flooding = () =>
  engineOf('FLOOD', (engine) => {
    const live = new PassThrough({ highWaterMark: 16 * 1024 * 1024 })
    live.on('error', () => undefined)
    const flood = () => {
      const more = 'x'.repeat(10_000)
      for (let index = 0; index < 300; index++) {
        const event = { Type: 'volume', Action: 'mount', Actor: { ID: 'v', Attributes: { more } }, timeNano: index + 1 }
        live.write(`${JSON.stringify(event)}\n`)
      }
    }
    engine.register('SystemEvents', ((job: Job<'SystemEvents'>) => {
      if (job.query.until === undefined) return { status: 200, body: live }
      flood()
      return new Promise(() => undefined)
    }) as never)
  })

describe('aggregate: more events than wait for one client, before it has an answer', () => {
  it('are a sentence for that client, and nothing to the pool', async () => {
    await using pool = await startChildren({ flood: flooding() })
    const { status, text } = await pool.call('GET /events?since=1')
    expect([status, text]).to.satisfy(() => status === 503 && text.includes('too slow'), `${status} ${text}`)
    expect((await pool.call('GET /_ping')).status).to.equal(200)
  })
})
