import { usageOf } from '../usage.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'
import { goalCells, least, within } from './goals.js'
import { processorTimeOf } from './running.js'
import { requireWrk, wrk } from './wrk.js'

// Plain calls, as fast as they can be answered.

const over = ['direct', 'haproxy', 'http-proxy']
const head = [
  ...['', 'through', 'calls a second', ...over.map((name) => `× ${name}`), 'spread of × direct'],
  ...['CPU µs a call', 'MB', 'goal', 'reached'],
]

const workloads = [
  { title: '_ping, 1 connection', path: '/_ping', connections: 1 },
  { title: '_ping, 16 connections', path: '/_ping', connections: 16 },
  {
    title: '_ping, 64 connections',
    path: '/_ping',
    connections: 64,
    goals: [least(1.6, 'rate', 'http-proxy'), least(0.5, 'rate', 'haproxy'), within(55, 'µs', 'cost')],
  },
  { title: '_ping, 256 connections', path: '/_ping', connections: 256 },
  { title: 'a list of 2 KB, 64 connections', path: '/v1.41/containers/json', connections: 64 },
  { title: 'a list of 100 KB, 64 connections', path: '/v1.41/images/json', connections: 64 },
]

/** Answers a second of an engine that does nothing, by `wrk` on loopback. */
export const calls = {
  name: 'calls',
  title: 'Calls a second, of an engine that does nothing',
  head,
  measure: (given) => throughAll(workloads, given),
}

/** The same with a connection for each call. */
export const connections = {
  name: 'new',
  title: 'Calls a second over new connections',
  head,
  measure: (given) => {
    const closing = { path: '/_ping', connections: 16, headers: ['Connection: close'] }
    return throughAll([{ title: '_ping, Connection: close, 16 clients', ...closing }], given)
  },
}

async function throughAll(all, { sides, rounds, sizes }) {
  await requireWrk()
  const rows = []
  for (const { title, path, goals, ...how } of all) {
    const measure = ({ port }, counts) => wrk(port, path, { ...how, seconds: counts ? Math.ceil(sizes.seconds) : 1 })
    rows.push(...(await rowsOfCalls({ title, goals, sides, rounds }, measure)))
  }
  return rows
}

/** The rows of one kind of calls. What measures them resolves to answers a second, and to how many there were. */
export async function rowsOfCalls({ title, goals = [], sides, rounds }, measure) {
  const all = await inTurn(sides, rounds, async (side, counts) => {
    const before = processorTimeOf(side)
    const { rate, calls } = await measure(side, counts)
    return { rate, cost: ((processorTimeOf(side) - before) * 1000) / calls }
  })
  return rowsOf(head, [title], all, (name, figures) => {
    const [[direct, range], ...others] = over.map((other) => compared(all, 'rate', name, other))
    const own = name === 'direct' ? ['', ''] : [middle(figures, 'cost').toFixed(0), memoryOf(sides[name])]
    const ratios = [direct, ...others.map(([ratio]) => ratio), range]
    return [middle(figures, 'rate').toFixed(0), ...ratios, ...own, ...goalCells(goals, all, name)]
  })
}

function memoryOf({ pid }) {
  return usageOf(pid).memory.toFixed(0)
}
