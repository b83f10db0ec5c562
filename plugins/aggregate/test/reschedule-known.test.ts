import { expect } from 'chai'
import type { Node } from '../dist/nodes/node.js'
import type { Pool, PoolListener } from '../dist/nodes/pool.js'
import { Known } from '../dist/reschedule/known.js'
import { until } from './support/until.js'

const Labels = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }

/** A pool of one node, whose engine tells what a test says. */
class OneNode {
  ids = ['a', 'b']
  find: (id: string) => Promise<unknown> = async (id) => ({ Id: id, Config: { Labels } })
  readonly node: Node
  readonly known: Known
  #listener: PoolListener = {}

  constructor() {
    const all = () => this.ids.map((Id) => ({ Id, Labels }))
    const find = ({ path }: { readonly path: { readonly id: string } }) => this.find(path.id)
    this.node = { name: 'one', state: 'healthy', view: { containers: { all } }, find } as unknown as Node
    const pool = {
      get: () => this.node,
      healthy: () => [this.node],
      listen: (listener: PoolListener) => void (this.#listener = listener),
    }
    this.known = new Known(pool as unknown as Pool)
  }

  /** It was down, and is healthy again. */
  comeBack(): void {
    this.#listener.changed?.(this.node, 'down')
  }

  /** Its engine tells what has happened to a container. */
  tell(Action: string, id: string): void {
    const Attributes = { [Object.keys(Labels)[0]!]: '["on-node-failure"]' }
    this.#listener.event?.(this.node, { Type: 'container', Action, Actor: { ID: id, Attributes } })
  }

  get seen(): readonly (string | undefined)[] {
    return this.known.of(this.node).map(({ Id }) => Id)
  }
}

describe('aggregate: what is known of the containers that have opted in', () => {
  it('stays where a node comes back, and fails before it has told of them anew', async () => {
    const one = new OneNode()
    await until('both are known', () => one.seen.length === 2)
    let asked = 0
    one.find = () => {
      asked++
      return Promise.reject(new Error('it went down'))
    }
    one.comeBack()
    await until('both were asked for', () => asked === 2)
    await new Promise(setImmediate)
    expect(one.seen).to.have.members(['a', 'b'])
  })

  it('is forgotten of those that have gone while the node was away', async () => {
    const one = new OneNode()
    await until('both are known', () => one.seen.length === 2)
    one.ids = ['b']
    one.find = () => new Promise(() => undefined)
    one.comeBack()
    expect(one.seen).to.deep.equal(['b'])
  })

  it('is forgotten of one that is removed, also where the engine does not say so when it is asked', async () => {
    const one = new OneNode()
    await until('both are known', () => one.seen.length === 2)
    one.find = () => Promise.reject(new Error('it is busy'))
    one.tell('destroy', 'a')
    expect(one.seen).to.deep.equal(['b'])
  })

  it('is not known again by what was asked before it was removed', async () => {
    const one = new OneNode()
    await until('both are known', () => one.seen.length === 2)
    let answer: () => void = () => undefined
    const { find } = one
    one.find = async (id) => {
      await new Promise<void>((resolve) => (answer = resolve))
      return find(id)
    }
    one.tell('start', 'a')
    one.tell('destroy', 'a')
    answer()
    await new Promise(setImmediate)
    expect(one.seen).to.deep.equal(['b'])
  })
})
