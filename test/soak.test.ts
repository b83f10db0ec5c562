import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { childrenOf, isRunning } from './support/proc.js'
import { until } from './support/processes.js'
import { describeCommandLine, passes, soakMissing, soakOf } from './support/soaking.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const mistaken = join(root, 'test/fixtures/mistaken')
const soak = soakOf('scripts/soak.js', 120_000)

describeLong(soakMissing, 'a soak', function () {
  this.timeout(150_000)

  it('of some seconds passes, and says how to have the same again', async () => {
    const printed = await passes(soak, '20s', 'soak')
    expect(printed).to.match(/^Passed after \d+ s: \d{3,} calls/m)
    expect(printed).to.not.match(/^[\w -]+ {2,}0 +\d+ +\d+$/m)
    expect(printed).to.match(/^descriptors of the simulator +\d+ +\d+ +[+-]\d /m)
  })

  it('that is interrupted ends what it has started, and says how far it came', async () => {
    const child = spawn(process.execPath, ['scripts/soak.js', '60s'], { cwd: root })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
    const ended = once(child, 'exit')
    await until('it runs', () => / min: /.test(stderr), 60_000)
    const daemons = await childrenOf(child.pid!)
    expect(daemons).to.have.length(2)
    child.kill('SIGINT')
    expect(await ended, stdout).to.deep.equal([130, null])
    expect(stdout).to.match(/^Interrupted after \d+ s: /m)
    expect(daemons.filter(isRunning)).to.deep.equal([])
  })

  const mistakes: Readonly<Record<string, RegExp>> = {
    leaks: /^WRONG: the descriptors of the simulator have drifted too far$/m,
    lies: /^WRONG: inspect, by .*: \/other instead of \/seed$/m,
    fails:
      /^WRONG: list, by .*: 500 instead of 200: [^]*\nWRONG: the simulator has logged: .* failed in VolumeList: TypeError/m,
    dies: /^WRONG: simulator ended with 3$/m,
    forgets: /^WRONG: (events of the \w+: the creation of \w+ was not told|events, by .*: events: )/m,
    keeps: /^WRONG: (live, by .*: 200 instead of 404: |\/soak-\w+ was left over)/m,
  }
  for (const [mistake, sentence] of Object.entries(mistakes)) {
    it(`finds out a backend that ${mistake}`, async () => {
      // The same is drawn each time, with each mistake early in it: a slow machine makes few calls.
      const { code, stdout } = await soak('8s', '--seed', 'b', '--backend', `${mistaken} ${mistake}`)
      expect(stdout.toString())
        .to.match(/^FAILED after /m)
        .and.match(sentence)
      expect(code).to.equal(1)
    })
  }
})

describeCommandLine(
  'the command line of a soak',
  soak,
  'soak -- [60m | 90s | 2h] [--seed <text>] [--backend <spec>] [--markdown]',
  [['60'], ['1d'], ['--seed'], ['--backend'], ['5s', 'x'], ['--lanes', '3']],
)

interface Drift {
  readonly first?: number
  readonly last?: number
  readonly isTooMuch?: boolean
}
type DriftOf = (kind: string, name: string, samples: readonly { at: number; a: number }[], warmUp: number) => Drift

describe('the drift of a soak', () => {
  const minute = 60_000
  let driftOf: DriftOf
  before(async () => {
    driftOf = ((await import(join(root, 'scripts/soak/verdict.js'))) as { driftOf: DriftOf }).driftOf
  })
  /** A sample a minute for an hour. */
  const hour = (valueAt: (minutes: number) => number) =>
    Array.from({ length: 61 }, (_, index) => ({ at: index * minute, a: valueAt(index) }))

  it('of descriptors is too much from six on, whatever there was while it warmed up', () => {
    const of = (more: number) =>
      driftOf(
        'descriptors',
        'a',
        hour((at) => (at < 5 ? 500 : at < 40 ? 20 : 20 + more)),
        5 * minute,
      )
    expect(of(5)).to.deep.include({ first: 20, last: 25, isTooMuch: false })
    expect(of(6)).to.deep.include({ first: 20, last: 26, isTooMuch: true })
    expect(of(-10)).to.deep.include({ isTooMuch: false })
  })

  it('of memory is too much from a tenth on, and a peak is none', () => {
    const of = (valueAt: (minutes: number) => number) => driftOf('memory', 'a', hour(valueAt), 5 * minute).isTooMuch
    expect(of((at) => 100 + at / 5)).to.equal(false)
    expect(of((at) => 100 + at / 3)).to.equal(true)
    expect(of((at) => (at % 7 === 0 ? 300 : 100))).to.equal(false)
  })

  it('of memory is not told from some minutes', () => {
    const samples = hour((at) => at).filter(({ at }) => at < 12 * minute)
    expect(driftOf('memory', 'a', samples, 5 * minute).isTooMuch).to.equal(undefined)
    expect(driftOf('memory', 'a', [], 5 * minute).isTooMuch).to.equal(undefined)
  })
})
