import { expect } from 'chai'
import { eachSome } from '../dist/each-some.js'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('aggregate: something for each of many', () => {
  const many = Array.from({ length: 20 }, (_, index) => index)

  it('is done for so many at a time', async () => {
    let running = 0
    let most = 0
    const done: number[] = []
    await eachSome(many, 4, async (one) => {
      most = Math.max(most, ++running)
      await pause(1)
      running--
      done.push(one)
    })
    expect([most, done.sort((left, right) => left - right)]).to.deep.equal([4, many])
  })

  it('does not wait for those that do not end, but for a moment, and ends when they have', async () => {
    const ended: number[] = []
    let end = (): void => undefined
    const hung = new Promise<void>((resolve) => (end = resolve))
    const whole = eachSome(
      many,
      4,
      async (one) => {
        // More than there is room for at a time.
        if (one < 8) await hung
        ended.push(one)
        if (ended.length === 12) end()
      },
      10,
    )
    await whole
    expect(ended.slice(0, 12)).to.deep.equal(many.slice(8))
    expect(ended).to.have.length(20)
  })
})
