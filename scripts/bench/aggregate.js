import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { events } from './aggregate/events.js'
import { nodes } from './aggregate/nodes.js'
import { startPool } from './aggregate/pool.js'
import { reads } from './aggregate/reads.js'
import { runs } from './aggregate/runs.js'
import { full, sizes, small } from './aggregate/sizes.js'
import { start } from './aggregate/start.js'
import { hangUp } from './asking.js'
import { closeServers } from './servers.js'
import { Tables } from './tables.js'
import { readWords } from './words.js'

// swarmd with the aggregate in front of many simulated engines that run in other processes, beside the least that can be
// made of their answers. Nothing leaves the machine's Unix sockets.

const parts = [nodes, start, reads, runs, events]

if (process.platform !== 'linux') throw new Error('what a process uses is looked up in /proc, which only Linux has')
const words = process.argv.slice(2)
const asked = readWords(words, { rounds: 3, names: parts.map(({ name }) => name) })
const chosen = asked.chosenOf(parts)
const given = { rounds: asked.rounds, sizes: asked.isSmall ? small : words.includes('--full') ? full : sizes }
// What the aggregate cannot do is a failure, and what of a pool could not be measured at all.
const mustWork = (row) => row.some((cell) => cell.startsWith('aggregate')) || row[1].startsWith('cannot: ')
const tables = new Tables(asked.rounds, mustWork)
const rows = new Map(chosen.map((part) => [part, []]))

await install()
await build()
// So that what ends with this process ends on a signal, too.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-aggregate-'))
try {
  for (const count of given.sizes.nodes) await onPool(count)
} finally {
  hangUp()
  await closeServers()
  await rm(folder, { recursive: true, force: true })
}
for (const [{ title, head, last = [] }, measured] of rows) {
  await tables.add({ title, head, measure: async () => [...measured, ...last] })
}
await tables.show(asked, 'npm run bench:aggregate -- 3 --full --write')
process.exit()

/** Measures all with so many nodes. What cannot be measured is a row, and keeps nothing else from being. */
async function onPool(count) {
  const pool = await startPool(folder, count, given.sizes.containers)
  for (const part of chosen) {
    console.error(`${part.title}, ${count} nodes…`)
    const measured = await part
      .measure({ ...given, folder, pool })
      .catch(({ message }) => [cannot(part, count, message)])
    rows.get(part).push(...measured)
    // Of what failed.
    hangUp()
    await closeServers()
  }
  await pool.close()
}

function cannot({ head }, count, message) {
  return [`${count}`, `cannot: ${message.split('\n')[0]}`, ...Array(head.length - 2).fill('')]
}
