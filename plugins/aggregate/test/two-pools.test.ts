import { expect } from 'chai'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const questions = [
  'GET /containers/json?all=1',
  'GET /containers/json',
  'GET /containers/web/json',
  'GET /containers/renamed/json',
  'GET /containers/a/twin/json',
  'GET /containers/twin/json',
  'GET /nodes',
  'GET /nodes/b',
  'GET /volumes',
  'GET /volumes/data',
  'GET /networks',
  'GET /images/json',
]

/** What is done, in this order, through one pool and the other in turn; some on an engine itself. */
const actions: readonly (readonly [line: string, body?: object, on?: number])[] = [
  ['POST /containers/create?name=web', { Image: 'busybox', Cmd: ['sleep', 'infinity'] }],
  ['POST /containers/web/start'],
  ['POST /containers/create?name=other', { Image: 'busybox', Cmd: ['sleep', 'infinity'] }],
  ['POST /containers/other/rename?name=renamed'],
  ['POST /containers/web/pause'],
  ['POST /containers/web/unpause'],
  ['POST /containers/create?name=twin', { Image: 'busybox' }, 0],
  ['POST /containers/create?name=twin', { Image: 'busybox' }, 1],
  ['POST /volumes/create', { Name: 'data' }],
  ['POST /networks/create', { Name: 'front' }],
  ['POST /images/busybox/tag?repo=mine&tag=1'],
  ['POST /nodes/b/update?version=1', { Availability: 'pause' }],
  ['POST /nodes/b/update?version=2', { Availability: 'drain' }],
  ['POST /containers/web/kill'],
  ['DELETE /containers/web'],
  ['DELETE /volumes/data'],
  ['POST /nodes/b/update?version=3', { Availability: 'active' }],
  ['POST /networks/prune'],
  ['POST /containers/prune'],
]

describe('aggregate: two pools of the same engines', () => {
  let engines: readonly TestDaemon[]
  let pools: readonly TestPool[]

  before(async () => {
    const specs = ['simulator keep --id A', 'simulator keep-b --id B', 'simulator keep-c --id C']
    engines = await Promise.all(specs.map((spec) => startDaemon({ backends: [spec], standard: [simulator] })))
    const children = engines.map(({ address }, index) => `${'abc'[index]}=forward ${address}`)
    pools = await Promise.all([startPool(children), startPool(children)])
  })
  after(async () => {
    await Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]()))
    await Promise.all(engines.map((engine) => engine.close()))
  })

  /** Status and body of each; how long a container has been up is told in seconds, and may change in between. */
  const answersOf = (pool: TestPool) =>
    Promise.all(
      questions.map(async (line) => {
        const { status, text } = await pool.call(line)
        return `${line}: ${status} ${text.replace(/"Up [^"]*"/g, '"Up"')}`
      }),
    )

  actions.forEach(([line, body, on], index) => {
    it(`give the same answers after ${line}${on === undefined ? '' : ' on an engine itself'}`, async () => {
      const answer =
        on === undefined ? await pools[index % 2]!.call(line, { body }) : await call(engines[on]!, line, { body })
      expect(answer.status, answer.text).to.be.lessThan(300)
      let [one, other]: (readonly string[])[] = []
      await until('they agree', async () => {
        ;[one, other] = await Promise.all(pools.map(answersOf))
        return JSON.stringify(one) === JSON.stringify(other)
      }).catch(() => expect(one).to.deep.equal(other))
      const ids = await Promise.all(pools.map(async (pool) => (await pool.get<{ ID: string }>('GET /info')).ID))
      expect(ids[0]).to.equal(ids[1])
    })
  })
})
