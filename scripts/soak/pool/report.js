import { printTable } from '../../bench/figures.js'
import { driftRows, headline, quoted, sayMemory, sayWrongs } from '../report.js'

/** Prints what came of a soak of a pool. */
export function report(outcome) {
  const { tally, drifts, happened, rounds, given } = outcome
  console.log(`\n${headline(outcome)}\n`)
  const columns = ({ right, broken, wrong }) => [right, broken, wrong].map(String)
  printTable([
    ['operation', 'right', 'broken by a fault', 'wrong'],
    ...[...tally.counts].sort().map(([name, counts]) => [name, ...columns(counts)]),
    ['all', ...columns(tally.total)],
  ])
  console.log('')
  printTable(driftRows(drifts))
  if (drifts.some(({ isTooMuch }) => isTooMuch === undefined)) sayMemory()
  console.log(`\nIn ${rounds} rounds an engine:`)
  for (const [title, count] of [...happened].sort()) console.log(`  ${count} × ${title}`)
  sayWrongs(tally)
  console.log(`\nAgain:  npm run soak:aggregate -- ${given.written} --seed ${quoted(given.seed)}`)
}
