import { expect } from 'chai'
import fc from 'fast-check'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { setTimeout as pause } from 'node:timers/promises'
import { patient, standard, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

interface Listed {
  readonly Id: string
  readonly State: string
  readonly Names: readonly string[]
}

const names = ['web', 'web-2', 'db', 'cache']
const labels = [{}, { tier: 'front' }, { tier: 'back' }]

const step = fc.record({
  act: fc.constantFrom('create', 'create', 'create', 'start', 'stop', 'pause', 'rename', 'remove'),
  name: fc.constantFrom(...names),
  labels: fc.constantFrom(...labels),
  /** The pool with the cache, the one without, or an engine itself. */
  by: fc.constantFrom('cache', 'live', 'engine'),
  engine: fc.nat(2),
  /** Whether nothing happens for long enough that lists are kept. */
  rests: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const some = (values: readonly string[]) => fc.array(fc.constantFrom(...values), { maxLength: 2 })
const query = fc.record(
  {
    all: fc.constant(true),
    limit: fc.nat(3),
    filters: fc.record(
      {
        name: some(['web', '^db$', '-2', 'a/web', 'nothing']),
        label: some(['tier', 'tier=front', 'none']),
        status: some(['created', 'running', 'exited']),
        node: some(['a', 'c']),
        volume: some(['data']),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

function searchOf(asked: object): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(asked) as [string, unknown][]) {
    search.set(key, typeof value === 'object' ? JSON.stringify(value) : `${value as string}`)
  }
  return search.toString()
}

function linesOf({ act, name, labels: Labels }: Step): readonly [line: string, body?: object] {
  const path = `/containers/${name}`
  if (act === 'create') {
    return [`POST /containers/create?name=${name}`, { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels }]
  }
  if (act === 'remove') return [`DELETE ${path}?force=1`]
  return [`POST ${path}/${act}${act === 'rename' ? '?name=other' : act === 'stop' ? '?t=0' : ''}`]
}

describe('aggregate: lists of containers with a cache and without', () => {
  let engines: readonly TestDaemon[]
  let cached: TestPool
  let live: TestPool

  before(async () => {
    engines = await Promise.all(
      ['A', 'B', 'C'].map((id) => startDaemon({ backends: [`simulator --image busybox --id ${id}`], standard })),
    )
    const children = engines.map(({ address }, index) => `${'abc'[index]}=forward ${address}`)
    cached = await startPool(children, { cache: 'on' }, patient)
    live = await startPool(children, {}, patient)
  })
  after(async () => {
    await Promise.all([cached, live].map((pool) => pool[Symbol.asyncDispose]()))
    await Promise.all(engines.map((engine) => engine.close()))
  })

  const textOf = async (pool: TestPool, search: string): Promise<string> => {
    const { status, text } = await pool.call(`GET /containers/json?${search}`)
    // Of a container that is older than a minute they may differ by one.
    return `${status} ${text.replace(/(About a|\d+) minutes?/g, 'some minutes')}`
  }
  const seen = async (pool: TestPool): Promise<unknown> =>
    (await pool.get<Listed[]>('GET /containers/json?all=1')).map(({ Id, State, Names }) => [Id, State, Names])

  const take = async (one: Step): Promise<void> => {
    const [line, body] = linesOf(one)
    if (one.by === 'engine') await call(engines[one.engine]!, line, { body })
    else await (one.by === 'cache' ? cached : live).call(line, { body })
    // Who has done it sees it at once.
    if (one.by === 'cache') expect(await seen(cached)).to.deep.equal(await seen(live))
    if (one.rests) await pause(1100)
  }

  it('are the same after whatever has happened, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.array(query, { minLength: 2, maxLength: 4 })), { minLength: 5, maxLength: 8 }),
        async (steps) => {
          for (const [one, queries] of steps) {
            await take(one)
            for (const search of ['all=true', ...queries.map(searchOf)]) {
              let answers: readonly string[] = []
              // An event may be on its way, and seconds pass between two questions.
              await until('they are the same', async () => {
                answers = [await textOf(live, search), await textOf(cached, search)]
                return answers[0] === answers[1]
              }).catch(() => expect(answers[1], search).to.equal(answers[0]))
            }
          }
        },
      ),
      { numRuns: 2, endOnFailure: true },
    )
  }).timeout(120_000)
})
