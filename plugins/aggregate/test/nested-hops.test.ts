import { expect } from 'chai'
import { startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { EventReader } from './support/event-reader.js'
import { patient, startPool, type TestPool } from './support/running-pool.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

/** How often a call may be forwarded. */
const most = 5

const sentence = `forwarded ${most} times: the engines forward to each other in a loop, or too many of them in a row`

interface Listed {
  readonly Names: readonly string[]
}

// Each is a pool of the one before it; the first one is one of an engine.
describe('aggregate: pools that are each a node of the next', function () {
  this.timeout(60_000)
  let engine: TestDaemon
  const pools: TestPool[] = []

  before(async () => {
    engine = await startDaemon({ backends: ['simulator web'], standard: [simulator] })
    let { address } = engine
    for (let at = 0; at < most + 1; at++) {
      const pool = await startPool([`n=forward ${address}`], {}, patient)
      pools.push(pool)
      address = pool.daemon.address
    }
  })
  after(async () => {
    for (const pool of [...pools].reverse()) await pool[Symbol.asyncDispose]()
    await engine.close()
  })

  const last = () => pools[most - 1]!
  const tooMany = () => pools[most]!
  const create = (pool: TestPool, name: string) =>
    pool.call(`POST /containers/create?name=${name}`, { body: { Image: 'busybox', Cmd: ['sleep', '1000'] } })

  it('may be as many as a call may be forwarded', async () => {
    const pool = last()
    await using events = await EventReader.open(pool.daemon)
    expect((await create(pool, 'new')).status).to.equal(201)
    expect((await pool.call('POST /containers/new/start')).status).to.equal(204)
    await events.until('it is told', ({ words }) => words.includes('n/n/n/n/n new: start'))
    const listed = await pool.get<Listed[]>('GET /containers/json')
    expect(listed.flatMap(({ Names }) => Names)).to.have.members(['/web', '/new'])
    const found = await pool.get<{ readonly Node: { readonly Name: string } }>('GET /containers/n/n/n/n/n/new/json')
    expect(found.Node.Name).to.equal('n/n/n/n/n')
    const node = await pool.get<{ readonly Spec: { readonly Name: string } }>('GET /nodes/n/n/n/n/n')
    expect(node.Spec.Name).to.equal('n/n/n/n/n')
    const exec = await pool.call('POST /containers/new/exec', { body: { Cmd: ['true'] } })
    expect(exec.status, exec.text).to.equal(201)
  })

  for (const path of ['/containers/json?all=1', '/images/json', '/networks', '/volumes', '/system/df'])
    it(`are not one more: ${path} lacks what is too far away, and says so in a sentence`, async () => {
      const { status, headers } = await tooMany().call(`GET ${path}`)
      expect(status).to.equal(200)
      expect(headers['warning']).to.be.a('string').and.to.include('no answer from the node n: ').and.include(sentence)
    })

  it('are not one more: nothing is created there, with the same sentence', async () => {
    const { status, text } = await create(tooMany(), 'far')
    expect([status, JSON.parse(text)]).to.deep.equal([508, { message: sentence }])
    const listed = await last().get<Listed[]>('GET /containers/json?all=1')
    expect(listed.flatMap(({ Names }) => Names)).not.to.include('/far')
  })

  it('are not one more: a strict one answers nothing but that', async () => {
    await using strict = await startPool([`n=forward ${last().daemon.address}`], { strict: true }, patient)
    const { status, text } = await strict.call('GET /containers/json')
    expect([status, text]).to.satisfy(() => status === 503 && text.includes(sentence))
  })
})
