import { expect } from 'chai'
import fc from 'fast-check'
import { agoOf } from '../dist/nodes/ago.js'
import { lasts } from '../dist/nodes/lasts.js'
import type { Moments } from '../dist/nodes/moments.js'

const hour = 3600
const day = 24 * hour

/** Seconds, and the words of go-units for them (`HumanDuration`). */
const examples: readonly (readonly [seconds: number, words: string, until: number])[] = [
  [-5, 'Less than a second', 1],
  [0.9, 'Less than a second', 1],
  [1.5, '1 second', 2],
  [59.9, '59 seconds', 60],
  [60, 'About a minute', 120],
  [119, 'About a minute', 120],
  [3599, '59 minutes', 3600],
  [hour, 'About an hour', 1.5 * hour],
  [1.5 * hour, '2 hours', 2.5 * hour],
  [47.4 * hour, '47 hours', 47.5 * hour],
  [47.5 * hour, '2 days', 71.5 * hour],
  [13.9 * day, '13 days', 14 * day - hour / 2],
  [14 * day, '2 weeks', 21 * day - hour / 2],
  [59 * day, '8 weeks', 60 * day - hour / 2],
  [60 * day, '2 months', 90 * day - hour / 2],
  [729 * day, '24 months', 730 * day - hour / 2],
  [730 * day - hour / 4, '1 years', 730 * day],
  [800 * day, '2 years', 1095 * day],
]

const second = fc.oneof(fc.nat(200), fc.nat(5000), fc.nat(60 * hour), fc.nat(80 * day), fc.nat(1200 * day))

describe('aggregate: how long a container has been as it is', () => {
  for (const [seconds, words, until] of examples)
    it(`is told of ${seconds} s as "${words}"`, () => expect(agoOf(seconds)).to.deep.equal({ words, until }))

  it('is told in the same words until they change, and in others then', () => {
    fc.assert(
      fc.property(second, fc.nat(1000), (seconds, part) => {
        const { words, until } = agoOf(seconds)
        expect(until).to.be.greaterThan(seconds)
        expect(agoOf(seconds + ((until - seconds) * part) / 1001).words).to.equal(words)
        expect(agoOf(until).words).to.not.equal(words)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('aggregate: the text of a container', () => {
  const began = Date.parse('2026-01-01T00:00:00Z')
  const moments: Pick<Moments, 'get'> = {
    get: (id) => (id === 'unknown' ? undefined : { started: began, finished: began + 10_000 }),
  }
  const left = (Status: string, seconds: number, off = 0, Id = 'known'): number =>
    lasts({ Id, Status }, { now: began + seconds * 1000, off }, moments) / 1000

  it('lasts until its words change, less what clocks may be off', () => {
    expect(left('Up 2 minutes', 130)).to.equal(180 - 130 - 0.5)
    expect(left('Up 2 minutes (healthy)', 130, 1000)).to.equal(180 - 130 - 1.5)
    expect(left('Up 2 minutes (Paused)', 130)).to.equal(180 - 130 - 0.5)
    expect(left('Exited (137) 2 minutes ago', 140)).to.equal(190 - 140 - 0.5)
  })

  it('lasts for ever where it tells no time', () => {
    for (const text of ['Created', 'Dead', '']) expect(left(text, 130)).to.equal(Infinity)
  })

  it('is not sure near its change, in words of another engine, and where its moment is not known', () => {
    expect(left('Up 2 minutes', 179.8)).to.equal(0)
    expect(left('Up 3 minutes', 180.2)).to.equal(0)
    expect(left('Up 2 minutes', 175, 5000)).to.equal(0)
    expect(left('Up 4 minutes', 130)).to.equal(0)
    expect(left('Up 130 seconds', 130)).to.equal(0)
    expect(left('Restarting (1) 2 minutes ago', 140)).to.equal(0)
    expect(left('Host Down', 140)).to.equal(0)
    expect(left('Up 2 minutes', 130, 0, 'unknown')).to.equal(0)
  })

  it('is what the engine writes for as long as it lasts, however its clock is off', () => {
    fc.assert(
      fc.property(second, fc.nat(3000), fc.integer({ min: -1000, max: 1000 }), fc.nat(999), (ran, off, wrong, part) => {
        // The engine's clock is a little ahead of what is known of it, or behind.
        const error = (off * wrong) / 1000
        const text = (seconds: number) => `Up ${agoOf(seconds + error / 1000).words}`
        const lasting = left(text(ran), ran, off)
        if (lasting === 0) return
        const later = Math.min(lasting, 1e9) * (part / 1000)
        expect(text(ran + later)).to.equal(text(ran))
      }),
      { numRuns: 2000 },
    )
  })
})
