import { expect } from 'chai'
import { Kept } from '../dist/nodes/kept.js'

/** Something that is read when the test says so. */
function readable() {
  const readings: ((value: string) => void)[] = []
  const kept = new Kept(() => new Promise<string>((resolve) => readings.push(resolve)))
  return { kept, answer: (at: number, value: string) => readings[at]!(value), readings }
}

describe('what is read when it is asked for', () => {
  it('is read once by all who ask at once, and again when it is stale', async () => {
    const { kept, answer, readings } = readable()
    const both = Promise.all([kept.get(), kept.get()])
    answer(0, 'first')
    expect(await both).to.deep.equal(['first', 'first'])
    expect([await kept.get(), readings.length]).to.deep.equal(['first', 1])
    kept.stale()
    const again = kept.get()
    answer(1, 'second')
    expect(await again).to.equal('second')
  })

  it('is kept although it became stale meanwhile, and read again', async () => {
    const { kept, answer } = readable()
    const first = kept.get()
    answer(0, 'old')
    await first
    kept.stale()
    const second = kept.get()
    kept.stale()
    answer(1, 'newer')
    await second
    expect([kept.last, kept.isKnown]).to.deep.equal(['newer', false])
  })

  it('is never what was read before something newer', async () => {
    const { kept, answer } = readable()
    const first = kept.get()
    kept.stale()
    const second = kept.get()
    answer(1, 'newer')
    await second
    answer(0, 'old')
    await first
    expect([kept.last, kept.isKnown]).to.deep.equal(['newer', true])
  })
})
