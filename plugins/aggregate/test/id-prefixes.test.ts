import { expect } from 'chai'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import type { TestPool } from './support/running-pool.js'

const idOf = (start: string) => start.padEnd(64, '0')

describe('aggregate: A13: the beginnings of ids of many engines', () => {
  let pool: TestPool
  const killed: string[] = []

  /** An engine that has containers, by the beginnings of their ids, and says whom it has killed. */
  const having = (name: string, containers: Readonly<Record<string, string>>): ChildInstall =>
    engineOf(name.toUpperCase(), (engine) => {
      const all = Object.entries(containers).map(([start, own]) => ({
        Id: idOf(start),
        Names: [`/${own}`],
        Created: 1,
      }))
      engine.register('ContainerList', () => all as never)
      engine.register('ContainerInspect', ({ path: { id } }) => {
        const found = all.find(({ Id }) => Id === id)
        return found === undefined ? { status: 404 } : { Id: found.Id, Name: found.Names[0] }
      })
      engine.register('ContainerKill', ({ path: { id } }) => {
        killed.push(`${name} ${id}`)
        return { status: 204 }
      })
    })

  before(async () => {
    pool = await startChildren({
      a: having('a', { abc1: 'web', abc2: 'db', d0: 'named' }),
      b: having('b', { abc3: 'web', ab9: 'cache', d1: 'd0', fff: 'last' }),
    })
  })
  after(() => pool[Symbol.asyncDispose]())
  beforeEach(() => void killed.splice(0))

  const kill = (name: string) => pool.call(`POST /containers/${encodeURIComponent(name)}/kill`)

  const meant: readonly (readonly [asked: string, killed: string])[] = [
    ['abc1', `a ${idOf('abc1')}`],
    ['abc3', `b ${idOf('abc3')}`],
    ['ab9', `b ${idOf('ab9')}`],
    ['f', `b ${idOf('fff')}`],
    [idOf('abc2'), `a ${idOf('abc2')}`],
    ['b/abc', `b ${idOf('abc3')}`],
    // A name comes before the beginning of an id, as with one engine.
    ['d0', `b ${idOf('d1')}`],
    ['a/d0', `a ${idOf('d0')}`],
  ]
  for (const [asked, expected] of meant) {
    it(`${asked.slice(0, 12)} means one, and no other`, async () => {
      expect((await kill(asked)).status).to.equal(204)
      expect(killed).to.deep.equal([expected])
    })
  }

  for (const [asked, candidates] of [
    ['abc', ['a/web', 'a/db', 'b/web']],
    ['ab', ['a/web', 'a/db', 'b/web', 'b/cache']],
    ['a/abc', ['a/web', 'a/db']],
    ['d', ['a/named', 'b/d0']],
  ] as const) {
    it(`${asked} is a 409 that lists what it may mean, and nobody is killed`, async () => {
      const { status, text } = await kill(asked)
      expect(status, text).to.equal(409)
      for (const candidate of candidates) expect(text).to.include(candidate)
      expect(text).to.include(`means ${candidates.length} containers`)
      expect(killed).to.deep.equal([])
    })
  }

  for (const asked of ['abcd', 'b/d0x', 'c/abc1', 'abc1g'])
    it(`${asked} is a 404`, async () => {
      expect((await kill(asked)).status).to.equal(404)
      expect(killed).to.deep.equal([])
    })
})
