// `npm run soak -- 60m`: two daemons under mixed load and random faults; `npm run soak -- --help` says how.
import { soaks } from './soak/arguments.js'
import { codeOf, prepare } from './soak/prepare.js'

const { given, interrupted } = await prepare(soaks.daemons)
const { soak } = await import('./soak/soak.js')
const { report } = await import('./soak/report.js')

console.error(`Soaking for ${given.written} with the seed ${given.seed}…`)
const outcome = await soak(given, interrupted, (line) => console.error(line))
report(outcome, given.markdown)
process.exit(codeOf(outcome.tally.failed, outcome.why))
