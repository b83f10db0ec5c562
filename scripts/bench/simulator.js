import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { hangUp } from './asking.js'
import { closeServers, startRealEngine } from './servers.js'
import { busy } from './simulator/busy.js'
import { events } from './simulator/events.js'
import { first } from './simulator/first.js'
import { lists } from './simulator/lists.js'
import { execs, lives } from './simulator/lives.js'
import { idle, memory } from './simulator/memory.js'
import { output } from './simulator/output.js'
import { ping } from './simulator/ping.js'
import { sizes, small } from './simulator/sizes.js'
import { Tables } from './tables.js'
import { readWords } from './words.js'

// The simulator beside a real engine, and beside a bare `node:http` server that sends the same bytes. All in one run, in
// turn, so that what else the machine does weighs on all alike. Nothing leaves the machine's unix sockets.

const parts = [lists, lives, execs, events, memory, idle, busy, ping, output, first]

const asked = readWords(process.argv.slice(2), { rounds: 5, names: parts.map(({ name }) => name) })
const tables = new Tables(asked.rounds, () => true)

await install()
await build()
// So that what ends with this process ends on a signal, too.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-simulator-'))
const real = await startRealEngine()
const given = { rounds: asked.rounds, sizes: asked.isSmall ? small : sizes, folder, real }
try {
  for (const part of asked.chosenOf(parts)) {
    await tables.add(part, given)
    // Of what failed.
    hangUp()
    await closeServers()
  }
} finally {
  hangUp()
  await closeServers()
  await real?.close()
  await rm(folder, { recursive: true, force: true })
}
await tables.show(asked, 'npm run bench:simulator -- 3 --write')
// Connections of what failed would keep the process.
process.exit()
