import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { hangUp } from './asking.js'
import { bulk, realBulk } from './forward/bulk.js'
import { calls, connections } from './forward/calls.js'
import { echo, realEcho } from './forward/echo.js'
import { first } from './forward/first.js'
import { gone } from './forward/gone.js'
import { memory } from './forward/memory.js'
import { realCalls } from './forward/real.js'
import { endAll, startInFrontOf, startNoop } from './forward/running.js'
import { sizes, small } from './forward/sizes.js'
import { startRealEngine } from './servers.js'
import { Tables } from './tables.js'
import { readWords } from './words.js'

// What stands in front of an engine, in turn: the engine itself, nginx, HAProxy, the package http-proxy, and swarmd with
// forward. An engine that does nothing shows the proxies, a real one what is left of the difference. Loopback and Unix
// sockets of this machine alone.

// By what they are measured on; some start all by themselves, again and again. Those of a name are chosen together.
const parts = {
  noop: [calls, connections, echo, bulk, gone],
  alone: [memory, first],
  real: [realCalls, realEcho, realBulk],
}

if (process.platform !== 'linux') throw new Error('what a process uses is looked up in /proc, which only Linux has')
const names = [...new Set(Object.values(parts).flatMap((some) => some.map(({ name }) => name)))]
const asked = readWords(process.argv.slice(2), { rounds: 3, names })
const given = { rounds: asked.rounds, sizes: asked.isSmall ? small : sizes }
// What the engine or swarmd cannot do is a failure; of the others it is a finding.
const isOurs = (row) => row.some((cell) => cell === 'direct' || cell.startsWith('swarmd'))
const tables = new Tables(asked.rounds, isOurs)

await install()
await build()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-forward-'))
let real
try {
  await onNoop()
  await onReal()
} finally {
  hangUp()
  await real?.close()
  await rm(folder, { recursive: true, force: true })
}
await tables.show(asked, 'npm run bench:forward -- 3 --write')
process.exit()

/** What is measured on the engine that does nothing, with all in front of it started for each part. */
async function onNoop() {
  const [some, alone] = [asked.chosenOf(parts.noop), asked.chosenOf(parts.alone)]
  if (some.length + alone.length === 0) return
  const direct = await startNoop(folder)
  for (const part of some) await inFrontOf(direct, (sides) => measure(part, { sides }))
  for (const part of alone) await measure(part, { engine: direct })
  await endAll({ direct })
}

/** What is measured on a real engine, where there can be one. */
async function onReal() {
  const some = asked.chosenOf(parts.real)
  if (some.length === 0) return
  real = await startRealEngine()
  if (real === undefined) return
  const direct = { socketPath: real.socketPath }
  for (const part of some) await inFrontOf(direct, (sides) => measure(part, { sides }))
}

/** Has an engine measured, and all that is installed in front of it, in processes of their own. */
async function inFrontOf(direct, measureAll) {
  const others = await startInFrontOf(direct.socketPath, folder)
  await measureAll({ direct, ...others })
  await endAll(others)
}

/** Adds the table of a part. */
function measure(part, on) {
  return tables.add(part, { ...given, ...on, folder })
}
