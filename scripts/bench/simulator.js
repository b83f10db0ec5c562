import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install } from '../workspace.js'
import { ask, hangUp } from './asking.js'
import { median, printTable, spread } from './figures.js'
import { load } from './load.js'
import { createMany, eventToAll, lifeOfTrue, memory } from './measures.js'
import { bare, closeServers, startRealEngine, startServer, swarmd } from './servers.js'

// The simulator beside a real engine and beside a bare `node:http` server that sends the same bytes. All in one run, in
// turn, so that what else the machine does weighs on all alike. Nothing leaves the machine's unix sockets.

const rounds = Number(process.argv[2] ?? 9)
const list = '/v1.41/containers/json?all=1'
const rows = [['', 'median', 'ratio', 'spread', 'goal', '']]

await install()
await build()
// So that what ends with this process ends on a signal, too.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-simulator-'))
const real = await startRealEngine()
try {
  for (const measure of [lists, lives, events, memories, starts]) await measure().catch(fail)
  console.log(`${rounds} rounds, each in turn; Node ${process.version}\n`)
  printTable(rows)
} finally {
  hangUp()
  await closeServers()
  await real?.close()
  await rm(folder, { recursive: true, force: true })
}
// Connections of what failed would keep the process.
process.exit()

/** What cannot be measured is a line of its own, and keeps nothing else from being measured. */
function fail(thrown) {
  rows.push(['FAILED', '', '', '', '', thrown.message])
  process.exitCode = 1
}

/** A simulated engine with one container, which brings an image along, or by another spec. */
function simulator(name, spec = 'simulator seed') {
  const socket = join(folder, `${name}.sock`)
  return startServer([swarmd, '--backend', spec, `unix://${socket}`], socket)
}

function bareServer(name) {
  const socket = join(folder, `${name}.sock`)
  return startServer([bare, socket, folder], socket)
}

/** Answers a second of a list, beside the same bytes from a bare server; and of a real engine, which is spared 1,000. */
async function lists() {
  const plain = await bareServer('plain')
  let onReal = 0
  for (const count of [3, 100, 1000]) {
    const simulated = await simulator(`list${count}`)
    await createMany(simulated.socketPath, count - 1)
    await record(simulated.socketPath, `list${count}`)
    const sides = { own: [simulated.socketPath, list], bare: [plain.socketPath, `/list${count}`] }
    if (real !== undefined && count <= 100) {
      await createMany(real.socketPath, count - onReal)
      onReal = count
      sides.real = [real.socketPath, list]
    }
    const rates = await answersASecond(sides)
    add(`list of ${count}`, '/s', rates, 'bare', 0.8)
    if (rates.real !== undefined) add(`list of ${count}`, '/s', rates, 'real')
    await simulated.close()
  }
  await changing(plain.socketPath)
  await plain.close()
}

/** Of each side, when it has been busy for long enough to be compiled: that takes V8 seconds, and a daemon runs for days. */
async function answersASecond(sides) {
  for (const [socketPath, path] of Object.values(sides)) await load(socketPath, path, { ms: 3000 })
  return inTurn(sides, ([socketPath, path]) => load(socketPath, path, { ms: 500 }))
}

/** Keeps an answer for the bare server: its bytes, and its headers but for those that Node adds by itself. */
async function record(socketPath, name) {
  const { headers, text } = await ask(socketPath, `GET ${list}`)
  const own = headers.flatMap((field, at) => {
    return at % 2 === 1 || /^(date|connection|keep-alive)$/i.test(field) ? [] : [field, headers[at + 1]]
  })
  await writeFile(join(folder, name), text)
  await writeFile(join(folder, `${name}.headers`), JSON.stringify(own))
}

/** A list of which a status becomes another 1,000 times a second: each counts seconds in its first minute. */
async function changing(plain) {
  const simulated = await simulator('changing')
  await createMany(simulated.socketPath, 999, true)
  const sides = { own: [simulated.socketPath, list], bare: [plain, '/list1000'] }
  const rates = await answersASecond(sides)
  add('list of 1000 in their first minute', '/s', rates, 'bare')
  await simulated.close()
}

/** Lives of `true` a second. */
async function lives() {
  if (real === undefined) return
  const simulated = await simulator('lives')
  const sides = { own: [simulated.socketPath, 200], real: [real.socketPath, 8] }
  const rates = await inTurn(sides, async ([socketPath, count]) => {
    return 1000 / (await lifeOfTrue(socketPath, { count, abreast: 4 }))
  })
  add('create, start, wait, remove of true', '/s', rates, 'real', 20)
  await simulated.close()
}

/** An event to 1,000 listeners. */
async function events() {
  const simulated = await simulator('events')
  const sides = { own: [simulated.socketPath], ...(real === undefined ? {} : { real: [real.socketPath] }) }
  const took = await inTurn(sides, async ([socketPath]) => 1000 / median(await eventToAll(socketPath, 1000, 5)))
  add('an event to 1,000 listeners', '/s', took, real === undefined ? undefined : 'real')
  await simulated.close()
}

async function memories() {
  const { created, listed, whole } = await memory(10_000)
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`
  const fits = listed.rss < 200e6
  rows.push(['10,000 containers', megabytes(created.rss), '', '', '', `${megabytes(created.heap)} of heap`])
  rows.push(['10,000 containers, listed', megabytes(listed.rss), '', '', '< 200 MB', verdict(fits)])
  rows.push(['10,000 containers, listed, the whole process', megabytes(whole), '', '', '', ''])
}

/** ms from spawn to the first answer. */
async function starts() {
  const once = async (start) => {
    const server = await start('start')
    hangUp()
    await server.close()
    return server.ms
  }
  const empty = (name) => simulator(name, 'simulator')
  const { bare, ...own } = await inTurn({ empty, 'one container': simulator, bare: bareServer }, once)
  for (const [side, figures] of Object.entries(own)) {
    const more = figures.map((ms, round) => ms - bare[round])
    const name = `spawn to the first answer, ${side}, beyond the bare server`
    const range = `${Math.min(...more).toFixed(0)} to ${Math.max(...more).toFixed(0)} ms`
    rows.push([name, `${median(more).toFixed(0)} ms`, '', range, '<= 120 ms', verdict(median(more) <= 120)])
  }
}

/** Measures each side once a round, after a round that is not counted. */
async function inTurn(sides, measure) {
  const figures = Object.fromEntries(Object.keys(sides).map((side) => [side, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [side, subject] of Object.entries(sides)) {
      const figure = await measure(subject)
      if (round >= 0) figures[side].push(figure)
    }
  }
  return figures
}

function add(name, unit, figures, over, goal) {
  const middle = `${median(figures.own).toFixed(0)}${unit}`
  if (over === undefined) return rows.push([name, middle, '', '', '', ''])
  const ratios = figures.own.map((figure, round) => figure / figures[over][round])
  const ratio = `${median(ratios).toFixed(2)} x ${over}`
  const reached = goal === undefined ? ['', ''] : [`>= ${goal}`, verdict(median(ratios) >= goal)]
  rows.push([name, middle, ratio, spread(ratios), ...reached])
}

function verdict(reached) {
  return reached ? 'yes' : 'NO'
}
