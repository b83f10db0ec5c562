import { expect } from 'chai'
import { startPool, type TestPool } from './support/running-pool.js'

/** What a client asks for, the type that it gets, and what stands before each event. */
const asked: readonly (readonly [version: string, accept: string, type: string, before: string])[] = [
  ['', 'application/json-seq', 'application/json-seq', '\u001e'],
  ['/v1.52', 'application/json-seq', 'application/json-seq', '\u001e'],
  ['/v1.52', 'text/plain, Application/X-NDJSON;q=0.5', 'application/x-ndjson', ''],
  ['/v1.52', 'application/json, application/json-seq', 'application/json', ''],
  ['/v1.52', 'application/jsonl', 'application/json', ''],
  ['/v1.53', 'application/jsonl', 'application/jsonl', ''],
  ['/v1.51', 'application/json-seq', 'application/json', ''],
  ['/v1.52', '', 'application/json', ''],
]

describe('aggregate: the events of all nodes, by the Accept header', () => {
  let pool: TestPool
  before(async () => {
    pool = await startPool(['a=simulator web', 'b=simulator db'])
  })
  after(() => pool[Symbol.asyncDispose]())

  for (const [version, accept, type, before] of asked) {
    it(`come as ${type} to who asks ${version || 'the newest API'} for "${accept}"`, async () => {
      const since = Date.now() / 1000 - 60
      for (const name of ['web', 'db']) await pool.call(`POST /containers/${name}/restart?t=0`)
      const line = `GET ${version}/events?since=${since}&until=${Date.now() / 1000}`
      const answer = await pool.call(line, { headers: accept === '' ? {} : { accept } })
      expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, type])
      const events = answer.text.split('\n')
      expect(events.pop()).to.equal('')
      expect(events).to.have.length.above(3)
      for (const event of events) {
        expect(event.slice(0, before.length + 1)).to.equal(`${before}{`)
        JSON.parse(event.slice(before.length))
      }
      expect(answer.text.includes('"status":')).to.equal(version === '/v1.51')
    })
  }
})
