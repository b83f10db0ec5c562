import { percentile } from '../figures.js'
import { processorTime } from '../../processor-time.js'
import { compared, middle, rowsOf } from '../turns.js'
import { clock, get, openCalls } from './clocked.js'
import { record } from './record.js'
import { warm } from './rest.js'
import { endAll, goalCells, measureInTurn, startKinds, startPeer, within } from './sides.js'

const head = [
  ...['nodes', 'call', 'answered by', 'MB', 'p50 ms', 'p90 ms', 'p99 ms', 'CPU ms a call'],
  ...['p50 × merge', 'spread', 'p50 × the node', 'spread', 'goal', 'reached'],
]

const percentiles = { p50: 0.5, p90: 0.9, p99: 0.99 }
const ofNode = (name) => `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ node: [name] }))}`

/** The calls: their path, what the node itself is asked where it could be asked instead, and what they are held to. */
const calls = [
  { title: 'ps -a', path: () => '/containers/json?all=1', goals: [within(1000, 'ms', 'p90')] },
  {
    title: 'ps -a of one node',
    path: ({ name }) => ofNode(name),
    itself: () => '/containers/json?all=1',
    goals: [within(100, 'ms', 'p99')],
  },
  { title: 'info', path: () => '/info', goals: [within(100, 'ms', 'p99')] },
  {
    title: 'inspect',
    path: ({ name }) => `/containers/${name}-c0/json`,
    itself: ({ name }) => `/containers/${name}-c0/json`,
    goals: [],
  },
]

/** Calls that change nothing, one after the other; beside the least that can be made of all nodes' answers. */
export const reads = {
  name: 'reads',
  title: 'Calls that read',
  head,
  async measure(given) {
    const aggregates = await startKinds(given)
    for (const side of Object.values(aggregates)) if (side.failure === undefined) await warm(side, given)
    const peers = { 'fan-out': await startPeer('fan-out', given), merge: await startPeer('merge', given) }
    const rows = []
    for (const call of calls) rows.push(...(await rowsOfCall(call, given, { aggregates, peers })))
    await endAll({ ...aggregates, ...peers })
    return rows
  },
  last: [cellsOfRecord('info', record.info)],
}

async function rowsOfCall({ title, path, itself, goals }, { pool, rounds, sizes }, { aggregates, peers }) {
  const node = pool.nodes[Math.floor(pool.nodes.length / 2)]
  const through = Object.entries(aggregates).map(([name, side]) => [name, { ...side, path: path(node) }])
  const beside = itself
    ? [['the node', { socketPath: node.socketPath, path: itself(node) }]]
    : Object.entries(peers).map(([name, side]) => [name, { ...side, path: path(node) }])
  const sides = Object.fromEntries([...through, ...beside])
  const all = await measureInTurn(sides, rounds, (side, counts) => {
    return measure(side, counts ? sizes : { least: 2, ms: sizes.ms / 3 })
  })
  return rowsOf(head, [`${pool.nodes.length}`, title], all, (name, figures) => [
    (middle(figures, 'bytes') / 1e6).toFixed(2),
    ...['p50', 'p90', 'p99'].map((key) => middle(figures, key).toFixed(1)),
    sides[name].pid === undefined ? '' : middle(figures, 'cost').toFixed(1),
    ...compared(all, 'p50', name, 'merge'),
    ...compared(all, 'p50', name, 'the node'),
    ...goalCells(goals, all, name),
  ])
}

async function measure({ socketPath, path, pid }, sizes) {
  const socket = await openCalls(socketPath)
  try {
    const bytes = await get(socket, path)
    const before = pid === undefined ? NaN : processorTime(pid)
    const took = await clock(socket, path, sizes)
    const cost = pid === undefined ? NaN : (processorTime(pid) - before) / took.length
    const times = Object.entries(percentiles).map(([key, share]) => [key, percentile(took, share)])
    return { bytes, cost, ...Object.fromEntries(times) }
  } finally {
    socket.destroy()
  }
}

function cellsOfRecord(title, { p50, p90, p99 }) {
  const cells = [record.nodes, title, record.name, '', ...[p50, p90, p99].map(String)]
  return [...cells, ...Array(head.length - cells.length).fill('')]
}
