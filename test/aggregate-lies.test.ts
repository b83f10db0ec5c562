import { expect } from 'chai'
import { call, type Answered } from 'libswarm-core/testing'
import type { Engines } from './support/pool/engines.js'
import { startLiar, type Liar, type Lie } from './support/pool/liar.js'
import { quickTimes, startEndpoint, type Endpoint } from './support/pool/matrix/endpoint.js'
import { startSimulators, type PooledSimulator } from './support/pool/simulators.js'
import { until } from './support/processes.js'

interface Listed {
  readonly Names: readonly string[]
}

const told = (body: string, head = 'Content-Type: application/json') =>
  `HTTP/1.1 200 OK\r\n${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** What an engine says that is no answer. */
const lies: Readonly<Record<string, Lie>> = {
  'the status 700': { says: 'HTTP/1.1 700 What\r\nContent-Length: 2\r\n\r\n{}', ends: true },
  'no status': { says: 'HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n{}', ends: true },
  'half of a JSON': { says: told('[{"Id":'), ends: true },
  'no JSON': { says: told('<html>hello</html>'), ends: true },
  'another JSON': { says: told('5'), ends: true },
  '101 that nobody asked for': {
    says: 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n{}',
    ends: false,
  },
  'a head that is none': { says: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', ends: true },
  'a header without a colon': { says: told('[]', 'nonsense'), ends: true },
  'a header with a NUL': { says: told('[]', 'X-\0: y'), ends: true },
  'two lengths': { says: told('[]', 'Content-Length: 7'), ends: true },
  'a length and chunks': { says: told('[]', 'Transfer-Encoding: chunked'), ends: true },
  'a head of 3 MB': { says: told('[]', `X-Long: ${'x'.repeat(3_000_000)}`), ends: true },
  'chunks that are none': { says: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n', ends: true },
  'nothing, and an end': { says: '', ends: true },
}

describe('aggregate: A10: an engine of a pool answers', function () {
  this.timeout(60_000)
  let engines: Engines<PooledSimulator>
  let liar: Liar
  let pool: Endpoint

  before(async () => {
    engines = await startSimulators(2, { together: 2, spec: (index) => ({ options: { name: [`web-${index}`] } }) })
    const [well, odd] = engines.engines as [PooledSimulator, PooledSimulator]
    liar = await startLiar(odd)
    pool = await startEndpoint({ well: well.address, odd: liar.address }, quickTimes)
  })
  afterEach(async () => {
    liar.lies()
    await until('the list is whole', async () => (await ask('GET /containers/json')).headers['warning'] === undefined)
  })
  after(async () => {
    await pool?.[Symbol.asyncDispose]()
    await liar?.[Symbol.asyncDispose]()
    await engines?.close()
  })

  const ask = (line: string, body?: object): Promise<Answered> =>
    call({ socketPath: pool.socketPath, port: undefined }, line, body === undefined ? {} : { body })
  const busybox = { Image: 'busybox' }
  const messageOf = (answer: Answered) => answer.json<{ message: string }>().message
  const namesOf = (answer: Answered) => answer.json<Listed[]>().flatMap(({ Names }) => Names)

  for (const [what, lie] of Object.entries(lies)) {
    it(`${what}: its part of a list is missing and named, what is about it is 502 in words, the rest is right`, async () => {
      liar.lies(lie)
      const list = await ask('GET /containers/json')
      expect([list.status, namesOf(list)]).to.deep.equal([200, ['/web-0']])
      expect(list.headers['warning']).to.match(/odd: /)
      expect((await ask('GET /containers/web-0/json')).status).to.equal(200)
      const inspected = await ask('GET /containers/web-1/json')
      expect(inspected.status, inspected.text).to.equal(502)
      expect(messageOf(inspected)).to.match(/engine/)
      const created = await ask('POST /containers/create?name=never', { ...busybox, Env: ['constraint:node==odd'] })
      expect([409, 502], created.text).to.include(created.status)
      expect(messageOf(created)).to.match(/odd/)
      liar.lies()
      await until('it is there again', async () => namesOf(await ask('GET /containers/json?all=1')).length === 2)
      expect(pool.log()).to.not.match(/TypeError|RangeError|ReferenceError|[Uu]ncaught|[Uu]nhandled/)
    })
  }

  it('nothing, in the middle of it: it is not asked for a create again, nor is another one, and for what is read once more at most', async () => {
    const nothing = lies['nothing, and an end']!
    liar.lies(nothing, /\/containers\/(create|web-1\/|[0-9a-f]{64}\/)/)
    const created = await ask('POST /containers/create?name=once', { ...busybox, Env: ['constraint:node==odd'] })
    expect(created.status, created.text).to.equal(502)
    expect(liar.asked(/^POST .*\/containers\/create/)).to.equal(1)
    expect((await ask('POST /containers/web-1/kill')).status).to.equal(502)
    expect(liar.asked(/^POST .*\/kill/)).to.equal(1)
    expect((await ask('GET /containers/web-1/top')).status).to.equal(502)
    expect(liar.asked(/^GET .*\/top/)).to.be.within(1, 2)
    expect(namesOf(await ask('GET /containers/json?all=1'))).to.have.members(['/web-0', '/web-1'])
  })
})
