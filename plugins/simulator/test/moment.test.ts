import { expect } from 'chai'
import { parseMoment } from '../dist/moment.js'

const second = 1_000_000
const now = Date.UTC(2026, 0, 2) * 1000

describe('a moment in a filter', () => {
  const moments: readonly [string, number | undefined][] = [
    ['10m', now - 600 * second],
    ['1h30m', now - 5400 * second],
    ['1.5s', now - 1.5 * second],
    ['100ms', now - second / 10],
    ['-1m', now + 60 * second],
    ['2026-01-01', now - 86400 * second],
    ['2026-01-01T12', now - 43200 * second],
    ['2026-01-01T12:00:01.5', now - 43198.5 * second],
    ['2026-01-01T12:00:00Z', now - 43200 * second],
    ['2026-01-01T12:00:00+02:00', now - 50400 * second],
    ['1136073600', 1136073600 * second],
    ['1136073600.5', 1136073600.5 * second],
    ['a', undefined],
    ['', undefined],
    ['1x', undefined],
    ['2026-13-01', undefined],
  ]
  for (const [text, moment] of moments) {
    it(`reads ${JSON.stringify(text)}`, () => expect(parseMoment(text, now)).to.equal(moment))
  }
})
