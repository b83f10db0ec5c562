import { percentile } from '../figures.js'
import { askNormally, openNormal } from '../normal.js'
import { compared, middle, rowsOf } from '../turns.js'
import { removeContainers, startContainers } from './containers.js'
import { besideReal, goalCells, never } from './sides.js'

const head = [
  ...['_ping', 'on', 'p50 ms', 'p99 ms', 'longest ms'],
  ...['p50 × real', 'spread', 'p99 × real', 'spread', 'goal', 'reached'],
]

const loop = { Cmd: ['sh', '-c', 'while :; do :; done'] }

/** How long another client waits for an answer, beside containers that never rest. */
export const ping = {
  name: 'ping',
  title: 'Waiting for _ping',
  head,
  async measure(given) {
    const { busy } = given.sizes
    const rows = await rowsBeside(given, 'at rest', () => 0)
    rows.push(...(await rowsBeside(given, 'beside one loop', () => 1, [never(50, 'ms', 'longest')])))
    const many = given.real === undefined ? `${busy.simulator}` : `${busy.simulator} (real: ${busy.real})`
    rows.push(...(await rowsBeside(given, `beside ${many} loops`, (name) => busy[name])))
    return rows
  },
}

async function rowsBeside(given, title, loopsOn, goals = []) {
  const all = await besideReal(given, async ({ name, socketPath }) => {
    const ids = await startContainers(socketPath, loopsOn(name), loop)
    const socket = await openNormal(socketPath)
    const took = await askNormally(socket, given.sizes.pinging, ['/_ping'])
    socket.destroy()
    await removeContainers(socketPath, ids)
    return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), longest: Math.max(...took) }
  })
  return rowsOf(head, [title], all, (name, figures) => [
    ...['p50', 'p99', 'longest'].map((key) => middle(figures, key).toFixed(2)),
    ...compared(all, 'p50', name, 'real'),
    ...compared(all, 'p99', name, 'real'),
    ...goalCells(goals, all, name),
  ])
}
