import { expect } from 'chai'
import { Kept } from '../dist/nodes/kept.js'

/** A value that counts how often it was read. */
const counted = (): Kept<number> => {
  let reads = 0
  return new Kept(async () => ++reads)
}

describe('aggregate: what is kept of an engine', () => {
  it('is read when it is asked for, once by all who ask at once', async () => {
    const kept = counted()
    expect([kept.last, kept.isKnown]).to.deep.equal([undefined, false])
    expect(await Promise.all([kept.get(), kept.get()])).to.deep.equal([1, 1])
    expect([await kept.get(), kept.last, kept.isKnown]).to.deep.equal([1, 1, true])
  })

  it('is not known any more when something has told that it has changed', async () => {
    const kept = counted()
    await kept.get()
    kept.stale()
    kept.age()
    expect([kept.last, kept.isKnown]).to.deep.equal([1, false])
    expect(await kept.get()).to.equal(2)
  })

  it('is known and read again, all the same, when it has aged', async () => {
    const kept = counted()
    await kept.get()
    kept.age()
    expect([kept.last, kept.isKnown]).to.deep.equal([1, true])
    expect([await kept.get(), await kept.get()]).to.deep.equal([2, 2])
  })

  it('is read again where it became stale while it was read', async () => {
    const kept = counted()
    const first = kept.get()
    kept.stale()
    await first
    expect([kept.last, kept.isKnown]).to.deep.equal([1, false])
    expect(await kept.get()).to.equal(2)
  })
})
