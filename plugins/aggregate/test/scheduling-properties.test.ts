import { expect } from 'chai'
import fc from 'fast-check'
import { eligible } from '../dist/scheduling/eligible.js'
import { limitOf } from '../dist/scheduling/filters/resources.js'
import { allFilters } from '../dist/scheduling/filters/table.js'
import { Placements } from '../dist/scheduling/placements.js'
import type { Request } from '../dist/scheduling/request/request.js'
import { isRefusal } from '../dist/scheduling/result.js'
import { schedule } from '../dist/scheduling/schedule.js'
import type { ContainerSnapshot, NodeSnapshot } from '../dist/scheduling/snapshot.js'
import { binpack } from '../dist/scheduling/strategies/binpack.js'
import { random } from '../dist/scheduling/strategies/random.js'
import { spread } from '../dist/scheduling/strategies/spread.js'
import { usedCpus, usedMemory } from '../dist/scheduling/usage.js'
import { asking, container, GiB, labels, node, options, orderOf, wanting } from './support/pool.js'

// Few names, so that what is asked for is often there.
const words = ['a', 'b', 'web', 'db', 'ssd'] as const
const word = fc.constantFrom(...words)
const held = fc.record({
  ip: fc.constantFrom('', '0.0.0.0', '10.0.0.1', '::'),
  port: fc.integer({ min: 80, max: 83 }),
  protocol: fc.constantFrom('tcp', 'udp'),
})

const containers: fc.Arbitrary<ContainerSnapshot> = fc
  .record({
    name: word,
    ports: fc.array(held, { maxLength: 2 }),
    memory: fc.constantFrom(0, GiB, 3 * GiB),
    nanoCpus: fc.constantFrom(0, 5e8, 2e9),
    tier: word,
  })
  .map(({ name, tier, ...rest }) => container(name, { ...rest, labels: labels({ tier }) }))

const nodes: fc.Arbitrary<NodeSnapshot> = fc
  .record({
    healthy: fc.constantFrom(true, true, true, false),
    availability: fc.constantFrom('active', 'active', 'active', 'pause', 'drain'),
    containers: fc.array(containers, { maxLength: 4 }),
    volumes: fc.uniqueArray(word, { maxLength: 2 }),
    networks: fc.uniqueArray(word, { maxLength: 2 }),
    images: fc.uniqueArray(word, { maxLength: 2 }),
    disk: word,
    slots: fc.constantFrom('1', '4', 'many'),
  })
  .map(({ volumes, networks, images, disk, slots, ...rest }) =>
    node('', {
      ...rest,
      volumes: new Set<string>(volumes),
      networks: networks.map((name) => ({ id: `${name}0`, name })),
      images: images.map((name) => ({ id: `sha256:${name}`, repoTags: [`${name}:latest`], repoDigests: [] })),
      labels: labels({ disk, containerslots: slots }),
    }),
  )

const pools = fc
  .array(nodes, { minLength: 1, maxLength: 6 })
  .map((pool) => pool.map((each, at) => ({ ...each, id: `ID${at}`, name: `n${at}` })))

const value = fc.oneof(
  word,
  word.map((text) => `${text.slice(0, 1)}*`),
  word.map((text) => `/${text}/`),
)
const constraint = fc
  .tuple(fc.constantFrom('node', 'disk', 'none'), value)
  .map(([key, text]) => ['constraint:', key, text] as const)
const affinity = fc
  .tuple(fc.constantFrom('container', 'image', 'tier'), value)
  .map(([key, text]) => ['affinity:', key, text] as const)
const expression = fc.oneof(constraint, affinity)
const operator = fc.constantFrom('==', '!=')
const written = fc
  .tuple(expression, operator, fc.constantFrom('', '~'))
  .map(([[kind, key, text], is, soft]) => `${kind}${key}${is}${soft}${text}`)

const bodies = fc.record(
  {
    Image: word,
    Env: fc.array(written, { maxLength: 2 }),
    HostConfig: fc.record(
      {
        Memory: fc.constantFrom(GiB, 6 * GiB),
        NanoCpus: fc.constantFrom(1e9, 3e9),
        PortBindings: held.map(({ ip, port, protocol }) => ({
          [`1/${protocol}`]: [{ HostIp: ip, HostPort: `${port}` }],
        })),
        VolumesFrom: fc.array(word, { maxLength: 1 }),
        Binds: fc.array(
          word.map((name) => `${name}:/x`),
          { maxLength: 1 },
        ),
        NetworkMode: fc.oneof(fc.constant('bridge'), word),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)
const requests = bodies.map((body) => asking(body))
const strategies = fc.constantFrom(spread, binpack, random)
const seeds = fc.integer()

const found = (pool: readonly NodeSnapshot[], request: Request, filters = allFilters) =>
  eligible(pool, request, filters, options)
    .nodes.map(({ name }) => name)
    .sort()

describe('the scheduler', () => {
  it('takes nodes of the pool only, and says of each other one what is wrong', () => {
    fc.assert(
      fc.property(pools, requests, strategies, seeds, (pool, request, strategy, seed) => {
        const { nodes: left, exclusions } = eligible(pool, request, allFilters, options)
        expect([...left, ...exclusions.map((exclusion) => exclusion.node)]).to.have.members(pool)
        const order = orderOf(schedule(pool, request, { ...options, strategy }, seed))
        if (order.length > 0) expect([...order].sort()).to.deep.equal(found(pool, request))
      }),
    )
  })

  it('takes the same nodes, however the pool and the filters are listed', () => {
    const listed = fc.shuffledSubarray([...allFilters], { minLength: allFilters.length })
    fc.assert(
      fc.property(pools, requests, strategies, seeds, listed, (pool, request, strategy, seed, filters) => {
        const turned = [...pool].reverse()
        expect(found(turned, request, filters)).to.deep.equal(found(pool, request))
        const place = (from: typeof pool) => orderOf(schedule(from, request, { ...options, strategy }, seed))
        expect(place(turned)).to.deep.equal(place(pool))
      }),
    )
  })

  it('takes no more nodes with a filter than without', () => {
    const some = fc.subarray([...allFilters])
    fc.assert(
      fc.property(pools, requests, some, fc.constantFrom(...allFilters), (pool, request, filters, one) => {
        expect(found(pool, request, filters)).to.include.members(found(pool, request, [...filters, one]))
      }),
    )
  })

  it('parts the nodes by an expression and its opposite', () => {
    fc.assert(
      fc.property(pools, expression, (pool, [kind, key, text]) => {
        const [are, arent] = ['==', '!='].map((is) => found(pool, wanting(`${kind}${key}${is}${text}`)))
        expect([...are!, ...arent!].sort()).to.deep.equal(found(pool, asking()))
      }),
    )
  })

  it('excludes nothing for a wish, and meets most of the wishes', () => {
    const wish = fc.tuple(expression, operator).map(([[kind, key, text], is]) => `${kind}${key}${is}~${text}`)
    fc.assert(
      fc.property(pools, fc.array(wish, { maxLength: 4 }), seeds, (pool, wishes, seed) => {
        const { candidates = [] } = schedule(pool, wanting(...wishes), options, seed) as {
          candidates?: readonly { unsatisfied: readonly string[] }[]
        }
        expect(candidates).to.have.length(found(pool, asking()).length)
        const missed = candidates.map(({ unsatisfied }) => unsatisfied.length)
        expect(missed).to.deep.equal([...missed].sort((one, other) => one - other))
      }),
    )
  })

  const asked = fc.record({
    memory: fc.integer({ min: 0, max: 3 * GiB }),
    cpus: fc.integer({ min: 0, max: 2e9 }),
    end: fc.constantFrom('created', 'failed', 'pending'),
  })
  it('gives away no more than there is, with what is overcommitted', () => {
    fc.assert(
      fc.property(
        fc.array(asked, { maxLength: 30 }),
        fc.double({ min: -0.9, max: 2, noNaN: true }),
        strategies,
        (all, overcommit, strategy) => {
          const placements = new Placements()
          const pool = [node('a'), node('b', { memory: 2 * GiB }), node('c', { nanoCpus: 1e9 })]
          all.forEach(({ memory, cpus, end }, at) => {
            const request = asking({ HostConfig: { Memory: memory, NanoCpus: cpus } })
            const placed = placements.place(pool, request, { ...options, strategy, overcommit }, at)
            if (!isRefusal(placed) && end === 'created') placed.created(`id${at}`, at)
            if (!isRefusal(placed) && end === 'failed') placed.failed()
          })
          for (const each of placements.counted(pool)) {
            expect(usedMemory(each)).to.be.at.most(limitOf(each.memory, overcommit))
            expect(usedCpus(each)).to.be.at.most(limitOf(each.nanoCpus, overcommit))
          }
        },
      ),
    )
  })

  it('takes every node that has as much as is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), (asks, used) => {
        const memory = asks * GiB
        const busy = node('a', { memory: 20 * GiB, containers: [container('x', { memory: used * GiB })] })
        const { nodes: left } = eligible([busy], asking({ HostConfig: { Memory: memory } }), allFilters, {
          overcommit: 0,
        })
        expect(left.length === 1).to.equal(asks + used <= 20)
      }),
    )
  })
})

describe('many containers of one kind', () => {
  const fill = (count: number, of: number, request: Request, strategy = spread, firstSeed = 0) => {
    const placements = new Placements()
    const pool = Array.from({ length: of }, (_, at) => node(`n${at}`))
    const refused = Array.from({ length: count }, (_, at) =>
      placements.place(pool, request, { ...options, overcommit: 0, strategy }, firstSeed + at),
    ).filter(isRefusal)
    return { refused: refused.length, on: placements.counted(pool).map((each) => each.containers.length) }
  }
  const kinds = fc.constantFrom({}, { Memory: GiB / 4 }, { NanoCpus: 1e8 }, { Memory: GiB / 2, NanoCpus: 2e8 })

  it('are spread over equal nodes, so that none has two more than another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        kinds,
        seeds,
        (count, of, HostConfig, seed) => {
          const { on } = fill(count, of, asking({ HostConfig }), spread, seed)
          expect(Math.max(...on) - Math.min(...on)).to.be.at.most(1)
        },
      ),
    )
  })

  it('are packed on as few nodes as can take them', () => {
    const eighth = asking({ HostConfig: { Memory: GiB } })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 1, max: 8 }), seeds, (count, of, seed) => {
        const { on, refused } = fill(count, of, eighth, binpack, seed)
        const placed = Math.min(count, of * 8)
        expect(refused).to.equal(count - placed)
        expect(on.filter((containers) => containers > 0)).to.have.length(Math.ceil(placed / 8))
      }),
    )
  })
})

describe('nodes that are pools', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
  const sized = (engines: readonly number[]) => engines.map((size, at) => node(`n${at}`, { engines: size }))

  /** The numbers of containers after so many were created one after another, each on the first node of a strategy. */
  function fill(engines: readonly number[], count: number, seed: number): readonly number[] {
    let pool = sized(engines)
    for (let created = 0; created < count; created++) {
      const [first] = spread(pool, asking({ Image: 'busybox' }), seed + created)
      const add = (one: NodeSnapshot) =>
        one.name === first?.name ? { ...one, containers: [...one.containers, container(`c${created}`)] } : one
      pool = pool.map(add)
    }
    return pool.map(({ containers: held }) => held.length)
  }

  it('have by spread no more for each engine than another one would have with one more', () => {
    fc.assert(
      fc.property(counts, fc.nat({ max: 40 }), fc.nat(), (engines, count, seed) => {
        const held = fill(engines, count, seed)
        for (const [one, had] of held.entries())
          for (const [other, has] of held.entries())
            expect(had * engines[other]!).to.be.at.most((has + 1) * engines[one]!)
      }),
      { numRuns: 50 },
    )
  })

  it('have by spread as many for each engine where it comes out even', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 2 }), fc.nat(), (engines, each, seed) => {
        const all = engines.reduce((sum, size) => sum + size, 0)
        expect(fill(engines, each * all, seed)).to.deep.equal(engines.map((size) => size * each))
      }),
      { numRuns: 50 },
    )
  })

  it('are packed the other way round', () => {
    fc.assert(
      fc.property(counts, fc.nat(), (engines, seed) => {
        const sizeOf = (one: NodeSnapshot | undefined) => one!.engines
        const [first, last] = [spread, binpack].map((strategy) => sizeOf(strategy(sized(engines), asking(), seed)[0]))
        expect([first, last]).to.deep.equal([Math.max(...engines), Math.min(...engines)])
      }),
    )
  })
})
