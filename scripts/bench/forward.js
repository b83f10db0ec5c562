import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { processorTime } from '../processor-time.js'
import { build, install } from '../workspace.js'
import { act, ask, hangUp } from './asking.js'
import { median, printMarkdown, printTable, spread } from './figures.js'
import { freePort, noop, sides } from './forward/sides.js'
import { load } from './load.js'
import { startRealEngine } from './servers.js'
import { usageOf } from './usage.js'

// What stands in front of an engine, in turn: the engine itself, nginx, HAProxy, the package http-proxy, and swarmd with
// forward. An engine that does nothing shows the proxies, a real one what is left of the difference. Loopback and Unix
// sockets of this machine alone.

const words = process.argv.slice(2)
const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 5)
const seconds = 2
const run = promisify(execFile)
const rows = [
  ['', 'through', 'calls a second', '× direct', '× HAProxy', '× http-proxy', 'spread', 'CPU µs a call', 'MB'],
]

await install()
await build()
if (process.platform !== 'linux') throw new Error('what a process uses is looked up in /proc, which only Linux has')
const wrk = await run('wrk', ['--version']).then(
  () => true,
  ({ code }) => code !== 'ENOENT',
)
if (!wrk) throw new Error('wrk is not installed (apt-get install wrk)')
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'bench-forward-'))
const running = []
process.on('exit', () => running.forEach(({ child }) => child.kill('SIGKILL')))
let real
try {
  await throughProxies()
  real = await startRealEngine()
  if (real !== undefined) await throughToReal(real)
} finally {
  hangUp()
  await endAll()
  await real?.close()
  await rm(folder, { recursive: true, force: true })
}
console.log(`${rounds} rounds of ${seconds} s, each in turn; Node ${process.version}\n`)
if (words.includes('--markdown')) printMarkdown(rows)
else printTable(rows)
process.exit()

/** The engine that does nothing, and all in front of it, by `wrk`. */
async function throughProxies() {
  const engine = join(folder, 'noop.sock')
  const port = await freePort()
  const direct = { ...(await start('direct', noop(engine, port), engine)), port }
  const all = { direct, ...(await inFrontOf(engine)) }
  for (const [title, path, connections] of [
    ['_ping', '/_ping', 1],
    ['_ping', '/_ping', 16],
    ['_ping', '/_ping', 64],
    ['_ping', '/_ping', 256],
    ['a list of 2 KB', '/v1.41/containers/json', 64],
    ['a list of 100 KB', '/v1.41/images/json', 64],
  ]) {
    const measure = ({ port }) => wrkOn(port, path, connections)
    await compare(`${title}, ${connections} connections`, all, measure)
  }
  await endAll()
}

/** A real engine with 50 containers, and all in front of it, on Unix sockets. */
async function throughToReal({ socketPath }) {
  for (let made = 0; made < 50; made++)
    await act(socketPath, 'POST /v1.41/containers/create', { Image: 'busybox', Cmd: ['true'] })
  const all = { direct: { socketPath }, ...(await inFrontOf(socketPath)) }
  const list = '/v1.41/containers/json?all=1'
  for (const [title, path] of [
    ['_ping of a real engine', '/_ping'],
    ['its list of 50 containers', list],
  ]) {
    const measure = ({ socketPath: at }) => load(at, path, { connections: 16, ms: seconds * 1000 })
    await compare(`${title}, 16 connections`, all, measure)
  }
  await endAll()
}

async function inFrontOf(engine) {
  const started = {}
  for (const [name, command] of Object.entries(sides)) {
    const port = await freePort()
    const socketPath = join(folder, `${port}.sock`)
    try {
      started[name] = { ...(await start(name, await command({ folder, engine, socketPath, port }), socketPath)), port }
    } catch (thrown) {
      if (thrown.code !== 'ENOENT') throw thrown
      console.log(`WITHOUT ${name}: it is not installed`)
    }
  }
  return started
}

/** Starts a process, and waits until it answers on its socket. */
async function start(name, [program, ...args], socketPath) {
  const child = spawn(program, args, { stdio: 'ignore' })
  const failed = new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
  failed.catch(() => undefined)
  running.push({ child })
  for (let tries = 0; ; tries++) {
    const { status } = await Promise.race([ask(socketPath, 'GET /_ping').catch(() => ({})), failed])
    if (status === 200) return { pid: child.pid, socketPath }
    if (tries > 200) throw new Error(`${name} does not answer`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function endAll() {
  hangUp()
  for (const { child } of running.splice(0)) {
    const ended = child.exitCode !== null || new Promise((resolve) => child.once('exit', resolve))
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))])
  }
}

/** Answers a second by `wrk`. Rejects when some are no success. */
async function wrkOn(port, path, connections) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, `http://127.0.0.1:${port}${path}`]
  const { stdout } = await run('wrk', args)
  // An answer that takes wrk's patience counts as one that is slow.
  if (/Non-2xx|(connect|read|write) [1-9]/.test(stdout)) throw new Error(`wrk ${args.join(' ')}: ${stdout}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1])
}

/** Measures each side once a round, after a round that is not counted. */
async function compare(title, all, measure) {
  const rates = Object.fromEntries(Object.keys(all).map((name) => [name, []]))
  const costs = Object.fromEntries(Object.keys(all).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, side] of Object.entries(all)) {
      const before = cpuOf(side)
      const began = performance.now()
      const rate = await measure(side)
      const calls = (rate * (performance.now() - began)) / 1000
      if (round < 0) continue
      rates[name].push(rate)
      costs[name].push((cpuOf(side) - before) / calls)
    }
  }
  for (const [name, { pid }] of Object.entries(all)) {
    const over = (other) => rates[name].map((rate, round) => rate / (rates[other]?.[round] ?? NaN))
    const times = (other) => (name === other || rates[other] === undefined ? '' : median(over(other)).toFixed(2))
    const range = name === 'direct' ? '' : spread(over('direct'))
    const cost = name === 'direct' ? '' : median(costs[name]).toFixed(0)
    const memory = pid === undefined ? '' : usageOf(pid).memory.toFixed(0)
    const figures = [times('direct'), times('haproxy'), times('http-proxy'), range, cost, memory]
    rows.push([title, name, median(rates[name]).toFixed(0), ...figures])
  }
}

/** The µs of CPU that a side has had so far; of an engine that was started elsewhere it is not asked. */
function cpuOf({ pid }) {
  return pid === undefined ? NaN : processorTime(pid) * 1000
}
