import { expect } from 'chai'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSwarmError, swarmError } from 'libswarm-core'
import { allFilters } from '../dist/scheduling/filters/table.js'
import { readOptions, type WrittenOptions } from '../dist/scheduling/options.js'
import type { Request } from '../dist/scheduling/request/request.js'
import type { NodeSnapshot } from '../dist/scheduling/snapshot.js'
import { binpack } from '../dist/scheduling/strategies/binpack.js'
import { imageFinder } from '../dist/scheduling/strategies/image.js'
import { random } from '../dist/scheduling/strategies/random.js'
import { spread } from '../dist/scheduling/strategies/spread.js'
import type { Strategy } from '../dist/scheduling/strategies/strategy.js'
import { schedule } from '../dist/scheduling/schedule.js'
import { asking, container, GiB, labels, namesFor, node, options, orderOf } from './support/pool.js'

const names = (nodes: readonly NodeSnapshot[]): string => nodes.map(({ name }) => name).join(' ')
const many = (count: number, memory = 0) => Array.from({ length: count }, (_, n) => container(`c${n}`, { memory }))
const ask = (HostConfig: object = {}, Image = 'redis') => asking({ HostConfig, Image })

const documentation = () => readFile(new URL('../../../docs/backends/aggregate-scheduling.md', import.meta.url), 'utf8')

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isSwarmError(thrown) && thrown.kind === 'InvalidParameter') return thrown.message
  throw new Error('it was taken', { cause: thrown })
}

describe('the strategies spread and binpack', () => {
  const table: readonly (readonly [
    what: string,
    pool: readonly NodeSnapshot[],
    request: Request,
    spread: string,
    binpack: string,
  ])[] = [
    [
      'count containers',
      [node('a', { containers: many(2) }), node('b', { containers: many(1) }), node('c')],
      ask(),
      'c b a',
      'a b c',
    ],
    [
      'count memory before containers, where it is asked for',
      [node('a', { containers: many(3) }), node('b', { containers: many(1, 2 * GiB) })],
      ask({ Memory: GiB }),
      'a b',
      'b a',
    ],
    [
      'count containers only, where no memory is asked for',
      [node('a', { containers: many(3) }), node('b', { containers: many(1, 2 * GiB) })],
      ask(),
      'b a',
      'a b',
    ],
    [
      'count what is left of a node, not what it has',
      [node('a', { memory: 2 * GiB }), node('b')],
      ask({ Memory: GiB }),
      'b a',
      'a b',
    ],
    [
      'take nodes for equal that are so to the hundredth',
      [node('a', { memory: 8 * GiB + 1, containers: many(1) }), node('b')],
      ask({ Memory: GiB / 1024 }),
      'b a',
      'a b',
    ],
    [
      'count memory and CPUs together',
      [
        node('a', { containers: [container('x', { nanoCpus: 3e9 })] }),
        node('b', { containers: [container('x', { memory: GiB })] }),
      ],
      ask({ Memory: GiB, NanoCpus: 1e9 }),
      'b a',
      'a b',
    ],
    [
      'take one that has the image, among equals',
      [node('a'), node('b', { images: [{ id: 'sha256:1', repoTags: ['redis:latest'], repoDigests: [] }] }), node('c')],
      ask(),
      'b',
      'b',
    ],
    [
      'take no fuller one because it has the image',
      [
        node('a'),
        node('b', { containers: many(1), images: [{ id: 'sha256:1', repoTags: ['redis:latest'], repoDigests: [] }] }),
      ],
      ask(),
      'a b',
      'b a',
    ],
  ]
  for (const [what, pool, request, spreads, packs] of table) {
    it(what, () => {
      for (let seed = 0; seed < 20; seed += 1) {
        expect(names(spread(pool, request, seed))).to.match(new RegExp(`^${spreads}`))
        expect(names(binpack([...pool].reverse(), request, seed))).to.match(new RegExp(`^${packs}`))
      }
    })
  }
})

describe('a strategy, among equals,', () => {
  const pool = ['a', 'b', 'c', 'd'].map((name) => node(name))
  for (const [name, strategy] of Object.entries({ spread, binpack, random })) {
    it(`favours no node: ${name}`, () => {
      const firsts = Array.from({ length: 4000 }, (_, seed) => strategy(pool, ask(), seed)[0]?.name)
      for (const wanted of ['a', 'b', 'c', 'd']) {
        expect(firsts.filter((first) => first === wanted)).to.have.length.within(850, 1150)
      }
    })

    it(`does the same for the same seed, however the nodes are listed: ${name}`, () => {
      expect(names(strategy([...pool].reverse(), ask(), 7))).to.equal(names(strategy(pool, ask(), 7)))
    })
  }
})

describe('an image', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const image = {
    id: `sha256:${'b'.repeat(64)}`,
    repoTags: ['redis:latest', 'me/app:2', 'reg:5000/x:1'],
    repoDigests: [`redis@${digest}`],
  }
  const found = node('a', { images: [image] })
  const table: Readonly<Record<string, boolean>> = {
    redis: true,
    'redis:latest': true,
    'docker.io/redis': true,
    'index.docker.io/library/redis:latest': true,
    [`redis@${digest}`]: true,
    [`redis:7@${digest}`]: true,
    'redis:7': false,
    'me/app:2': true,
    'docker.io/me/app:2': true,
    'me/app': false,
    app: false,
    'reg:5000/x:1': true,
    'x:1': false,
    [image.id]: true,
    bbbbbbbbbbbb: true,
    bbb: false,
    cccccccccccc: false,
    '': false,
  }
  for (const [name, isThere] of Object.entries(table)) {
    it(`${JSON.stringify(name)} is ${isThere ? '' : 'not '}there`, () => {
      expect(imageFinder(name)(found)).to.equal(isThere)
    })
  }
})

describe('the documentation of the scheduler', () => {
  const firstColumn = (text: string, heading: string): readonly string[] => {
    const [table = ''] = /^\| .*?(?=\n\n)/ms.exec(text.slice(text.indexOf(heading))) ?? []
    return [...table.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name = '']) => name)
  }

  it('lists the filters in their order, and the strategies', async () => {
    const text = await documentation()
    expect(firstColumn(text, '## Filters')).to.deep.equal(allFilters.map(({ name }) => name))
    expect(firstColumn(text, '## Strategies')).to.deep.equal(['spread', 'binpack', 'random'])
  })
})

describe('how a pool places containers', () => {
  const read = (written: WrittenOptions) => readOptions(written, '/', swarmError)

  it('is what classic Swarm had, where nothing is said', async () => {
    const { strategy, overcommit, filters } = await read({})
    expect([strategy, overcommit, filters.length]).to.deep.equal([spread, 0.05, 11])
  })

  it('is read', async () => {
    const found = await read({ strategy: 'binpack', filter: ['health'], overcommit: -0.5 })
    expect([found.strategy, found.overcommit, found.filters.map(({ name }) => name)]).to.deep.equal([
      binpack,
      -0.5,
      ['health'],
    ])
  })

  it('is refused with what would be right', async () => {
    const known = 'there are spread, binpack, random, and modules, such as ./my-strategy.js'
    expect(await failureOf(read({ strategy: 'sprad' }))).to.equal(`there is no strategy "sprad"; ${known}`)
    expect(await failureOf(read({ strategy: 'my-strategy.js' }))).to.match(/there is no strategy "my-strategy.js"/)
    for (const overcommit of [-1, Number.NaN, 101]) {
      expect(await failureOf(read({ overcommit }))).to.match(/^invalid overcommit \S+: it is a number above -1/)
    }
  })
})

describe('a strategy of a module', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strategy-'))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const load = async (name: string, source: string): Promise<Strategy> => {
    await writeFile(join(folder, name), source)
    return (await readOptions({ strategy: `./${name}` }, folder, swarmError)).strategy
  }
  const pool = [node('a'), node('b'), node('c')]

  it('orders the candidates, and may leave some out', async () => {
    const source = `
      export default (candidates, { memory }) =>
        candidates.sort((one, other) => (one.name < other.name ? 1 : -1)).filter(({ name }) => memory > 0 || name !== 'c')`
    const strategy = await load('order.js', source)
    expect(orderOf(schedule(pool, ask(), { ...options, strategy }, 1))).to.deep.equal(['b', 'a'])
    expect(orderOf(schedule(pool, ask({ Memory: 1 }), { ...options, strategy }, 1))).to.deep.equal(['c', 'b', 'a'])
    expect(names(pool)).to.equal('a b c')
  })

  it('may be the one of the documentation', async () => {
    const [, source = ''] = /```js\n(.*?)```/s.exec(await documentation()) ?? []
    const strategy = await load('documented.js', source)
    const priced = [
      node('a', { labels: labels({ cost: '20' }) }),
      node('b', { labels: labels({ cost: '5' }) }),
      node('c'),
    ]
    expect(orderOf(schedule(priced, ask(), { ...options, strategy }, 1))).to.deep.equal(['c', 'b', 'a'])
    expect(orderOf(schedule(priced, ask({ Memory: GiB }), { ...options, strategy }, 1))).to.deep.equal(['c', 'b'])
  })

  it('may leave out all', async () => {
    const strategy = await load('none.js', 'export default () => []')
    expect(namesFor(pool, ask(), { strategy })).to.equal('the strategy takes none of the nodes that come into question')
  })

  const wrong: Readonly<Record<string, readonly [source: string, sentence: RegExp]>> = {
    'no default export': [
      'export const order = 1',
      /^the strategy .* has no function as its default export: export default \(c/,
    ],
    'a broken module': ['export default (', /^the strategy \.\/.* cannot be loaded: /],
    'a module that throws': ['throw new Error("no luck")', /cannot be loaded: no luck$/],
    'a module that throws nothing': ['throw undefined', /cannot be loaded: it threw no error$/],
  }
  for (const [what, [source, sentence]] of Object.entries(wrong)) {
    it(`${what} is refused`, async () => {
      expect(await failureOf(load(`${what.replaceAll(' ', '-')}.js`, source))).to.match(sentence)
    })
  }

  it('a module that is not there is refused', async () => {
    expect(await failureOf(readOptions({ strategy: '../none.js' }, folder, swarmError))).to.match(
      /^the strategy \.\.\/none\.js cannot be loaded: Cannot find module/,
    )
  })

  const faults: Readonly<Record<string, readonly [source: string, sentence: RegExp]>> = {
    throws: ['() => { throw new Error("no luck") }', /failed: no luck$/],
    'returns nothing': ['() => undefined', /returned no list; it returns the candidates, the best first$/],
    'returns a promise': [
      'async () => { throw new Error("unheard") }',
      /returned a promise; it returns the candidates at once$/,
    ],
    'returns strangers': ['([one]) => [{ ...one }]', /returned something that is none of the candidates$/],
    'returns one twice': ['([one]) => [one, one]', /returned a candidate twice$/],
  }
  for (const [what, [source, sentence]] of Object.entries(faults)) {
    it(`one that ${what} is told`, async () => {
      const strategy = await load(`${what.replaceAll(' ', '-')}.js`, `export default ${source}`)
      let thrown: unknown
      try {
        strategy(pool, ask(), 1)
      } catch (fault) {
        thrown = fault
      }
      expect(isSwarmError(thrown) && [thrown.kind, sentence.test(thrown.message)]).to.deep.equal(['Internal', true])
    })
  }
})
