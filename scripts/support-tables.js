// Writes docs/backends/support.md: what the standard backends do with each operation, the same of the simulator into its
// README, and where aggregate sends each into the README of that. Needs a build.
// `node scripts/support-tables.js` writes the files; `--print` prints the first, `--print-readme` the second, `--print-ways`
// the third.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { supportTable } from '../core/dist/testing/index.js'
import { aggregateReadme, writeAggregateReadme } from './pool-ways.js'
import { simulatorReadme, writeSimulatorReadme } from './simulated-operations.js'
import { root } from './workspace.js'

const target = join(root, 'docs/backends/support.md')

const { install: debug } = await import('../plugins/debug/dist/index.js')
const { install: simulator } = await import('../plugins/simulator/dist/index.js')
const { install: forward } = await import('../plugins/forward/dist/index.js')

const table = await supportTable([
  { backend: { name: 'debug', install: debug, options: {} }, catchAll: 'passed on' },
  { backend: { name: 'simulator', install: simulator, options: {} } },
  {
    backend: { name: 'forward', install: forward, options: { address: 'unix:///nowhere.sock' } },
    catchAll: 'forwarded',
  },
])

const text = `# What the standard backends support

Made by \`npm run docs\`; a test fails where it is not what the code does.

- **supported**: the backend has a handler of its own; its README says what that leaves out
- **passed on**: to the next backend of the chain, as it came. \`debug\` alone answers with the smallest answer that a
  client can parse
- **forwarded**: to the Docker Engine that the backend speaks to
- **501**, **503**: what a client gets when no other backend is behind, naming the backend and the operation; 503 is what
  an engine that is no swarm manager says

${table}`

if (process.argv.includes('--print')) process.stdout.write(text)
else if (process.argv.includes('--print-readme')) process.stdout.write((await simulatorReadme()).right)
else if (process.argv.includes('--print-ways')) process.stdout.write((await aggregateReadme()).right)
else {
  await writeAggregateReadme()
  await writeSimulatorReadme()
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, text)
}
