import { PassThrough, type Readable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { install as forward } from 'libswarm-backend-forward'
import type { InlineBackend } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { exchange } from './support/exchange.js'
import { framedRequest, render, type FramedRequest } from './support/framed-request.js'

/** Takes every job to its end, and keeps the query of each: it says which request that was. */
function recorder(seen: string[]): InlineBackend {
  const install: InlineBackend['install'] = (engine) => {
    engine.catchAll(async (job) => {
      seen.push(job.search)
      for await (const chunk of (job.input ?? []) as Readable) void chunk
      return job.upgrade === undefined ? { status: 200, body: 'ok' } : { status: 101, body: new PassThrough() }
    })
  }
  return { name: 'recorder', install, simulated: true }
}

/** Passes every job on, and keeps its query. */
function passing(seen: string[]): InlineBackend {
  const install: InlineBackend['install'] = (engine) => {
    engine.catchAll((job) => {
      seen.push(job.search)
      return engine.next!.run(job)
    })
  }
  return { name: 'passing', install, simulated: true }
}

describe('the framing of any request (rows 42, 43, 44, 45, 46, 49)', () => {
  const seen: string[] = []
  const behind: string[] = []
  let back: TestDaemon
  let front: TestDaemon

  before(async () => {
    back = await startTestDaemon({ backends: [recorder(behind)] })
    const backends = [passing(seen), { name: 'forward', install: forward, options: { address: back.address } }]
    front = await startTestDaemon({ backends })
  })
  after(async () => {
    await front.close()
    await back.close()
  })

  let count = 0
  const check = async (one: FramedRequest) => {
    const query = `run=${count++}`
    const { text, hidden, allowed } = render(one, query)
    const statuses = await statusesOf(front, text)
    const [outer = 0, inner = 0] = [query, hidden].map((own) => countOf(seen, own))
    // One request, or a refusal and the end of the connection.
    expect(outer, 'the request itself').to.be.at.most(allowed === undefined ? 0 : 1)
    expect(inner, 'the request in its body').to.be.at.most(allowed ?? 0)
    expect(statuses.length, 'answers').to.be.at.most(1 + (allowed ?? 0))
    if (allowed === undefined && statuses.length > 0) expect(statuses[0]).to.be.oneOf([400, 501])
  }

  it('is beyond doubt, or it is refused: nothing that is hidden in a body runs', async function () {
    this.timeout(60_000)
    await fc.assert(fc.asyncProperty(framedRequest, check), { numRuns: 1000 })
    // Both kinds have come, whether it is right that they run or not.
    const hidden = seen.filter((query) => query.endsWith('hidden')).length
    expect(Math.min(hidden, seen.length - hidden)).to.be.at.least(5)
    // Who is behind sees no more, and less where the client was gone by then.
    for (const query of behind) expect(countOf(behind, query), query).to.be.at.most(countOf(seen, query))
  })
})

const countOf = (all: readonly string[], one: string): number => all.filter((other) => other === one).length

/** The statuses of all answers to a text, when the daemon has closed. */
async function statusesOf(daemon: TestDaemon, text: string): Promise<readonly number[]> {
  const { heard } = await exchange(daemon, text)
  const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
  return statuses.filter((status) => status !== 100)
}
