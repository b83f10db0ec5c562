import { expect } from 'chai'
import { KeptList, type KeptRow } from '../dist/nodes/kept-list.js'

describe('aggregate: a list that is kept', () => {
  let now = 0
  let list: KeptList
  const rows: readonly KeptRow[] = []
  beforeEach(() => {
    now = 1e6
    list = new KeptList(() => now)
  })

  it('is there for a quarter of a minute at least, and half of one at most, from when it was asked for', () => {
    const keep = list.keeper()
    now += 10_000
    keep('1.47', rows)
    now += 4999
    expect(list.get('1.47')).to.equal(rows)
    now += 15_001
    expect(list.get('1.47')).to.equal(undefined)
    expect(list.isQuiet).to.equal(true)
  })

  it('is there for its version alone', () => {
    list.keeper()('1.47', rows)
    expect(list.get('1.40')).to.equal(undefined)
    expect(list.get(undefined)).to.equal(undefined)
  })

  it('is not kept where something has happened since it was asked for', () => {
    for (const happen of [() => list.changed(), () => list.age()]) {
      const keep = list.keeper()
      happen()
      keep('1.47', rows)
      expect(list.get('1.47')).to.equal(undefined)
    }
  })

  it('is not there after a change, and may be kept again a second later', () => {
    list.keeper()('1.47', rows)
    list.changed()
    expect(list.get('1.47')).to.equal(undefined)
    expect(list.isQuiet).to.equal(false)
    now += 1000
    expect(list.isQuiet).to.equal(true)
  })

  it('is not tried for some seconds where it could not be kept, whatever happens meanwhile', () => {
    list.unsteady()
    now += 1000
    list.changed()
    now += 3999
    expect(list.isQuiet).to.equal(false)
    now += 1
    expect(list.isQuiet).to.equal(true)
  })
})
