import { expect } from 'chai'
import { swarmError, type Child } from 'libswarm-core'
import { Joining } from '../dist/discovery/joining.js'
import { Pool } from '../dist/nodes/pool.js'
import { usualTimes } from '../dist/times.js'
import { until } from './support/until.js'

/** A pool of engines that do not answer, and how many of their backends are open. */
class Spawned {
  readonly said: string[] = []
  readonly open = new Set<string>()
  readonly pool: Pool
  #go!: () => void
  readonly #begin = new Promise<void>((resolve) => (this.#go = resolve))

  constructor() {
    const say = (sentence: string) => void this.said.push(sentence)
    const log = { debug: () => undefined, info: say, warn: say, error: say } as never
    const spawn = (spec: string) => this.#spawn(spec)
    this.pool = new Pool({ spawn, times: usualTimes, fail: swarmError, log, strict: false })
  }

  /** Lets those that are being spawned be there. */
  go(): void {
    this.#go()
  }

  async #spawn(spec: string): Promise<Child> {
    await this.#begin
    this.open.add(spec)
    const run = () => Promise.reject(swarmError('Unreachable', 'nobody is there'))
    return { run, close: async () => void this.open.delete(spec) }
  }
}

describe('aggregate: two sources that list a child of the same name at the same moment', () => {
  it('have one in the pool, and the other one is told of; none is left when the pool is closed', async () => {
    const spawned = new Spawned()
    const { pool } = spawned
    const joined = ['file:one', 'file:two'].map((shown) =>
      new Joining(pool, shown).changed([{ name: 'a', spec: shown, labels: new Map() }]),
    )
    // Both have looked whether the name is free.
    await until('the second one is refused', () => spawned.said.some((sentence) => sentence.includes('does not join')))
    spawned.go()
    await Promise.all(joined)
    expect(pool.all().map(({ entry }) => entry.spec)).to.deep.equal(['file:one'])
    expect(spawned.said.join('\n')).to.include('the node "a" of file:two does not join: another child has that name')
    await pool.close()
    expect([...spawned.open]).to.deep.equal([])
  })

  it('leave the name free again where its backend cannot be spawned', async () => {
    const spawned = new Spawned()
    const fail = () => Promise.reject(new Error('no such backend'))
    const pool = new Pool({ spawn: fail, times: usualTimes, fail: swarmError, log: spawned.pool.log, strict: false })
    const entry = { name: 'a', spec: 'nothing', labels: new Map<string, string>() }
    await pool.add([entry]).catch(() => undefined)
    expect(pool.isTaken('a')).to.equal(false)
  })
})
