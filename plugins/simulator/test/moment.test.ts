import { expect } from 'chai'
import { swarmError } from 'libswarm-core'
import { parseMoment, untilOf } from '../dist/moment.js'

const second = 1_000_000
const now = Date.UTC(2026, 0, 2) * 1000

describe('a moment in a filter', () => {
  const moments: readonly [string, number | undefined][] = [
    ['10m', now - 600 * second],
    ['1h30m', now - 5400 * second],
    ['1.5s', now - 1.5 * second],
    ['24h', now - 86400 * second],
    ['.5s', now - second / 2],
    ['100ms', now - second / 10],
    ['-1m', now + 60 * second],
    ['2026-01-01', now - 86400 * second],
    ['2026-01-01T12', now - 43200 * second],
    ['2026-01-01T12:00:01.5', now - 43198.5 * second],
    ['2026-01-01T12:00:00Z', now - 43200 * second],
    ['2026-01-01T12:00:00+02:00', now - 50400 * second],
    ['1970-01-02T00:00:00+01:00', 82800 * second],
    ['0', 0],
    ['1136073600', 1136073600 * second],
    ['1136073600.5', 1136073600.5 * second],
    ['a', undefined],
    ['', undefined],
    ['1x', undefined],
    ['h', undefined],
    ['1.5.5s', undefined],
    ['1970-01-02T', undefined],
    [`${'1'.repeat(100_000)}x`, undefined],
    ['2026-13-01', undefined],
  ]
  for (const [text, moment] of moments) {
    it(`reads ${JSON.stringify(text.slice(0, 30))}`, () => expect(parseMoment(text, now)).to.equal(moment))
  }
})

describe('the filter `until`', () => {
  const until = (...values: string[]): number => untilOf({ until: values }, now, swarmError)

  it('is one moment; none is later where it was not given', () => {
    expect([until('10m'), until('1'), until(), untilOf(undefined, now, swarmError)]).to.deep.equal([
      ...[now - 600 * second, second, Infinity, Infinity],
    ])
    expect(() => until('x"')).to.throw('failed to parse value as time or duration: "x\\""')
    expect(() => until('1', '2')).to.throw('more than one until filter specified')
  })
})
