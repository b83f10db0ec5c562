import { expect } from 'chai'
import { swarmError } from 'libswarm-core'
import { readMoment } from '../dist/events/moment.js'

const now = 1_700_000_000_000
const read = (text: string) => readMoment(text, now, 'since', swarmError)

describe('aggregate: since and until', () => {
  const moments: readonly (readonly [text: string, nanoseconds: bigint])[] = [
    ['1700000000', 1_700_000_000_000_000_000n],
    ['1700000000.000000001', 1_700_000_000_000_000_001n],
    ['1700000000.5', 1_700_000_000_500_000_000n],
    ['0', 0n],
    ['-1', -1_000_000_000n],
    ['2023-11-14T22:13:20Z', 1_700_000_000_000_000_000n],
    ['2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456_789n],
    ['2023-11-14T23:13:20+01:00', 1_700_000_000_000_000_000n],
    ['2023-11-14T22:13', 1_699_999_980_000_000_000n],
    ['2023-11-14', 1_699_920_000_000_000_000n],
    ['10m', 1_699_999_400_000_000_000n],
    ['1h30m', 1_699_994_600_000_000_000n],
    ['1.5s', 1_699_999_998_500_000_000n],
    ['-10m', 1_700_000_600_000_000_000n],
  ]
  for (const [text, nanoseconds] of moments) it(`reads ${text}`, () => expect(read(text)).to.equal(nanoseconds))

  it('takes no text as none', () => expect(read('')).to.equal(undefined))

  for (const text of ['yesterday', '1.2.3x', '10 m', '2023-13-45', 'm', '9'.repeat(30), `${'9'.repeat(20)}h`]) {
    it(`says what is wrong with ${text.slice(0, 20)}`, () =>
      expect(() => read(text))
        .to.throw(/`since` \(.*\) is no time: write one such as/)
        .with.property('kind', 'InvalidParameter'))
  }
})
