import { expect } from 'chai'
import fc from 'fast-check'
import { humanDuration, parseTimestamp, toNanoseconds, toRfc3339 } from '../dist/time.js'

const second = 1_000_000
const hour = 3600 * second

describe('moments and durations', () => {
  const durations: readonly [number, string][] = [
    [0, 'Less than a second'],
    [second, '1 second'],
    [59 * second, '59 seconds'],
    [60 * second, 'About a minute'],
    [59 * 60 * second, '59 minutes'],
    [hour, 'About an hour'],
    [1.5 * hour, '2 hours'],
    [47 * hour, '47 hours'],
    [48 * hour, '2 days'],
    [24 * 14 * hour, '2 weeks'],
    [24 * 60 * hour, '2 months'],
    [24 * 365 * 2 * hour, '2 years'],
  ]
  for (const [length, words] of durations) {
    it(`are "${words}" in words`, () => expect(humanDuration(length)).to.equal(words))
  }

  it('are written with the digits that they have', () => {
    expect(toRfc3339(1_795_355_010_100_300)).to.equal('2026-11-22T13:43:30.1003Z')
    expect(toRfc3339(1_795_355_010_000_000)).to.equal('2026-11-22T13:43:30Z')
  })

  it('come back exactly as nanoseconds and as a timestamp', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_500_000_000_000_000, max: 4_000_000_000_000_000 }), (moment) => {
        const digits = JSON.stringify(toNanoseconds(moment))
        expect(digits).to.equal(`${moment}000`)
        expect(parseTimestamp(`${digits.slice(0, -9)}.${digits.slice(-9)}`)).to.equal(moment)
      }),
    )
  })

  it('are no timestamps in any other form', () => {
    for (const text of ['', 'x', '1.', '.5', '1e3', '10m', '2026-11-22T13:43:30Z', '1.2.3']) {
      expect(parseTimestamp(text)).to.equal(undefined)
    }
  })
})
