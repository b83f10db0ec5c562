import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, install } from '../workspace.js'
import { hangUp } from './asking.js'
import { median, percentile, markdown as asMarkdown, printTable, spread } from './figures.js'
import { createMany } from './measures.js'
import { askNormally, openNormal } from './normal.js'
import { closeServers, startServer, swarmd } from './servers.js'
import { mostDescriptors, usageOf, watchUsage } from './usage.js'

// What a normal client sees of attacks on the same daemon, beside what it sees without, in turn. An attack is a process
// of its own on the same machine, so that what it takes of the processors weighs on the client, too. Nothing leaves the
// machine's Unix sockets; each attack has an end of its own.

if (process.platform !== 'linux') throw new Error('what a daemon uses is looked up in /proc, which only Linux has')
const words = process.argv.slice(2)
const markdown = words.includes('--markdown')
const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 5)
const chosen = words.filter((word) => /^[a-z]+$/.test(word))
const time = 2000
const attacker = fileURLToPath(new URL('attacks/attacker.js', import.meta.url))

const idle = 10_000
const descriptors = mostDescriptors()
// What the daemon accepts by itself (core/src/http/descriptors.ts), and some more.
const tooMany = Math.max(Math.floor(descriptors / 2), descriptors - 4096) + 500

const attacks = [
  { title: '20,000 requests at once on one connection, over and over', name: 'pipelined' },
  { title: 'the same on 20 connections, behind a call that never ends', name: 'stuck' },
  { title: '10,000 idle connections', name: 'idle', count: idle, p99: 50, whole: 200 },
  { title: '500 connections more than may be', name: 'idle', count: tooMany },
  { title: '1,000 heads that come by a byte in a second', name: 'heads' },
  { title: '1,000 bodies that come by a byte in a second', name: 'bodies' },
  { title: '20 bodies of 16 MiB that stop before their end', name: 'halves' },
  { title: '200 readers of a list of 1 MB, fifty times, that never read', name: 'lists', containers: 1000 },
  { title: '200 readers of 2 MB of events a second that never read', name: 'events' },
  { title: '500 connections in a second with garbage', name: 'garbage' },
  { title: '500 clients in a second that vanish', name: 'vanishing' },
]

await install()
await build()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-limits-'))
const rows = [['attack', 'p50 ms', 'times', 'p99 ms', 'times, spread', 'memory MB', 'descriptors', 'goal', 'reached']]
try {
  for (const attack of attacks.filter(isChosen)) await measure(attack).catch((thrown) => fail(attack, thrown))
} finally {
  hangUp()
  await closeServers()
  await rm(folder, { recursive: true, force: true })
}
console.log(`${rounds} rounds of ${time / 1000} s without and ${time / 1000} s with; Node ${process.version}\n`)
if (markdown) console.log(asMarkdown(rows))
else printTable(rows)
process.exit()

/** Those whose names are given, or all. */
function isChosen({ name }) {
  return chosen.length === 0 || chosen.includes(name)
}

function fail({ title }, thrown) {
  rows.push([title, 'FAILED', '', '', '', '', '', '', thrown.message])
  process.exitCode = 1
}

/** Measures one attack on a daemon of its own. */
async function measure(attack) {
  if (attack.count !== undefined && attack.count > descriptors - 100) {
    rows.push([attack.title, `not with ${descriptors} descriptors`, '', '', '', '', '', '', ''])
    return
  }
  const socketPath = join(folder, 'a.sock')
  const server = await startServer([swarmd, '--backend', 'simulator web', `unix://${socketPath}`], socketPath)
  await createMany(socketPath, attack.containers ?? 0)
  const normal = await openNormal(socketPath)
  // What is loaded and compiled at the first calls is no part of any round.
  await askNormally(normal, time)
  const before = usageOf(server.pid)
  const watched = watchUsage(server.pid)
  const figures = { without: [], under: [] }
  let first
  try {
    for (let round = 0; round < rounds; round++) {
      figures.without.push(await askNormally(normal, time))
      figures.under.push(await underAttack(attack, socketPath, normal))
      first ??= { ...watched.most }
    }
    await hasRecovered(server.pid, before)
    add(attack, figures, [before, first, watched.most, usageOf(server.pid)])
  } finally {
    watched.end()
    normal.destroy()
    hangUp()
    await server.close()
  }
}

async function underAttack({ name, count }, socketPath, normal) {
  const child = fork(attacker, [name, socketPath, ...(count === undefined ? [] : [String(count)])])
  const ended = once(child, 'exit')
  const ready = await Promise.race([once(child, 'message'), ended])
  if (ready[0] !== 'at its height') throw new Error(`the attack has ended with ${ready[0]}`)
  try {
    return await askNormally(normal, time)
  } finally {
    child.kill('SIGKILL')
    await ended
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** Waits until the connections of the attack are gone; the figures tell when they are not. */
async function hasRecovered(pid, before) {
  for (let waited = 0; waited < 50 && usageOf(pid).descriptors > before.descriptors + 2; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function add({ title, p99, whole }, { without, under }, [before, first, most, after]) {
  const times = (share) => {
    const [alone, attacked] = [without, under].map((sets) => sets.map((set) => percentile(set, share)))
    const ratios = attacked.map((ms, round) => ms / alone[round])
    return {
      alone: median(alone),
      attacked: median(attacked),
      ratio: `${median(ratios).toFixed(1)}`,
      spread: spread(ratios),
    }
  }
  const [middle, slowest] = [times(0.5), times(0.99)]
  const goals = [
    ...(p99 === undefined ? [] : [[`p99 < ${p99} ms`, slowest.attacked < p99]]),
    ...(whole === undefined ? [] : [[`< ${whole} MB`, first.memory < whole]]),
  ]
  rows.push([
    title,
    `${middle.alone.toFixed(2)} → ${middle.attacked.toFixed(2)}`,
    middle.ratio,
    `${slowest.alone.toFixed(1)} → ${slowest.attacked.toFixed(1)}`,
    `${slowest.ratio}, ${slowest.spread}`,
    [before, first, most, after].map((usage) => usage.memory.toFixed(0)).join(' → '),
    [before, most, after].map((usage) => usage.descriptors).join(' → '),
    goals.map(([goal]) => goal).join(', '),
    goals.map(([, reached]) => (reached ? 'yes' : 'NO')).join(', '),
  ])
}
