import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { hangUp } from './asking.js'
import { printMarkdown, printTable } from './figures.js'
import { calls, connections } from './forward/calls.js'
import { realCalls } from './forward/real.js'
import { endAll, startInFrontOf, startNoop } from './forward/running.js'
import { sizes, small } from './forward/sizes.js'
import { startRealEngine } from './servers.js'

// What stands in front of an engine, in turn: the engine itself, nginx, HAProxy, the package http-proxy, and swarmd with
// forward. An engine that does nothing shows the proxies, a real one what is left of the difference. Loopback and Unix
// sockets of this machine alone.

// By what they are measured on; those of a name are chosen together.
const parts = { noop: [calls, connections], real: [realCalls] }

if (process.platform !== 'linux') throw new Error('what a process uses is looked up in /proc, which only Linux has')
const words = process.argv.slice(2)
const given = {
  rounds: Number(words.find((word) => /^\d+$/.test(word)) ?? 5),
  sizes: words.includes('--small') ? small : sizes,
}
const chosen = words.filter((word) => /^[a-z]+$/.test(word))
const names = [...new Set(Object.values(parts).flatMap((some) => some.map(({ name }) => name)))]
for (const word of chosen) if (!names.includes(word)) throw new Error(`${word} is none of ${names.join(', ')}`)

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
console.log(`${given.rounds} rounds, each in turn; ${cpus().length} cores, Node ${process.version}`)
for (const { title, rows } of tables) {
  console.log(`\n### ${title}\n`)
  if (words.includes('--markdown')) printMarkdown(rows)
  else printTable(rows)
}
process.exit()

/** Those parts whose names are given, or all. */
function chosenOf(some) {
  return some.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
}

/** What is measured on the engine that does nothing, with all in front of it. */
async function onNoop() {
  const some = chosenOf(parts.noop)
  if (some.length === 0) return
  const direct = await startNoop(folder)
  const sides = { direct, ...(await startInFrontOf(direct.socketPath, folder)) }
  for (const part of some) await measure(part, { sides })
  await endAll(sides)
}

/** What is measured on a real engine, where there can be one. */
async function onReal() {
  const some = chosenOf(parts.real)
  if (some.length === 0) return
  real = await startRealEngine()
  if (real === undefined) return
  const sides = { direct: { socketPath: real.socketPath }, ...(await startInFrontOf(real.socketPath, folder)) }
  for (const part of some) await measure(part, { sides })
  await endAll(sides)
}

/** Adds a table. What the engine or swarmd cannot do is a failure; of the others it is a finding. */
async function measure({ title, head, measure }, on) {
  console.error(`${title}…`)
  const rows = await measure({ ...given, ...on, folder }).catch((thrown) => [failed(head, thrown)])
  tables.push({ title, rows: [head, ...rows] })
  if (rows.some(([, side, cell]) => /^(direct|swarmd)/.test(side) && cell.startsWith('cannot'))) process.exitCode = 1
}

function failed(head, { message }) {
  process.exitCode = 1
  return ['FAILED', message, ...Array(head.length - 2).fill('')]
}
