import { expect } from 'chai'
import fc from 'fast-check'
import type { Container, Run } from '../dist/containers/container.js'
import { statusText, statusUntil } from '../dist/containers/status.js'
import { humanDuration, nextHumanDuration } from '../dist/time.js'

const second = 1_000_000
const day = 24 * 3600 * second

describe('the status of a container in words', () => {
  const run = (phase: Run['phase'], more: Partial<Run> = {}): Container => {
    const rest = { pid: 0, exitCode: 0, error: '', startedAt: 0, finishedAt: undefined }
    return { run: { ...rest, phase, ...more } } as unknown as Container
  }
  const cases: readonly [string, Container][] = [
    ['Created', run('created', { startedAt: undefined })],
    ['Created', run('created', { startedAt: undefined, exitCode: 127 })],
    ['Up 3 seconds', run('running')],
    [
      'Up 3 seconds (health: starting)',
      { ...run('running'), health: { status: 'starting', failingStreak: 0, log: [] } },
    ],
    ['Up 3 seconds (healthy)', { ...run('running'), health: { status: 'healthy', failingStreak: 0, log: [] } }],
    ['Up 3 seconds (unhealthy)', { ...run('running'), health: { status: 'unhealthy', failingStreak: 3, log: [] } }],
    ['Up 3 seconds (Paused)', { ...run('paused'), health: { status: 'healthy', failingStreak: 0, log: [] } }],
    ['Restarting (3) 1 second ago', run('restarting', { exitCode: 3, finishedAt: 2 * second })],
    ['Exited (137) Less than a second ago', run('exited', { exitCode: 137, finishedAt: 3 * second })],
    ['Removal In Progress', run('removing')],
    ['Dead', run('dead')],
  ]
  for (const [words, container] of cases) {
    it(`is "${words}"`, () => expect(statusText(container, 3 * second)).to.equal(words))
  }

  it('stays what it is until the moment that is told, and is another then', () => {
    const [, , up] = cases
    const length = fc.oneof(
      fc.integer({ min: -2 * second, max: 3 * 3600 * second }),
      fc.integer({ min: 0, max: 1500 * day }),
      fc.integer({ min: 0, max: 4000 }).map((half) => half * 1800 * second),
    )
    fc.assert(
      fc.property(length, fc.nat({ max: 1000 }), (now, part) => {
        const until = statusUntil(up![1], now)
        const between = Math.min(until - 1, now + Math.floor(((until - now) * part) / 1000))
        expect(until).to.equal(nextHumanDuration(now))
        expect(until).to.be.greaterThan(now)
        for (const moment of [between, until - 1]) expect(humanDuration(moment)).to.equal(humanDuration(now))
        expect(humanDuration(until)).not.to.equal(humanDuration(now))
      }),
      { numRuns: 2000 },
    )
  })

  it('stays for ever where it counts nothing', () => {
    expect(statusUntil(cases[0]![1], 0)).to.equal(Infinity)
    expect(statusUntil(run('dead'), 0)).to.equal(Infinity)
  })
})
