// `npm run soak:aggregate -- 10m`: a pool under mixed load and random faults; `npm run soak:aggregate -- --help` says how.
import { soaks } from './soak/arguments.js'
import { codeOf, prepare } from './soak/prepare.js'

const { given, interrupted } = await prepare(soaks.pool)
const { soakPool } = await import('./soak/pool/soak.js')
const { report } = await import('./soak/pool/report.js')

console.error(`Soaking a pool for ${given.written} with the seed ${given.seed}…`)
const outcome = await soakPool(given, interrupted, (line) => console.error(line))
report(outcome)
process.exit(codeOf(outcome.tally.failed, outcome.why))
