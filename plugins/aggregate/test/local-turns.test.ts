import { expect } from 'chai'
import { Turns } from '../dist/local/turns.js'

describe('turns', () => {
  it('run what has one key one after another, also behind a failure, and the rest at once', async () => {
    const turns = new Turns()
    const told: string[] = []
    const run = (key: string, name: string, fails = false) =>
      turns.take(key, async () => {
        told.push(`${name} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        told.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      })
    const all = await Promise.allSettled([run('x', 'first', true), run('x', 'second'), run('y', 'other')])
    expect(all.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled', 'fulfilled'])
    expect(told.slice(0, 2)).to.deep.equal(['first begins', 'other begins'])
    expect(told.filter((line) => !line.startsWith('other'))).to.deep.equal([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
    ])
    expect(turns.size).to.equal(0)
  })
})
