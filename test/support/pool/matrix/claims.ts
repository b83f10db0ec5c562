import { expect } from 'chai'
import { quantile, tellOutcomes, type Kind, type Outcome } from '../load/outcome.js'
import type { Row } from './row.js'
import type { Run } from './run-row.js'

/** What has to hold of every row, with the sentence that says so. */
export const claims: readonly (readonly [title: string, check: (row: Row, run: Run) => void])[] = [
  [
    'the endpoint runs, and has said nothing of a mistake of its own',
    (_, { isUp, log }) => {
      expect(isUp).to.equal(true)
      expect(log).to.not.match(/TypeError|RangeError|ReferenceError|[Uu]ncaught|[Uu]nhandled/)
    },
  ],
  [
    'calls about the others are answered, and nearly as soon as before',
    (_, run) => {
      const others = run.outcomes.filter(({ engine }) => engine !== undefined && engine !== run.victim)
      expectKinds(others, ['right'])
      const before = others.filter(({ at }) => at < 0)
      expect(quantile(others, 0.99)).to.be.below(2 * quantile(before, 0.99) + allowance(run))
    },
  ],
  [
    'lists lack the engine at most, and come within the limit of an answer',
    (_, run) => {
      const lists = run.outcomes.filter(({ operation }) => operation === 'ps')
      expectKinds(lists, ['right', 'partial'])
      expectWithin(lists, run.times.answerLimit + allowance(run))
    },
  ],
  [
    'calls about the engine fail as they should, and in time',
    ({ kinds, fails, loses }, run) => {
      const own = run.outcomes.filter(
        ({ operation, engine }) => engine === run.victim || ['create', 'remove'].includes(operation),
      )
      expectKinds(own, loses === undefined ? kinds : [...kinds, 'missing'])
      expectWithin(
        own.filter(({ kind }) => kind !== 'right'),
        fails(run.times) + allowance(run),
      )
    },
  ],
  ['it is down in time', ({ down }, run) => expectMoment(down, run.downAfter, run)],
  ['its streams are closed in time', ({ closed }, run) => expectMoment(closed, run.closedAfter, run)],
  [
    'it is used again as soon as enough checks were good',
    (_, run) => {
      const { checkEvery, checkLimit, rise } = run.times
      expect(run.backAfter).to.be.below(rise * checkEvery + checkLimit + allowance(run))
    },
  ],
  ['the list is that of the engines', (_, { agreedAfter }) => expect(agreedAfter).to.be.below(30_000)],
  [
    'its state changes no more often than checks allow',
    (_, { changes, ended, backAfter, times: { checkEvery } }) =>
      expect(changes).to.be.at.most(2 + (ended + backAfter) / checkEvery),
  ],
  [
    'nothing that was acknowledged is lost, nothing is there twice',
    ({ loses, lies }, { verdict: { lost, duplicated, undead, acknowledged } }) => {
      expect(acknowledged).to.be.above(0)
      expect(duplicated).to.deep.equal([])
      if (loses === undefined && lies === undefined) expect([lost, undead]).to.deep.equal([[], []])
    },
  ],
]

/** What a moment may be late by, in ms: a machine that holds up this process holds up those that it looks at. */
function allowance({ heldUp }: Run): number {
  return 3000 + 5 * heldUp
}

function expectKinds(outcomes: readonly Outcome[], kinds: readonly Kind[]): void {
  expect(outcomes.length).to.be.above(0)
  const others = outcomes.filter(({ kind }) => !kinds.includes(kind))
  expect(others.length, tellOutcomes(others)).to.equal(0)
}

function expectWithin(outcomes: readonly Outcome[], limit: number): void {
  const late = outcomes.filter(({ took }) => took > limit)
  expect(late.length, `later than ${limit} ms:\n${tellOutcomes(late)}`).to.equal(0)
}

function expectMoment(expected: Row['down'], moment: number | undefined, run: Run): void {
  if (expected === 'perhaps') return
  if (expected === 'never') expect(moment).to.equal(undefined)
  else expect(moment).to.be.below(expected(run.times) + allowance(run))
}
