import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { NameOwners } from '../dist/names/owners.js'
import { EngineClock } from '../dist/nodes/engine-clock.js'
import type { Node } from '../dist/nodes/node.js'
import { View, type ViewOptions } from '../dist/nodes/view.js'
import { Holdings } from '../dist/place/holdings.js'
import { snapshotOf } from '../dist/place/node-snapshot.js'
import { until } from './support/until.js'

type Job = { readonly operation: string; readonly query?: { readonly filters?: object } }

describe('aggregate: what an engine has, as it was last seen', () => {
  let asked: string[]
  let volumes: string[]
  /** Answers lists of containers. */
  let list: (job: Job) => unknown
  let view: View

  const make = (options: ViewOptions = {}) => {
    const ask = async (job: Job) => {
      asked.push(job.operation)
      if (job.operation === 'ContainerList') return list(job)
      if (job.operation === 'VolumeList') return { Volumes: volumes.map((Name) => ({ Name })) }
      if (job.operation === 'SystemInfo') return { ID: 'one' }
      if (job.operation === 'NetworkList') throw new Error('no networks here')
      return []
    }
    view = new View(ask as never, new NameOwners(), new EngineClock(), { soon: [5, 10], ...options })
  }
  beforeEach(() => {
    asked = []
    volumes = ['data']
    list = () => []
    make()
  })
  afterEach(() => view.close())

  const known = () => (view.volumes.last ?? []).map(({ Name }) => Name)
  const count = (operation: string) => asked.filter((one) => one === operation).length
  const event = (Type: string, Action: string, ID: string) => view.take({ Type, Action, Actor: { ID } } as never)

  it('has its volumes, though nobody has asked for them, and though it does not tell its networks', async () => {
    await view.sync(true)
    await until('they are known', () => known().join() === 'data')
  })

  it('has a volume soon that an event tells of, asked for once for all that are told at once', async () => {
    await view.sync(false)
    await until('they are known', () => known().join() === 'data')
    await pause(30)
    const before = count('VolumeList')
    volumes.push('new', 'newer')
    event('volume', 'create', 'new')
    event('volume', 'create', 'newer')
    await until('they are known', () => known().join() === 'data,new,newer')
    await pause(30)
    expect(count('VolumeList')).to.equal(before + 1)
  })

  for (const [what, end] of [
    ['has been closed', () => view.close()],
    ['is not used', () => undefined],
  ] as const)
    it(`is not asked by itself where it ${what}`, async () => {
      make({ isUsed: () => what !== 'is not used' })
      end()
      view.volumes.stale()
      await pause(30)
      expect(asked).to.deep.equal([])
    })

  it('has the volumes of its containers where it has not told them since, and no longer', async () => {
    make({ isUsed: () => false })
    await view.volumes.get()
    view.volumes.stale()
    const Mounts = [
      { Type: 'volume', Name: 'new' },
      { Type: 'bind', Source: '/x' },
    ]
    view.containers.put({ Id: 'c', Names: ['/c'], Mounts } as never)
    const node = { view, info: {}, labels: new Map(), state: 'down' } as unknown as Node
    const told = () => [...snapshotOf(node, new Holdings(node)).volumes]
    expect(told()).to.deep.equal(['data', 'new'])
    await view.volumes.get()
    expect(told()).to.deep.equal(['data'])
  })

  it('shows a container as it is that changes again while it is read, and all are', async () => {
    const held: ((state: string) => void)[] = []
    const answer = (State: string) => [{ Id: 'x', Names: ['/x'], State }]
    list = ({ query }) =>
      query?.filters === undefined
        ? answer('exited')
        : new Promise((resolve) => held.push((state) => resolve(answer(state))))
    event('container', 'start', 'x')
    await until('it is read', () => held.length === 1)
    event('container', 'die', 'x')
    const syncing = view.sync(false)
    await until('all have been read', () => view.containers.get('x')?.State === 'exited')
    held[0]!('running')
    await until('it is read again', () => held.length === 2)
    held[1]!('exited')
    await syncing
    expect(view.containers.get('x')?.State).to.equal('exited')
  })
})
