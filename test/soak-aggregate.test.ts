import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { describeCommandLine, passes, soakMissing, soakOf } from './support/soaking.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const soak = soakOf('scripts/soak-aggregate.js', 240_000)

describeLong(soakMissing, 'A18: a soak of a pool', function () {
  this.timeout(250_000)

  it('of some seconds passes, and says how to have the same again', async () => {
    const printed = await passes(soak, '15s', 'soak:aggregate')
    expect(printed).to.match(/^descriptors of the pool +\d+ +\d+ +[+-]\d /m)
    expect(printed).to.match(/^In \d+ rounds an engine:\n {2}\d+ × /m)
  })
})

describeCommandLine(
  'the command line of a soak of a pool',
  soak,
  'soak:aggregate -- [10m | 90s | 2h] [--seed <text>]',
  [['60'], ['--seed'], ['--backend', 'x'], ['--markdown'], ['5s', 'x']],
)

interface Call {
  readonly operation: string
  readonly engine: string | undefined
  readonly kind: string
  readonly at: number
  readonly took: number
}
interface Spell {
  readonly engine: string
  readonly loses: boolean
  readonly from: number
  readonly until: number
}
interface Judging {
  judge(call: Call, spells: readonly Spell[]): string
  wrongsOf(verdict: object): readonly string[]
}

describe('what comes of a soak of a pool', () => {
  let judging: Judging
  before(async () => {
    judging = (await import(join(root, 'scripts/soak/pool/judge.js'))) as Judging
  })
  const spells = [
    { engine: 'a', loses: false, from: 100, until: 200 },
    { engine: 'b', loses: true, from: 300, until: 400 },
  ]
  const rows: readonly (readonly [expected: string, call: Partial<Call>])[] = [
    ['right', { kind: 'right', at: 0 }],
    ['broken', { kind: 'unavailable', at: 150 }],
    ['broken', { kind: 'broken', at: 95, took: 10 }],
    ['wrong', { kind: 'unavailable', at: 80, took: 10 }],
    ['wrong', { kind: 'unavailable', at: 201 }],
    ['wrong', { kind: 'unavailable', at: 150, engine: 'b' }],
    ['broken', { kind: 'unavailable', at: 150, engine: 'a' }],
    ['wrong', { kind: 'missing', at: 150, engine: 'a' }],
    ['broken', { kind: 'missing', at: 350, engine: 'b' }],
    ['wrong', { kind: 'wrong', at: 350 }],
    ['wrong', { kind: 'late', at: 350 }],
    ['broken', { kind: 'partial', at: 150, operation: 'ps' }],
    ['wrong', { kind: 'partial', at: 250, operation: 'ps' }],
    ['wrong', { kind: 'unavailable', at: 150, operation: 'ps' }],
  ]
  for (const [expected, call] of rows) {
    it(`is ${expected}: ${JSON.stringify(call)}`, () => {
      const whole: Call = { operation: 'inspect', engine: undefined, kind: 'right', at: 0, took: 5, ...call }
      expect(judging.judge(whole, spells)).to.equal(expected)
    })
  }

  it('is wrong where something is lost, doubled or there again, or nothing was made at all', () => {
    const well = { lost: [], duplicated: [], undead: [], unacknowledged: ['x'], acknowledged: 1 }
    expect(judging.wrongsOf(well)).to.deep.equal([])
    const worst = { ...well, lost: ['1-2'], duplicated: ['3-4'], undead: ['5-6'], acknowledged: 0 }
    expect(judging.wrongsOf(worst)).to.deep.equal([
      '1 that were acknowledged are lost: 1-2',
      '1 that were acknowledged are there twice: 3-4',
      '1 that were acknowledged are there again: 5-6',
      'nothing was acknowledged',
    ])
  })
})
