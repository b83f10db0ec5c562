import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { hangUp } from './asking.js'
import { document } from './document.js'
import { markdown, printTable } from './figures.js'
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
const words = process.argv.slice(2)
const given = {
  rounds: Number(words.find((word) => /^\d+$/.test(word)) ?? 3),
  sizes: words.includes('--small') ? small : sizes,
}
const chosen = words.filter((word) => /^[a-z]+$/.test(word))
const names = [...new Set(Object.values(parts).flatMap((some) => some.map(({ name }) => name)))]
const unknown = chosen.find((word) => !names.includes(word))
if (unknown !== undefined) {
  console.error(`${unknown} is none of ${names.join(', ')}`)
  process.exit(2)
}

if (words.includes('--write') && chosen.length > 0) {
  console.error(
    `--write is for a run of all parts: docs/benchmarks.md would lose those that are not ${chosen.join(', ')}`,
  )
  process.exit(2)
}

await install()
await build()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-forward-'))
const tables = []
let real
try {
  await onNoop()
  await onReal()
} finally {
  hangUp()
  await real?.close()
  await rm(folder, { recursive: true, force: true })
}
const headline = `${given.rounds} rounds, each in turn; ${cpus().length} cores, Node ${process.version}`
if (words.includes('--markdown')) console.log(`${headline}\n\n${inMarkdown()}`)
else print()
if (words.includes('--write')) await document('npm run bench:forward -- 3 --write', `${headline}\n\n${inMarkdown()}`)
process.exit()

function print() {
  console.log(headline)
  for (const { title, rows } of tables) {
    console.log(`\n### ${title}\n`)
    printTable(rows)
  }
}

function inMarkdown() {
  return tables.map(({ title, rows }) => `### ${title}\n\n${markdown(rows)}`).join('\n\n')
}

/** Those parts whose names are given, or all. */
function chosenOf(some) {
  return some.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
}

/** What is measured on the engine that does nothing, with all in front of it started for each part. */
async function onNoop() {
  const [some, alone] = [chosenOf(parts.noop), chosenOf(parts.alone)]
  if (some.length + alone.length === 0) return
  const direct = await startNoop(folder)
  for (const part of some) await inFrontOf(direct, (sides) => measure(part, { sides }))
  for (const part of alone) await measure(part, { engine: direct })
  await endAll({ direct })
}

/** What is measured on a real engine, where there can be one. */
async function onReal() {
  const some = chosenOf(parts.real)
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

/** Adds a table. What the engine or swarmd cannot do is a failure; of the others it is a finding. */
async function measure({ title, head, measure }, on) {
  console.error(`${title}…`)
  const rows = await measure({ ...given, ...on, folder }).catch((thrown) => [failed(head, thrown)])
  tables.push({ title, rows: [head, ...rows] })
  if (rows.some((row) => isOurs(row) && row.some((cell) => cell.startsWith('cannot: ')))) process.exitCode = 1
}

function isOurs(row) {
  return row.some((cell) => cell === 'direct' || cell.startsWith('swarmd'))
}

function failed(head, { message }) {
  process.exitCode = 1
  return ['FAILED', message, ...Array(head.length - 2).fill('')]
}
