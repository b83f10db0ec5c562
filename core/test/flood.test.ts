import { expect } from 'chai'
import { floodGate } from '../dist/engine/flood.js'

describe('a flood', () => {
  it('is let through up to its limit in each period, each source for itself', () => {
    const gate = floodGate(2, 1000)
    const held = { shown: false, last: false, heldBack: 0 }
    expect(gate('a', 0)).to.deep.equal({ shown: true, last: false, heldBack: 0 })
    expect(gate('a', 1)).to.deep.equal({ shown: true, last: true, heldBack: 0 })
    expect(gate('a', 2)).to.deep.equal(held)
    expect(gate('b', 2)).to.deep.equal({ shown: true, last: false, heldBack: 0 })
    expect(gate('a', 999)).to.deep.equal(held)
    expect(gate('a', 1000)).to.deep.equal({ shown: true, last: false, heldBack: 2 })
    expect(gate('b', 5000)).to.deep.equal({ shown: true, last: false, heldBack: 0 })
  })

  it('of sources is forgotten, whoever they were', () => {
    const gate = floodGate(1, 1000)
    for (let source = 0; source < 1000; source++) gate(String(source), 0)
    expect(gate('0', 1).shown).to.equal(false)
    gate('one more', 2)
    expect(gate('0', 3)).to.deep.equal({ shown: true, last: true, heldBack: 0 })
  })
})
