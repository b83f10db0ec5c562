// `npm run soak -- 60m`: two daemons under mixed load and random faults; `npm run soak -- --help` says how.
import { readArguments, sayUsage } from './soak/arguments.js'
import { build, install, requireNode } from './workspace.js'

const given = readArguments(process.argv.slice(2))
if (given === undefined) sayUsage(process.argv.slice(2))
requireNode()
if (process.platform !== 'linux') {
  console.error('A soak needs Linux: it reads the descriptors and the memory of its daemons in /proc.')
  process.exit(1)
}
await install()
await build()
const { soak } = await import('./soak/soak.js')
const { report } = await import('./soak/report.js')

let interrupt
const interrupted = new Promise((resolve) => (interrupt = resolve))
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (interrupt === undefined) process.exit(130)
    interrupt()
    interrupt = undefined
  })
}
console.error(`Soaking for ${given.written} with the seed ${given.seed}…`)
const outcome = await soak(given, interrupted, (line) => console.error(line))
report(outcome, given.markdown)
process.exit(outcome.tally.failed > 0 ? 1 : outcome.why === 'over' ? 0 : 130)
