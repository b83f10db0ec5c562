import { expect } from 'chai'
import fc from 'fast-check'
import { NameOwners } from '../dist/names/owners.js'
import type { Node } from '../dist/nodes/node.js'
import { EngineClock } from '../dist/nodes/engine-clock.js'
import { View } from '../dist/nodes/view.js'
import { Holdings } from '../dist/place/holdings.js'
import { NodeSnapshots } from '../dist/place/node-snapshots.js'
import { snapshotOf } from '../dist/place/node-snapshot.js'

interface Engine {
  info: object
  images: readonly object[]
  volumes: readonly object[]
  networks: readonly object[]
  /** The bytes that each container has been given, by id. */
  memory: Record<string, number>
  inspected: string[]
  state: string
  availability: string
}

const newEngine = (): Engine => ({
  info: { ID: 'one', NCPU: 2 },
  images: [],
  volumes: [],
  networks: [],
  memory: {},
  inspected: [],
  state: 'healthy',
  availability: 'active',
})

const noInfo = {}

/** A node with nothing but what the scheduler looks at. */
function nodeOf(engine: Engine): Node {
  const answers: Readonly<Record<string, () => unknown>> = {
    SystemInfo: () => engine.info,
    ImageList: () => engine.images,
    VolumeList: () => ({ Volumes: engine.volumes }),
    NetworkList: () => engine.networks,
  }
  const view = new View(async (job) => answers[job.operation]!() as never, new NameOwners(), new EngineClock())
  return {
    id: 'one',
    name: 'one',
    view,
    labels: new Map(),
    get state() {
      return engine.state
    },
    get availability() {
      return engine.availability
    },
    get info() {
      return view.info.last ?? noInfo
    },
    find: async ({ path: { id } }: { path: { id: string } }) => {
      engine.inspected.push(id)
      return { Id: id, HostConfig: { Memory: engine.memory[id] ?? 0 } }
    },
  } as unknown as Node
}

const summaryOf = (id: string, changes: object = {}) => ({ Id: id, Names: [`/${id}`], ...changes }) as never

type Change = (node: Node, engine: Engine, holdings: Holdings, id: string, number: number) => unknown

const changes: Readonly<Record<string, Change>> = {
  put: ({ view }, _engine, _holdings, id, number) => view.containers.put(summaryOf(id, { State: `${number}` })),
  delete: ({ view }, _engine, _holdings, id) => view.containers.delete(id),
  replace: ({ view }, _engine, _holdings, id) => view.containers.replace([summaryOf(id)]),
  images: ({ view }, engine, _holdings, id) => {
    engine.images = [{ Id: id, RepoTags: [id] }]
    view.images.stale()
    return view.images.get()
  },
  volumes: ({ view }, engine, _holdings, id) => {
    engine.volumes = [{ Name: id }]
    view.volumes.stale()
    return view.volumes.get()
  },
  networks: ({ view }, engine, _holdings, id) => {
    engine.networks = [{ Id: id, Name: id }]
    view.networks.age()
    return view.networks.get()
  },
  info: ({ view }, engine, _holdings, _id, number) => {
    engine.info = { ID: 'one', NCPU: number }
    view.info.stale()
    return view.info.get()
  },
  state: (_node, engine, _holdings, _id, number) => void (engine.state = number % 2 === 0 ? 'healthy' : 'down'),
  availability: (_node, engine, _holdings, _id, number) =>
    void (engine.availability = number % 2 === 0 ? 'active' : 'drain'),
  update: (_node, engine, holdings, id, number) => {
    engine.memory[id] = number
    holdings.forget(id)
    return holdings.complete()
  },
}

describe('aggregate: what the scheduler is told of a node', () => {
  it('is made again after every change, and only then', async () => {
    const step = fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.constantFrom('a', 'b', 'c'), fc.nat(9))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const engine = newEngine()
        const node = nodeOf(engine)
        const holdings = new Holdings(node)
        const snapshots = new NodeSnapshots()
        for (const [name, id, number] of steps) {
          await changes[name]!(node, engine, holdings, id, number)
          const snapshot = snapshots.of(node, holdings)
          expect(snapshot).to.deep.equal(snapshotOf(node, holdings))
          expect(snapshots.of(node, holdings)).to.equal(snapshot)
        }
      }),
    )
  })
})

describe('aggregate: what the containers of a node hold', () => {
  it('is asked for once, and again of a container that has changed', async () => {
    const engine = newEngine()
    const node = nodeOf(engine)
    const holdings = new Holdings(node)
    for (const id of ['a', 'b']) node.view.containers.put(summaryOf(id))
    await holdings.complete()
    await holdings.complete()
    expect(engine.inspected).to.have.members(['a', 'b'])
    engine.memory['a'] = 5
    holdings.forget('a')
    await holdings.complete()
    expect(engine.inspected.slice(2)).to.deep.equal(['a'])
    expect(holdings.get('a').memory).to.equal(5)
    node.view.containers.put(summaryOf('c'))
    await holdings.complete()
    expect(engine.inspected.slice(3)).to.deep.equal(['c'])
  })

  it('is asked for again of a container that changes while it is inspected', async () => {
    const engine = newEngine()
    const node = nodeOf(engine)
    const holdings = new Holdings(node)
    node.view.containers.put(summaryOf('a'))
    const first = holdings.complete()
    holdings.forget('a')
    await first
    expect(holdings.get('a').memory).to.equal(0)
    engine.memory['a'] = 7
    await holdings.complete()
    expect(holdings.get('a').memory).to.equal(7)
  })
})
