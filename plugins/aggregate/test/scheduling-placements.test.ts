import { expect } from 'chai'
import { Placements, type Placement } from '../dist/scheduling/placements.js'
import type { Request } from '../dist/scheduling/request/request.js'
import { isRefusal } from '../dist/scheduling/result.js'
import type { Snapshot } from '../dist/scheduling/snapshot.js'
import { asking, container, GiB, labels, node, options, wanting } from './support/pool.js'

const big = asking({ HostConfig: { Memory: 5 * GiB } })
const pool = [node('a'), node('b')]

/** Places a container; throws where there is no node. */
function place(
  placements: Placements,
  nodes: Snapshot,
  request: Request,
  failures?: ReadonlyMap<string, string>,
): Placement {
  const found = placements.place(nodes, request, options, 1, failures)
  if (isRefusal(found)) throw new Error(found.sentence)
  return found
}

describe('placements', () => {
  const overbooking: Readonly<Record<string, readonly [Request, readonly (typeof pool)[number][]]>> = {
    memory: [big, pool],
    CPUs: [asking({ HostConfig: { CpuQuota: 300_000 } }), pool],
    ports: [asking({ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80' }] } } }), pool],
    'the last port of a range': [
      asking({ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80-81' }], '81/tcp': [{ HostPort: '81' }] } } }),
      pool,
    ],
    'ports of the host': [asking({ HostConfig: { NetworkMode: 'host' }, ExposedPorts: { '80/tcp': {} } }), pool],
    slots: [asking(), pool.map((each) => ({ ...each, labels: labels({ containerslots: '1' }) }))],
    affinities: [asking({ Env: ['affinity:tier!=front'], Labels: { tier: 'front' } }), pool],
  }
  for (const [what, [request, nodes]] of Object.entries(overbooking)) {
    it(`never give what only one can have to two at once: ${what}`, () => {
      const placements = new Placements()
      const placed = [place(placements, nodes, request), place(placements, nodes, request)]
      expect(placed.map(({ best }) => best.node.name).sort()).to.deep.equal(['a', 'b'])
      expect(() => place(placements, nodes, request)).to.throw('Unable to find a node')
    })
  }

  it('keep two at once together that name one new volume', () => {
    const placements = new Placements()
    const request = asking({ HostConfig: { Binds: ['data:/data'] } })
    const nodes = ['a', 'b', 'c', 'd'].map((name) => node(name))
    const placed = Array.from({ length: 4 }, () => place(placements, nodes, request).best.node.name)
    expect(new Set(placed).size, placed.join()).to.equal(1)
  })

  it('give each its own port of a range', () => {
    const placements = new Placements()
    const range = asking({ HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80-82' }] } } })
    for (let n = 0; n < 3; n += 1) place(placements, [node('a')], range)
    const held = placements.counted([node('a')]).flatMap(({ containers }) => containers.flatMap(({ ports }) => ports))
    expect(held.map(({ port }) => port)).to.deep.equal([80, 81, 82])
    expect(() => place(placements, [node('a')], range)).to.throw('[port] the ports 80-82/tcp are taken: a')
  })

  it('spread what is asked for at once', () => {
    const placements = new Placements()
    const count = { a: 0, b: 0 } as Record<string, number>
    for (let n = 0; n < 100; n += 1) count[place(placements, pool, asking()).best.node.name]! += 1
    expect(count).to.deep.equal({ a: 50, b: 50 })
  })

  it('give a name to others', () => {
    const placements = new Placements()
    const { best } = place(placements, pool, asking({}, 'web'))
    const follower = place(placements, pool, wanting('affinity:container==web'))
    expect(follower.best.node.name).to.equal(best.node.name)
  })

  it('give back what failed', () => {
    const placements = new Placements()
    const first = place(placements, [pool[0]!], big)
    expect(() => place(placements, [pool[0]!], big)).to.throw('Unable')
    first.failed()
    first.failed()
    place(placements, [pool[0]!], big)
    expect(placements.size).to.equal(1)
  })

  it('do not ask a node again that has failed, and say why', () => {
    const placements = new Placements()
    const failures = new Map([['ID:a', 'no space left on device']])
    const next = place(placements, pool, asking(), failures)
    expect(next.best.node.name).to.equal('b')
    next.failed()
    expect(() => place(placements, [pool[0]!], asking(), failures)).to.throw('[create] no space left on device: a')
  })

  const made = (at: number) => {
    const placements = new Placements()
    place(placements, [node('a')], asking({ HostConfig: { Memory: GiB } }, 'web')).created('abc', at)
    return placements
  }
  const shown = container('web', { id: 'abc', memory: GiB })
  const counted = (placements: Placements, changes: object) =>
    placements.counted([node('a', changes)]).flatMap(({ containers }) => containers.map(({ id }) => id))

  it('count what was made until its node shows it, and once then', () => {
    const placements = made(10)
    expect(counted(placements, {})).to.deep.equal(['abc'])
    expect(counted(placements, { asOf: 10 })).to.deep.equal(['abc'])
    expect(counted(placements, { containers: [shown] })).to.deep.equal(['abc'])
    expect(placements.size).to.equal(0)
    expect(counted(placements, {})).to.deep.equal([])
  })

  it('count no longer what its node would have to show by now', () => {
    const placements = made(10)
    expect(counted(placements, { asOf: 11 })).to.deep.equal([])
    expect(placements.size).to.equal(0)
  })

  it('count no longer what was heard to be gone, or whose node is', () => {
    const [one, other] = [made(10), made(10)]
    one.removed('another')
    expect(one.size).to.equal(1)
    one.removed('abc')
    other.counted([node('b')])
    expect([one.size, other.size]).to.deep.equal([0, 0])
  })

  it('count what is being made on a node that is away', () => {
    const placements = new Placements()
    const under = place(placements, [node('a')], asking({}, 'web'))
    placements.counted([])
    expect(placements.size).to.equal(1)
    under.failed()
    expect(placements.size).to.equal(0)
  })

  it('count once what an engine has made and not answered yet', () => {
    const placements = new Placements()
    const under = place(placements, [node('a')], asking({}, 'web'))
    expect(counted(placements, { containers: [shown] })).to.deep.equal(['abc'])
    under.created('abc', 10)
    expect(placements.size).to.equal(0)
  })
})
